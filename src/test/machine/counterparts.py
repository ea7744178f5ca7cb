"""Real programs that a driver talks to, on this machine: a D-Bus with localsettings, and an MQTT broker with a subscriber to the rows of the history."""
import atexit
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import dbus
import dbus.bus

SOURCES = pathlib.Path(__file__).resolve().parents[3]
ITEM = "com.victronenergy.BusItem"
SETTINGS = "com.victronenergy.settings"
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""


def until(condition, seconds, what):
    """Returns what the condition returns as soon as that is true."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.05)
    return value


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Counterparts:
    """They end with close."""

    def __init__(self):
        self.undo = contextlib.ExitStack()
        # Also where a test ends by an exception that nobody expected.
        atexit.register(self.close)
        self.folder = pathlib.Path(self.undo.enter_context(tempfile.TemporaryDirectory(prefix="dbus-p1-counterparts.")))
        self.address = f"unix:path={self.folder}/bus"
        (self.folder / "bus.conf").write_text(CONFIG % (self.folder / "bus"))
        self.start("dbus-daemon", "--nofork", f"--config-file={self.folder}/bus.conf")
        self.bus = until(self.connection, 30, "the bus")
        self.undo.callback(self.bus.close)
        self.start("/usr/bin/python3", "-B", SOURCES / "src/test/python/localsettings_double.py", self.address, self.folder / "settings.json")
        until(lambda: self.bus.name_has_owner(SETTINGS), 30, "localsettings")
        self.broker = f"tcp://127.0.0.1:{self.mosquitto()}"

    def ess(self, charge):
        """ESS that is optimised, as far as the peak limiter looks at it."""
        for name, value in ("Hub4Mode", 1), ("BatteryLife/State", 10), ("BatteryLife/MinimumSocLimit", 30):
            self.add_setting("/Settings/CGwacs/" + name, dbus.Int32(value))
        inverter = "com.victronenergy.vebus.ttyS4"
        for name, *paths in (("com.victronenergy.system", "/VebusService=" + inverter, f"/Dc/Battery/Soc={charge}", "/Dc/Battery/Power=-1000"),
                             (inverter, "/Hub4/AssistantId=5", "/Ac/ActiveIn/L1/P=0", "/Ac/Out/L1/P=0"),
                             ("com.victronenergy.hub4", "/Overrides/MaxDischargePower=-1", "/Overrides/ForceCharge=0")):
            self.start("/usr/bin/python3", "-B", SOURCES / "src/test/python/other_service.py", self.address, name, *paths)
            until(lambda: self.bus.name_has_owner(name), 30, name)

    def connection(self):
        with contextlib.suppress(dbus.DBusException):
            return dbus.bus.BusConnection(self.address)

    def start(self, *command, output=subprocess.DEVNULL):
        program = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output)
        self.undo.callback(program.wait)
        self.undo.callback(program.terminate)
        return program

    def mosquitto(self):
        port = free_port()
        (self.folder / "mosquitto.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nuser root\nlog_type none\n")
        self.start(shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin"), "-c", self.folder / "mosquitto.conf")

        def answers():
            with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 5):
                return True
        until(answers, 30, "mosquitto")
        with open(self.folder / "rows", "wb") as rows:
            self.start("mosquitto_sub", "-h", "127.0.0.1", "-p", port, "-V", "5", "-q", "1", "-t", "dbus-p1/+/rows", "-F", "%U %p", output=rows)
        return port

    def rows(self):
        """What arrived at the broker: the second of its arrival, the table, the key, and the values by column of each row, in their order."""
        for line in (self.folder / "rows").read_text().splitlines():
            second, message = line.split(" ", 1)
            for table, content in json.loads(message)["tables"].items():
                for row in content["rows"]:
                    values = dict(zip(content["columns"], row))
                    yield float(second), table, tuple(values.get(column) for column in ("ts", "day", "kind", "channel", "device")), values

    def item(self, service, path):
        return dbus.Interface(self.bus.get_object(service, path, introspect=False), ITEM)

    def value(self, service, path):
        return self.item(service, path).GetValue()

    def write(self, service, path, value):
        if self.item(service, path).SetValue(value):
            raise AssertionError(f"{service} refuses {path}")

    def add_setting(self, path, default):
        self.bus.call_blocking(SETTINGS, "/", "com.victronenergy.Settings", "AddSettings", "aa{sv}", [dbus.Array(
            [dbus.Dictionary({"path": path, "default": default}, signature="sv")], signature="a{sv}")])

    def close(self):
        self.undo.close()
