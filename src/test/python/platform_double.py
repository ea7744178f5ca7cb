"""Behaves as venus-platform towards a program that injects notifications (src/notifications.cpp of venus-platform 2.41): a list
of 20, the newest first; 0, or -1 for other than three fields, -2 for a type that is no number, -3 for a type out of range.

Usage: platform_double.py ADDRESS [hang|nonsense]

With "hang" it stays on the bus and answers nobody, with "nonsense" it answers a text. /Notifications/List has the list as JSON.
"""
import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ITEM = 'com.victronenergy.BusItem'
MOST = 20


class Inject(dbus.service.Object):
    def __init__(self, bus, entries, mode):
        super().__init__(bus, '/Notifications/Inject')
        self.entries, self.mode = entries, mode

    @dbus.service.method(ITEM, in_signature='v', out_signature='v', async_callbacks=('done', 'failed'))
    def SetValue(self, value, done, failed):
        if self.mode == 'hang':
            self.entries.insert(0, str(value))
        elif self.mode == 'nonsense':
            self.entries.insert(0, str(value))
            done(dbus.String('no number\n'))
        else:
            done(dbus.Int32(self.inject(str(value))))

    def inject(self, text):
        fields = text.split('\t')
        if len(fields) != 3:
            return -1
        if not fields[0].lstrip('-').isdigit():
            return -2
        if not 0 <= int(fields[0]) <= 2:
            return -3
        self.entries.insert(0, text)
        del self.entries[MOST:]
        return 0


class List(dbus.service.Object):
    def __init__(self, bus, entries):
        super().__init__(bus, '/Notifications/List')
        self.entries = entries

    @dbus.service.method(ITEM, out_signature='v')
    def GetValue(self):
        return json.dumps(self.entries)


def main():
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(sys.argv[1])
    entries = []
    exported = [Inject(bus, entries, sys.argv[2] if len(sys.argv) > 2 else ''), List(bus, entries)]
    if bus.request_name('com.victronenergy.platform', dbus.bus.NAME_FLAG_DO_NOT_QUEUE) != 1:
        sys.exit('com.victronenergy.platform is taken')
    print(len(exported), flush=True)
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
