"""Debian with the .deb, under systemd, and ModemManager beside it, which opens the ports of modems."""
import json
import unittest

from shared import begin, unplug

SERIAL = "P1A2B3C4"
UNIT = "dbus-p1@ttyUSB0.service"
INSTALL = "dpkg -i /packages/dbus-p1_*_amd64.deb"


class Debian(unittest.TestCase):
    """One system for all: each test begins with the package installed, and nothing plugged in."""

    def setUp(self):
        begin(self, f"dpkg -s dbus-p1 >/dev/null 2>&1 || {INSTALL}", gx=False)

    def tearDown(self):
        unplug(self, "not drivers")

    def shows_the_power(self):
        self.machine.output("within 60 page api/now", 70)
        now = json.loads(self.machine.output("page api/now"))
        self.assertIn(round(now["values"]["power_net_w"]), self.meter.powers())

    def test_a_cable_starts_its_driver_beside_modem_manager(self):
        # It is made to look for a modem at each FTDI chip, as old versions did, and to log at which ports it looks.
        self.machine.output("""echo 'SUBSYSTEM=="usb|tty", ENV{ID_MM_DEVICE_PROCESS}="1"' >/run/udev/rules.d/10-modems.rules
            udevadm control --reload-rules
            systemctl stop ModemManager
            systemd-run --unit=modems ModemManager --debug""")
        self.addCleanup(self.machine.output, "systemctl stop modems; rm /run/udev/rules.d/10-modems.rules; udevadm control --reload-rules")
        self.machine.output("within 30 eval 'journalctl -u modems | grep -q .'", 40)
        for _ in range(2):
            self.machine.plug("cable", self.meter, SERIAL)
            self.shows_the_power()
            self.assertEqual(self.machine.output("drivers").split(), self.machine.output("fuser /dev/ttyUSB0 2>/dev/null").split())
            self.assertIn("ttyUSB0", self.machine.output("journalctl -u modems"))
            self.machine.unplug("cable")
            self.machine.output(f"within 20 not systemctl is-active {UNIT}; within 5 not drivers", 30)

    def test_a_cable_that_is_plugged_in_is_read_after_the_installation_and_after_a_reboot(self):
        self.machine.output("dpkg --remove dbus-p1", 60)
        self.machine.plug("cable", self.meter, SERIAL)
        self.machine.output("within 20 test -e /dev/ttyUSB0")
        self.machine.output(INSTALL, 120)
        self.shows_the_power()
        self.machine.reboot()
        self.shows_the_power()
        self.assertEqual("1", self.machine.output("drivers | wc -l"))

    def test_purge_leaves_nothing(self):
        self.machine.plug("cable", self.meter, SERIAL)
        self.shows_the_power()
        self.machine.output("dpkg --purge dbus-p1", 120)
        self.assertEqual("", self.machine.output("drivers || true"))
        self.assertEqual("", self.machine.output("new_files"))
        self.assertEqual("", self.machine.output("systemctl list-units --all --no-legend --state=active,failed 'dbus-p1*'; dpkg -l | grep dbus-p1 || true"))
