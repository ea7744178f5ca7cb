"""ESS of one phase, as Victron's control loop of 2016 is known to regulate (dbus-cgwacs before its commit 0b60898, read): in the place of hub4control.

A step is made when the meter's power and the inverter's AC-in have both changed, else 5 s after the last. It asks for AC-in less the power, all of it at
once; the same set point again is sent less 1 W, because a Multi without a new one for 10 s goes back to 0.
"""
import time

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ITEM = 'com.victronenergy.BusItem'
TIMER = 5


class Loop:
    def __init__(self, bus):
        self.bus = bus
        self.names = {}
        self.values = {'grid': None, 'vebus': None}
        self.changed = set()
        self.stepped = time.monotonic()
        self.sent = None

    def find(self):
        for kind in self.values:
            name = next((str(name) for name in self.bus.list_names() if name.startswith('com.victronenergy.%s.' % kind)), None)
            if name != self.names.get(kind):
                self.names[kind], self.values[kind] = name, None

    def ask(self, kind, path):
        if self.names.get(kind):
            self.bus.call_async(self.names[kind], path, ITEM, 'GetValue', '', (), lambda value: self.receive(kind, value), lambda error: self.receive(kind, None))

    def receive(self, kind, value):
        value = None if value is None or isinstance(value, dbus.Array) else float(value)
        if value is not None and value != self.values[kind]:
            self.changed.add(kind)
        self.values[kind] = value

    def tick(self):
        self.ask('grid', '/Ac/L1/Power')
        self.ask('vebus', '/Ac/ActiveIn/L1/P')
        power, ac_in = self.values['grid'], self.values['vebus']
        if power is not None and ac_in is not None and (len(self.changed) == 2 or time.monotonic() - self.stepped >= TIMER):
            self.changed.clear()
            self.stepped = time.monotonic()
            set_point = round(ac_in - power)
            self.sent = set_point - 1 if set_point == self.sent else set_point
            self.bus.call_async(self.names['vebus'], '/Hub4/L1/AcPowerSetpoint', ITEM, 'SetValue', 'v', (dbus.Double(self.sent),), None, None)
        return True


def main():
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection('unix:path=/run/dbus/system_bus_socket')
    loop = Loop(bus)
    name = dbus.service.BusName('com.victronenergy.hub4', bus)
    GLib.timeout_add(2000, lambda: loop.find() or True)
    GLib.timeout_add(300, loop.tick)
    print(name, flush=True)
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
