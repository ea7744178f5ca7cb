"""A GX device with a real kernel, udev and USB cables: Victron's programs are imitated where they are not public."""
import time
import unittest

from machine import PATIENCE, Machine
from meter import Meter

GRID = "grid.p1_ttyUSB0"
UNPACK = "tar -xzf /packages/dbus-p1-*-virtual.tar.gz -C /data"


class GxDevice(unittest.TestCase):
    """One device for all: each test begins with the package installed and nothing plugged in."""

    @classmethod
    def setUpClass(cls):
        cls.machine = Machine(gx=True)
        cls.addClassCleanup(cls.machine.cut)
        cls.machine.start()
        cls.meter = Meter("dsmr50")
        cls.addClassCleanup(cls.meter.close)

    def setUp(self):
        self.machine.output(f"[ -e /data/dbus-p1/dbus-p1 ] || {{ {UNPACK} && /data/dbus-p1/venus/install; }}", 120)

    def tearDown(self):
        self.machine.unplug_all()
        self.machine.output("within 30 gone ttyUSB0")

    def on_bus(self, service=GRID, seconds=40):
        self.machine.output(f"within {seconds} has_power {service}", seconds + 10)
        return int(self.machine.output(f"value {service} /DeviceInstance"))

    def test_a_cable_that_is_plugged_in_is_a_meter_on_the_bus(self):
        self.machine.plug("cable", self.meter, "P1A2B3C4")
        self.on_bus()
        power = float(self.machine.output(f"value {GRID} /Ac/Power"))
        self.assertIn(round(power), self.meter.powers())
        self.assertEqual("1", self.machine.output("drivers | wc -l"))

    def test_a_cable_that_is_unplugged_leaves_the_bus_at_once_and_nothing_behind(self):
        self.machine.plug("cable", self.meter, "P1A2B3C4")
        self.on_bus()
        began = time.monotonic()
        self.machine.unplug("cable")
        self.machine.output(f"within 5 not on_bus {GRID}")
        self.assertLess(time.monotonic() - began, 5 * PATIENCE)
        self.machine.output("within 10 gone ttyUSB0")
        self.assertEqual("", self.machine.output("find /run/lock/serial-starter /dev/serial-starter /service -name '*ttyUSB*' 2>/dev/null || true"))

    def test_a_meter_of_9600_7e1_is_found(self):
        meter = Meter("dsmr22", "9600-7E1", interval=10)
        self.addCleanup(meter.close)
        self.machine.plug("cable", meter, "P1D2E3F4")
        self.on_bus(seconds=180)
        # The driver may read 8 bits, and take the parity away itself.
        self.assertRegex(meter.line(), "^9600-(7E1|8N1)$")
        self.assertIn(round(float(self.machine.output(f"value {GRID} /Ac/Power"))), meter.powers())
        # Its settings are remembered for the cable.
        self.machine.unplug("cable")
        self.machine.output("within 30 gone ttyUSB0")
        self.machine.plug("cable", meter, "P1D2E3F4")
        self.on_bus(seconds=60)

    def test_after_a_reboot_instance_and_history_are_the_same(self):
        self.machine.output("echo history.enabled=true >/data/conf/dbus-p1.properties")
        self.addCleanup(self.machine.output, "rm -f /data/conf/dbus-p1.properties")
        self.machine.plug("cable", self.meter, "P1A2B3C4")
        instance = self.on_bus()
        self.machine.output("within 150 minutes", 160)
        before = self.machine.output("minutes").splitlines()
        self.machine.reboot()
        self.machine.plug("cable", self.meter, "P1A2B3C4")
        self.assertEqual(instance, self.on_bus(seconds=60))
        after = self.machine.output("minutes").splitlines()
        self.assertEqual(before, after[:len(before)])

    def test_disable_stops_the_driver_now_and_at_boot(self):
        self.machine.plug("cable", self.meter, "P1A2B3C4")
        instance = self.on_bus()
        self.machine.output("/data/dbus-p1/disable")
        self.addCleanup(self.machine.output, "/data/dbus-p1/enable")
        self.machine.output("within 10 gone dbus-p1")
        self.assertEqual("", self.machine.output(
            "find /run/dbus-p1 /run/udev/rules.d /data/rcS.local /data/conf/serial-starter.d -type f 2>/dev/null; grep dbus-p1 /proc/mounts || true"))
        self.machine.reboot()
        self.machine.plug("cable", self.meter, "P1A2B3C4")
        self.machine.output("within 20 test -e /dev/ttyUSB0 && within 20 not test -e /dev/serial-starter/ttyUSB0")
        self.assertEqual("", self.machine.output("drivers || true"))
        self.machine.output("/data/dbus-p1/enable")
        self.assertEqual(instance, self.on_bus())
