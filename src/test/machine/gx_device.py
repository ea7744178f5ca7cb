"""A GX device with a real kernel, udev and USB cables: Victron's programs are imitated where they are not public."""
import time
import unittest

from machine import PATIENCE
from meter import Meter
from shared import begin, unplug

GRID = "grid.p1_ttyUSB0"
SERIAL = "P1A2B3C4"
UNPACK = "tar -xzf /packages/dbus-p1-*-virtual.tar.gz -C /data"
CONFIGURATION = "/data/conf/dbus-p1.properties"
# Of a small GX device, in MB.
MEMORY = 256


class GxDevice(unittest.TestCase):
    """One device for all: each test begins with the package installed and nothing plugged in."""

    def setUp(self):
        begin(self, f"[ -e /data/dbus-p1/dbus-p1 ] || {{ {UNPACK} && /data/dbus-p1/venus/install; }}", gx=True, memory=MEMORY)

    def tearDown(self):
        unplug(self, "gone ttyUSB0")

    def configure(self, *lines):
        """The configuration of the drivers that start from now on, until the test ends."""
        self.machine.output("printf '%s\\n' " + " ".join(lines) + f" >{CONFIGURATION}")
        self.addCleanup(self.machine.output, f"rm -f {CONFIGURATION}")

    def plug(self, port=None):
        """Plugs the cable in, and returns the instance of its meter when that has a power on the bus."""
        self.machine.plug("cable", self.meter, SERIAL, port)
        return self.on_bus()

    def on_bus(self, service=GRID, seconds=60):
        self.machine.output(f"within {seconds} has_power {service}", seconds + 10)
        return int(self.machine.output(f"value {service} /DeviceInstance"))

    def shows(self, meter, service=GRID):
        """The power on the bus is one that this meter sends now."""
        power = float(self.machine.output(f"value {service} /Ac/Power"))
        self.assertIn(round(power), meter.powers())

    def stays_on_bus(self, seconds, command="true"):
        """From a command on the meter has powers of now on the bus for so long, without a moment in which its name is not there."""
        self.machine.output(f"watch_name {GRID}; {command}")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.shows(self.meter)
            time.sleep(1)
        self.assertEqual("0", self.machine.output("changes_of_name"))

    def test_a_cable_that_is_plugged_in_is_a_meter_on_the_bus(self):
        self.plug()
        self.shows(self.meter)
        self.assertEqual("1", self.machine.output("drivers | wc -l"))

    def test_a_cable_that_is_unplugged_leaves_the_bus_at_once_and_nothing_behind(self):
        self.plug()
        self.machine.output(f"watch_name {GRID}")
        self.machine.unplug("cable")
        self.machine.output(f"within 5 not on_bus {GRID}")
        # By the clock of the device: from the moment in which the kernel lost the cable. Three intervals, and at least 5 s, are allowed.
        self.assertLess(float(self.machine.output("seconds_until_name_left")), 5)
        self.machine.output("within 10 gone ttyUSB0")
        self.assertEqual("", self.machine.output("find /run/lock/serial-starter /dev/serial-starter /service -name '*ttyUSB*' 2>/dev/null || true"))

    def test_twenty_quick_replugs_leave_one_driver_with_the_same_instance(self):
        instance = self.plug()
        attached = int(self.machine.output("times_attached"))
        for each in range(20):
            self.machine.unplug("cable")
            self.machine.plug("cable", self.meter, SERIAL)
            self.machine.output(f"within 20 eval '[ $(times_attached) = {attached + each + 1} ]'")
            # The next time comes while the service is made, while it starts, or while the driver starts.
            time.sleep(0.05 * PATIENCE * (each % 5))
        # It may have another port now.
        self.machine.output("within 60 one_grid_meter", 70)
        service = self.machine.output("services | grep grid").removeprefix("com.victronenergy.")
        self.assertEqual(instance, self.on_bus(service))
        self.shows(self.meter, service)
        self.assertEqual("1", self.machine.output("drivers | wc -l"))
        self.assertEqual("1", self.machine.output("ls -d /service/dbus-p1.* | wc -l"))

    def test_three_cables_two_with_one_number_are_three_meters(self):
        meters = [self.meter, Meter("dsmr50", seed=2), Meter("dsmr50", seed=3)]
        for meter in meters[1:]:
            self.addCleanup(meter.close)
        for number, serial in enumerate((SERIAL, SERIAL, "P1B2C3D4")):
            self.machine.plug(f"cable{number}", meters[number], serial, port=number + 1)
        services = [f"grid.p1_ttyUSB{number}" for number in range(3)]
        instances = [self.on_bus(service, 120) for service in services]
        self.assertEqual(3, len(set(instances)), instances)
        serials = [self.machine.output(f"value {service} /Serial") for service in services]
        self.assertEqual(3, len(set(serials)), serials)
        for meter, service in zip(meters, services):
            self.shows(meter, service)
        # One of the two is unplugged: the others do not notice.
        self.machine.unplug("cable1")
        self.machine.output(f"within 5 not on_bus {services[1]}")
        self.assertEqual("2", self.machine.output("within 10 drivers_are 2; drivers | wc -l"))
        self.assertEqual([instances[0], instances[2]], [self.on_bus(services[0]), self.on_bus(services[2])])
        self.machine.unplug_all()
        for number in range(3):
            self.machine.output(f"within 30 gone ttyUSB{number}", 40)

    def test_a_meter_of_9600_7e1_is_found(self):
        meter = Meter("dsmr22", "9600-7E1", interval=10)
        self.addCleanup(meter.close)
        self.machine.plug("cable", meter, "P1D2E3F4")
        self.on_bus(seconds=180)
        # The driver may read 8 bits, and take the parity away itself.
        self.assertRegex(meter.line(), "^9600-(7E1|8N1)$")
        self.shows(meter)
        # Its settings are remembered for the cable.
        self.machine.unplug("cable")
        self.machine.output("within 30 gone ttyUSB0")
        self.machine.plug("cable", meter, "P1D2E3F4")
        self.on_bus(seconds=60)

    def test_a_cable_in_another_socket_is_the_same_meter(self):
        instance = self.plug(port=1)
        self.machine.unplug("cable")
        self.machine.output("within 30 gone ttyUSB0", 40)
        self.assertEqual(instance, self.plug(port=4))
        self.shows(self.meter)

    def test_after_a_reboot_instance_and_history_are_the_same(self):
        self.configure("history.enabled=true")
        instance = self.plug()
        self.machine.output("within 150 minutes", 160)
        before = self.machine.output("minutes").splitlines()
        self.machine.reboot()
        # The cable was plugged in all the time.
        self.assertEqual(instance, self.on_bus(seconds=90))
        after = self.machine.output("minutes").splitlines()
        self.assertEqual(before, after[:len(before)])

    def test_a_firmware_update_keeps_the_driver(self):
        instance = self.plug()
        self.machine.shut_down()
        self.machine.replace_root()
        self.machine.start()
        self.assertEqual(instance, self.on_bus(seconds=90))
        self.shows(self.meter)

    def test_localsettings_restarts_and_the_meter_stays(self):
        instance = self.plug()
        driver = self.machine.output("drivers")
        self.machine.output(f"watch_name {GRID}")
        self.machine.output("svc -t /service/localsettings; within 10 not owned settings; within 30 owned settings", 60)
        # The driver adds its settings again: they are there, and a name that the owner gives on the screen is kept.
        self.machine.output(f"within 30 set_name {GRID} Meter; within 30 eval '[ \"$(value {GRID} /CustomName)\" = Meter ]'", 70)
        self.assertEqual("0", self.machine.output("changes_of_name"))
        self.assertEqual(instance, self.on_bus())
        self.shows(self.meter)
        self.assertEqual(driver, self.machine.output("drivers"))

    def test_a_full_data_partition_takes_no_value_away(self):
        self.configure("history.enabled=true", "csv.enabled=true", "demand.tariff=flanders")
        instance = self.plug()
        driver = self.machine.output("drivers")
        self.addCleanup(self.machine.output, "rm -f /data/full /data/rest")
        self.machine.output("dd if=/dev/zero of=/data/full bs=64k 2>/dev/null || dd if=/dev/zero of=/data/rest bs=1k 2>/dev/null || true", 60)
        self.assertEqual("0", self.machine.output("df -Pk /data | awk 'NR == 2 { print $4 }'"))
        self.stays_on_bus(100)
        self.assertEqual(driver, self.machine.output("drivers"))
        # A driver that starts now has the same instance.
        self.machine.unplug("cable")
        self.machine.output("within 30 gone ttyUSB0", 40)
        self.assertEqual(instance, self.plug())
        self.shows(self.meter)
        # With space again, the history goes on.
        self.machine.output("rm /data/full /data/rest; minutes >/run/minutes || true")
        self.machine.output("within 240 eval 'minutes | grep -vxFf /run/minutes'", 250)

    def test_a_clock_that_begins_in_1970_and_is_set_by_the_network(self):
        self.configure("history.enabled=true")
        self.machine.shut_down()
        self.addCleanup(setattr, self.machine, "clock", None)
        self.machine.clock = "1970-01-01T00:00:30"
        self.machine.start()
        self.assertEqual("1970", self.machine.output("date +%Y"))
        instance = self.plug()
        driver = self.machine.output("drivers")
        self.stays_on_bus(20)
        self.stays_on_bus(70, f"date -s @{int(time.time())}")
        self.assertEqual((instance, driver), (self.on_bus(), self.machine.output("drivers")))
        # The meter's clock was right all the time: no minute is in 1970.
        self.machine.output("within 150 minutes", 160)
        self.assertGreater(float(self.machine.output("minutes | awk -F ', ' '{ print $2 }' | sort -n | head -n 1")), 1.7e9)

    def test_every_output_runs_in_256_mb(self):
        self.configure("history.enabled=true", "csv.enabled=true", "demand.tariff=flanders", "http.enabled=true", "modbus.enabled=true",
                       "tcp.enabled=true", "mqtt.url=tcp://127.0.0.1")
        self.assertLess(int(self.machine.output("awk '$1 == \"MemTotal:\" { print $2 }' /proc/meminfo")), MEMORY * 1024)
        self.plug()
        driver = self.machine.output("drivers")
        self.machine.output("within 60 page api/now; within 150 minutes", 220)
        self.stays_on_bus(30)
        self.assertEqual(driver, self.machine.output("drivers"))
        self.assertEqual("", self.machine.output("dmesg | grep -iE 'out of memory|oom-kill' || true"))
        self.assertGreater(int(self.machine.output("awk '$1 == \"MemAvailable:\" { print $2 }' /proc/meminfo")), 30_000)

    def test_disable_stops_the_driver_now_and_at_boot(self):
        instance = self.plug()
        self.machine.output("/data/dbus-p1/disable", 60)
        self.addCleanup(self.machine.output, "/data/dbus-p1/enable", 60)
        self.machine.output("within 10 gone dbus-p1")
        self.assertEqual("", self.machine.output(
            "find /run/dbus-p1 /run/udev/rules.d /data/rcS.local /data/conf/serial-starter.d -type f 2>/dev/null; grep dbus-p1 /proc/mounts || true"))
        self.machine.reboot()
        self.machine.output("within 20 test -e /dev/ttyUSB0 && within 20 not test -e /dev/serial-starter/ttyUSB0")
        self.assertEqual("", self.machine.output("drivers || true"))
        self.machine.output("/data/dbus-p1/enable", 60)
        self.assertEqual(instance, self.on_bus())

    def test_uninstall_leaves_nothing(self):
        self.configure("history.enabled=true", "csv.enabled=true")
        self.plug()
        self.machine.output("within 20 eval 'own_settings | grep -q .'", 30)
        self.machine.output("/data/dbus-p1/uninstall", 60)
        self.machine.output("within 10 gone dbus-p1")
        # Nothing that was not there before the first installation.
        self.assertEqual("", self.machine.output("new_files"))
        self.assertEqual("", self.machine.output("own_settings; grep dbus-p1 /proc/mounts || true"))
        self.assertEqual("", self.machine.output("udevadm info --query=property --name=/dev/ttyUSB0 | grep VE_SERVICE=p1 || true"))
