"""A disk whose every write and flush is logged, and what a power cut at any moment leaves of it. QEMU's storage daemon writes the log (its
driver blklogwrites, in the format of the kernel's dm-log-writes: a header, then for each write a sector that describes it and the data)."""
import contextlib
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import time

FLUSH, FORCED, DISCARD = 1, 2, 4
SECTOR = 512


def copy(image, to):
    """Copies an image to a new file: a loop device that another mount namespace keeps has the old one."""
    subprocess.run(["cp", "--remove-destination", "--sparse=always", "--reflink=auto", image, to], check=True)


class LoggedDisk:
    """An ext4 that is mounted while the block runs. Needs root, /dev/fuse and loop devices."""

    def __init__(self, folder, megabytes, contents=None):
        """contents: a folder whose files it has at first."""
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.before, self.disk, self.log = folder / "before.img", folder / "disk.img", folder / "log"
        subprocess.run(["/sbin/mke2fs", "-q", "-t", "ext4", *(["-d", contents] if contents else []), self.before, f"{megabytes}M"],
                       check=True, stdout=subprocess.DEVNULL)
        copy(self.before, self.disk)
        self.log.touch()

    @contextlib.contextmanager
    def mounted(self):
        block, mounted = self.folder / "block", self.folder / "mounted"
        block.touch()
        mounted.mkdir()
        with contextlib.ExitStack() as undo:
            daemon = subprocess.Popen([
                "qemu-storage-daemon", "--blockdev", f"driver=file,filename={self.disk},node-name=disk",
                "--blockdev", f"driver=file,filename={self.log},node-name=log",
                "--blockdev", "driver=blklogwrites,file=disk,log=log,log-super-update-interval=1,node-name=both",
                "--export", f"type=fuse,id=block,node-name=both,mountpoint={block},writable=on"], stdout=subprocess.DEVNULL)
            undo.callback(daemon.wait)
            undo.callback(daemon.send_signal, signal.SIGTERM)
            while block.stat().st_size != self.disk.stat().st_size:
                if daemon.poll() is not None:
                    raise OSError("the storage daemon could not export a disk")
                time.sleep(0.05)
            device = subprocess.run(["losetup", "-f", "--show", block], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
            undo.callback(subprocess.run, ["losetup", "-d", device])
            subprocess.run(["mount", "-o", "noatime", device, mounted], check=True)
            undo.callback(subprocess.run, ["umount", mounted])
            yield mounted


class WriteLog:
    """The writes of a disk in their order."""

    def __init__(self, path):
        self.file = open(path, "rb")
        magic, version, count, sector = struct.unpack("<QQQI", self.file.read(28))
        if (magic, version) != (0x6A736677736872, 1):
            raise ValueError(f"{path} is no log of writes")
        self.sector = sector
        self.writes = []
        at, end = sector, os.fstat(self.file.fileno()).st_size
        while len(self.writes) < count and at + sector <= end:
            self.file.seek(at)
            first, sectors, flags, _ = struct.unpack("<QQQQ", self.file.read(32))
            at += sector
            self.writes.append((first, sectors, flags, at))
            if not flags & DISCARD:
                at += -(-sectors * SECTOR // sector) * sector

    def position(self, number):
        """Where the log ended when this many were logged."""
        return self.writes[number][3] - self.sector

    def flushed(self, number):
        """How many of the first writes had been flushed when this many were logged."""
        return next((each for each in range(number - 1, -1, -1) if self.writes[each][2] & FLUSH), 0)

    def apply(self, disk, begin, end, keep=lambda: 1.0):
        """Writes these to a disk, each to the share that keep returns; what was forced is whole."""
        for first, sectors, flags, at in self.writes[begin:end]:
            if not sectors or flags & DISCARD:
                continue
            share = 1.0 if flags & FORCED else keep()
            self.file.seek(at)
            data = self.file.read(sectors * SECTOR)
            os.pwrite(disk, data[:round(sectors * share) * SECTOR], first * SECTOR)


def cut(logged, writes, numbers, random):
    """For each of these rising numbers of writes the image of the disk after a power cut there: of what was not flushed, all, a part or nothing is
    there, and some of it torn."""
    work, image = logged.folder / "work.img", logged.folder / "cut.img"
    copy(logged.before, work)
    done = 0
    with open(work, "r+b", buffering=0) as steady:
        for number in numbers:
            flushed = writes.flushed(number)
            writes.apply(steady.fileno(), done, flushed)
            done = flushed
            copy(work, image)
            kept = random.choice((0, 0.5, 1))
            with open(image, "r+b", buffering=0) as volatile:
                writes.apply(volatile.fileno(), flushed, number,
                             lambda: 0 if random.random() > kept else random.random() if random.random() < 0.2 else 1)
            yield number, image


def files_of(image, folder):
    """Repairs the file system of an image as a boot does, and copies its files to a folder; returns the status of the repair."""
    repaired = subprocess.run(["/sbin/e2fsck", "-p", image], stdout=subprocess.PIPE).returncode
    shutil.rmtree(folder, ignore_errors=True)
    pathlib.Path(folder).mkdir()
    subprocess.run(["/sbin/debugfs", "-R", f"rdump / {folder}", image], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return repaired
