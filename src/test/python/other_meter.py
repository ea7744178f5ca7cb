"""Somebody else's energy meter on the bus, as far as others ask who it is.

Usage: other_meter.py ADDRESS NAME INSTANCE PRODUCT PROCESS
"""
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib


class Leaf(dbus.service.Object):
    def __init__(self, bus, path, value):
        super().__init__(bus, path)
        self.value = value

    @dbus.service.method('com.victronenergy.BusItem', out_signature='v')
    def GetValue(self):
        return self.value


def main():
    address, name, instance, product, process = sys.argv[1:]
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(address)
    leaves = [Leaf(bus, path, value) for path, value in (
        ('/DeviceInstance', dbus.Int32(instance)), ('/ProductName', dbus.String(product)),
        ('/CustomName', dbus.String('')), ('/Mgmt/ProcessName', dbus.String(process)),
        ('/Mgmt/Connection', dbus.String('/dev/ttyUSB7')))]
    if bus.request_name(name, dbus.bus.NAME_FLAG_DO_NOT_QUEUE) != 1:
        sys.exit(name + ' is taken')
    print(len(leaves), flush=True)
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
