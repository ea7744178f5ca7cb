"""Power cuts during installations, at 30 moments each: here on this machine, in the root file systems of the virtual machine, on a disk whose every
write is logged. After each cut the device boots, and the same command is repeated."""
import collections
import contextlib
import hashlib
import os
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import unittest

from machine import BUILT
from write_log import LoggedDisk, WriteLog, cut

CUTS = 30
# The last writes, in which versions and links are exchanged, are cut as often as all others together.
LAST_WRITES = 60
# Makes a root file system with a folder of this machine at /media, and runs a script in it: KIND DISK DATA ROOT MEDIA SCRIPT. Of kind gx it is a GX
# device, whose root is read-only, with DATA as /data; of kind debian the root is DATA.
INSIDE = """set -eu
if [ "$1" = gx ]; then
    mount -t overlay -o "lowerdir=$2/gx:$2/debian" gx "$4"
    mount --bind "$3" "$4/data"
else
    mount --bind "$3" "$4"
fi
mount -t proc proc "$4/proc"
mount -t sysfs -o ro sysfs "$4/sys"
for folder in run tmp dev; do mount -t tmpfs none "$4/$folder"; done
for folder in service var/volatile; do [ "$1" != gx ] || mount -t tmpfs none "$4/$folder"; done
for each in null zero urandom random; do touch "$4/dev/$each"; mount --bind "/dev/$each" "$4/dev/$each"; done
mkdir -p "$4/run/lock"
[ "$1" != gx ] || mkdir "$4/var/volatile/services"
mount --bind "$5" "$4/media"
path=/usr/sbin:/usr/bin
[ "$1" != gx ] || path=/opt/busybox:$path
exec env -i PATH=$path chroot "$4" /bin/sh -c "$6"
"""
OTHERS_HOOK = "#!/bin/sh\n: theirs\nexit 0\n"
INSTALL = "tar -xzf /media/{} -C /data && /data/dbus-p1/venus/install >/tmp/log 2>&1 || {{ cat /tmp/log; false; }}"
# What a boot does, and what has to be so after it: the hook of others still runs, the serial-starter finds whole lines and their templates.
BOOT = """
grep -q '^: theirs$' /data/rcS.local || echo 'the line of others in rcS.local is gone'
[ -x /data/rcS.local ] && /data/rcS.local >/tmp/hook 2>&1 || echo "rcS.local fails: $(cat /tmp/hook)"
[ -x /opt/victronenergy/service-templates/gps-dbus/run ] || echo 'the templates of Victron are gone'
for conf in /data/conf/serial-starter.d/*.conf; do
    [ ! -e "$conf" ] || [ "$(cat "$conf")" = "service p1 dbus-p1" ] || echo "$conf has: $(cat "$conf")"
done
if grep -qs p1 /run/udev/rules.d/zz-dbus-p1.rules; then
    [ -x /opt/victronenergy/service-templates/dbus-p1/run ] || echo 'there is a rule without a template'
    [ -e /data/conf/serial-starter.d/dbus-p1.conf ] || echo 'there is a rule without a service'
fi
"""
RUNS = """
if [ -e /data/dbus-p1/dbus-p1 ]; then
    (cd "$(dirname "$(readlink -f /data/dbus-p1/dbus-p1)")/.." && sha256sum -c SHA256SUMS 2>&1 | grep -v ': OK$')
    /data/dbus-p1/dbus-p1 --version | grep -qx 'dbus-p1 .*' || echo 'the driver does not start'
    echo "version: $(readlink /data/dbus-p1/dbus-p1)"
fi
true
"""
# What an owner does whom a power cut has interrupted.
DPKG = "dpkg --configure -a >/tmp/log 2>&1; dpkg -i /media/{} >/tmp/log 2>&1 || {{ cat /tmp/log; false; }}"
DPKG_LOOKS = """
dpkg-query -W -f '${Status}\\n' dbus-p1 2>/dev/null
dbus-p1 --version 2>/dev/null
dpkg --audit | head -n 1
dpkg --verify dbus-p1 2>/dev/null
true
"""


