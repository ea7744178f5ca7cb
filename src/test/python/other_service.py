"""A service of another program on the bus, with paths that can be read and written.

Usage: other_service.py ADDRESS NAME[,NAME...] PATH=VALUE...

A value of digits is an int32, [] one that is not valid, any other a string. Each path may be written with SetValue. /Calls tells how many values were read, /Writes how many were written.
"""
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ITEM = 'com.victronenergy.BusItem'


class Leaf(dbus.service.Object):
    calls = 0
    writes = 0

    def __init__(self, bus, path, value):
        super().__init__(bus, path)
        self.value = value

    @dbus.service.method(ITEM, out_signature='v')
    def GetValue(self):
        Leaf.calls += 1
        return self.value

    @dbus.service.method(ITEM, in_signature='v', out_signature='i')
    def SetValue(self, value):
        Leaf.writes += 1
        self.value = value
        return 0


class Writes(dbus.service.Object):
    @dbus.service.method(ITEM, out_signature='v')
    def GetValue(self):
        return dbus.Int32(Leaf.writes)


class Calls(dbus.service.Object):
    @dbus.service.method(ITEM, out_signature='v')
    def GetValue(self):
        return dbus.Int32(Leaf.calls)


def typed(text):
    if text == '[]':
        return dbus.Array([], signature='i')
    return dbus.Int32(text) if text.lstrip('-').isdigit() else dbus.String(text)


def main():
    address, name = sys.argv[1:3]
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(address)
    leaves = [Leaf(bus, path, typed(value)) for path, _, value in (word.partition('=') for word in sys.argv[3:])]
    calls = Calls(bus, '/Calls')
    writes = Writes(bus, '/Writes')
    for each in name.split(','):
        if bus.request_name(each, dbus.bus.NAME_FLAG_DO_NOT_QUEUE) != 1:
            sys.exit(each + ' is taken')
    print(len(leaves), calls, writes, flush=True)
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
