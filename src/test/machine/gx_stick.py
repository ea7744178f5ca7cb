"""A GX device without a package, and a USB stick with one that installs it."""
import random
import subprocess
import time
import unittest

from gx_device import GRID, MEMORY, SERIAL
from machine import BUILT, PATIENCE, Machine
from meter import Meter

# A line of the report.
METER = r"(?m)^D-Bus +com\.victronenergy\.grid\.p1_ttyUSB0, instance \d+: -?\d+ W"


class Stick(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(gx=True, memory=MEMORY)
        self.addCleanup(self.machine.cut)
        self.meter = Meter("dsmr50")
        self.addCleanup(self.meter.close)
        self.stick = self.machine.folder / "stick.img"
        self.stick.unlink(missing_ok=True)
        subprocess.run(["/sbin/mkfs.vfat", "-C", self.stick, "131072"], check=True, stdout=subprocess.DEVNULL)
        package = next((BUILT.parent / "virtual").glob("venus-data-*.tgz"))
        subprocess.run(["mcopy", "-i", self.stick, package, "::"], check=True)

    def report(self):
        """The last block of the report when it is finished, as its owner reads it on a computer."""
        self.machine.output("within 120 grep -q 'can be removed' /run/dbus-p1.stick/closing", 130)
        self.machine.output("within 20 eval 'tail -n 1 /media/sda1/dbus-p1.result.txt | grep -q \"can be removed\"'", 30)
        self.machine.shut_down()
        text = subprocess.run(["mtype", "-i", self.stick, "::dbus-p1.result.txt"], check=True, stdout=subprocess.PIPE, text=True).stdout
        return text[text.rindex("=== "):]

    def test_a_stick_installs_the_package_and_reports_on_it_also_after_power_cuts(self):
        self.machine.plug("cable", self.meter, SERIAL)
        # The power fails while the package is read, unpacked, checked, moved, started, and reported.
        for sign in ("/run/dbus-p1.stick", "/data/dbus-p1/venus", "/data/dbus-p1/SHA256SUMS", "/data/dbus-p1/versions", "/data/dbus-p1/dbus-p1"):
            self.machine.start(self.stick)
            self.machine.output(f"within 180 test -e {sign}", 190)
            pause = random.uniform(0, 0.4 * PATIENCE)
            print(f"           power cut {pause:.2f} s after {sign}", flush=True)
            time.sleep(pause)
            self.machine.cut()
        self.machine.start(self.stick)
        self.machine.output(f"within 120 has_power {GRID}", 130)
        self.machine.output("cd /data/dbus-p1/versions/* && sha256sum -c SHA256SUMS >/dev/null", 60)
        self.assertEqual("1", self.machine.output("ls -A /data/dbus-p1/versions | wc -l"))
        self.assertEqual("1", self.machine.output("drivers | wc -l"))
        self.assertRegex(self.report(), METER)
        # The same stick once more changes nothing.
        self.machine.start(self.stick)
        self.machine.output(f"within 120 has_power {GRID}", 130)
        report = self.report()
        self.assertRegex(report, r"(?m)^left +dbus-p1 .*: it is installed already$")
        self.assertRegex(report, METER)