class InstallationCuts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if os.geteuid() or not os.access("/dev/fuse", os.W_OK) or not os.access("/dev/loop-control", os.W_OK):
            raise unittest.SkipTest("a disk whose writes are logged needs root, /dev/fuse and loop devices")
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="dbus-p1-cuts.", dir=BUILT))
        cls.addClassCleanup(shutil.rmtree, cls.work)
        cls.disk, cls.root, cls.media = cls.work / "disk", cls.work / "root", cls.work / "media"
        for folder in (cls.disk, cls.root, cls.media):
            folder.mkdir()
        subprocess.run(["mount", "-o", "loop,ro,noload", BUILT / "root.ext4", cls.disk], check=True)
        cls.addClassCleanup(subprocess.run, ["umount", cls.disk])

    def inside(self, kind, data, script):
        """The status and the output of a script that runs in a root file system."""
        ran = subprocess.run(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", INSIDE, "sh", kind, self.disk, data,
                              self.root, self.media, script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             timeout=600, text=True)
        return ran.returncode, ran.stdout.strip()

    def succeeds(self, kind, data, script):
        status, output = self.inside(kind, data, script)
        self.assertEqual(0, status, output)
        return output

    def cuts(self, kind, contents, megabytes, command, looks, before, compared):
        """Cuts a command at 30 moments, and repeats it after each. looks: a script that prints what is not as it has to be, and the version.
        before: what it may print before the command is repeated, beside that of the new version; None for anything. compared: folders."""
        logged = LoggedDisk(self.work / "cuts", megabytes, contents)
        with logged.mounted() as mounted:
            begin = logged.log.stat().st_size
            self.succeeds(kind, mounted, command)
        with self.mounted(logged.disk) as data:
            after = self.succeeds(kind, data, looks)
            wanted = tree(data, compared)
        writes = WriteLog(logged.log)
        first = next(each for each in range(len(writes.writes)) if writes.position(each) >= begin)
        last = max(first + CUTS, len(writes.writes) - LAST_WRITES)
        numbers = random.sample(range(first, last), CUTS // 2) + random.sample(range(last, len(writes.writes)), CUTS // 2)
        found = collections.Counter()
        for number, image in cut(logged, writes, sorted(numbers), random):
            with self.subTest(write=number - first, of=len(writes.writes) - first):
                repaired = subprocess.run(["/sbin/e2fsck", "-p", image], stdout=subprocess.PIPE).returncode
                self.assertLess(repaired, 2, "the file system")
                with self.mounted(image) as data:
                    state = self.succeeds(kind, data, looks)
                    found[state] += 1
                    if before is not None:
                        self.assertIn(state, [*before, after])
                    self.succeeds(kind, data, command)
                    self.assertEqual(after, self.succeeds(kind, data, looks))
                    now = tree(data, compared)
                    self.assertEqual([], sorted(name for name in wanted.keys() | now.keys() if wanted.get(name) != now.get(name)))
        print(f"           {len(numbers)} cuts in {len(writes.writes) - first} writes; before the repetition: "
              + ", ".join(f"{count} times {state.splitlines() or 'nothing'}" for state, count in found.most_common()), flush=True)

    @contextlib.contextmanager
    def mounted(self, image):
        mounted = self.work / "mounted"
        mounted.mkdir(exist_ok=True)
        subprocess.run(["mount", "-o", "loop,noatime", image, mounted], check=True)
        try:
            yield mounted
        finally:
            subprocess.run(["umount", mounted], check=True)

    def device(self):
        """The contents of /data of a GX device with another add-on."""
        contents = self.work / "contents"
        shutil.rmtree(contents, ignore_errors=True)
        for folder in ("conf", "log", "var/lib/serial-starter"):
            (contents / folder).mkdir(parents=True)
        (contents / "rcS.local").write_text(OTHERS_HOOK)
        (contents / "rcS.local").chmod(0o755)
        return contents

    def archive(self, version):
        """The package of this build with another number of its version."""
        made = next((BUILT.parent / "virtual").glob("dbus-p1-*-virtual.tar.gz"))
        package = self.work / "package"
        shutil.rmtree(package, ignore_errors=True)
        package.mkdir()
        subprocess.run(["tar", "-xzf", made, "-C", package], check=True)
        manifest, sums = package / "dbus-p1/MANIFEST", package / "dbus-p1/SHA256SUMS"
        old = sha256(manifest)
        manifest.write_text(re.sub("(?m)^version=.*", f"version={version}", manifest.read_text()))
        sums.write_text(sums.read_text().replace(old, sha256(manifest)))
        subprocess.run(["tar", "-czf", self.media / f"{version}.tar.gz", "-C", package, "dbus-p1"], check=True)
        shutil.rmtree(package)

    def test_thirty_power_cuts_of_an_installation_leave_nothing_or_the_driver_and_the_next_try_succeeds(self):
        self.archive("1.0.0")
        self.cuts("gx", self.device(), 256, INSTALL.format("1.0.0.tar.gz"), BOOT + RUNS, [""], ["."])

    def test_thirty_power_cuts_of_an_upgrade_leave_a_version_that_runs_and_the_next_try_succeeds(self):
        self.archive("1.0.0")
        self.archive("1.1.0")
        contents = self.device()
        (contents / "conf/dbus-p1.properties").write_text("http.enabled=true\n")
        self.succeeds("gx", contents, INSTALL.format("1.0.0.tar.gz"))
        (contents / "dbus-p1/history.db").write_bytes(random.randbytes(50000))
        old = self.succeeds("gx", contents, BOOT + RUNS)
        self.cuts("gx", contents, 512, INSTALL.format("1.1.0.tar.gz"), BOOT + RUNS, [old], ["."])

    def test_thirty_power_cuts_of_dpkg_are_repaired_by_the_next_try(self):
        contents = self.work / "contents"
        shutil.rmtree(contents, ignore_errors=True)
        subprocess.run(["cp", "-a", self.disk / "debian", contents], check=True)
        for unused in ("boot", "packages", "usr/lib/modules"):
            shutil.rmtree(contents / unused)
        shutil.copy(next((BUILT.parent / "virtual").glob("*_amd64.deb")), self.media / "dbus-p1.deb")
        self.cuts("debian", contents, 768, DPKG.format("dbus-p1.deb"), DPKG_LOOKS, None, ["usr/lib", "usr/bin", "etc"])


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def tree(root, parts):
    """The rights and the contents of the files in some folders."""
    found = {}
    for part in parts:
        for file in (root / part).rglob("*"):
            if file.is_symlink():
                found[str(file)] = os.readlink(file)
            elif "lost+found" not in file.parts:
                found[str(file)] = f"{file.stat().st_mode:o} {sha256(file) if file.is_file() else ''}"
    return found
