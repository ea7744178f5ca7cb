"""ESS as Victron's control loop of 2016 is known to regulate (dbus-cgwacs before its commit 0b60898, read): in the place of hub4control.

A step is made when the total of the grid and AC-in of each phase have changed, else 5 s after the last; with three inverters 6 s, and not before AC-in
has changed. It asks for AC-in less the power, all of it at once: of one inverter, or of L1, L2, L3 in this order, of each at most its own AC-in less
its own power. The same set point again is sent less 1 W, because a Multi without a new one for 10 s goes back to 0.
"""
import math
import time

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ITEM = 'com.victronenergy.BusItem'
PHASES = (1, 2, 3)


class Loop:
    def __init__(self, bus):
        self.bus = bus
        self.names = {}
        self.values = {}
        self.changed = set()
        self.stepped = time.monotonic()
        self.sent = {}

    def find(self):
        for kind in ('grid', 'vebus'):
            name = next((str(name) for name in self.bus.list_names() if name.startswith('com.victronenergy.%s.' % kind)), None)
            if name != self.names.get(kind):
                self.names[kind], self.values = name, {}
        self.ask('vebus', '/Ac/NumberOfPhases')

    def ask(self, kind, path):
        if self.names.get(kind):
            self.bus.call_async(self.names[kind], path, ITEM, 'GetValue', '', (), lambda value: self.receive(path, value), lambda error: self.receive(path, None))

    def receive(self, path, value):
        value = None if value is None or isinstance(value, dbus.Array) else float(value)
        if value is not None and value != self.values.get(path):
            self.changed.add(path)
        self.values[path] = value

    def tick(self):
        is_one = self.values.get('/Ac/NumberOfPhases') != 3
        phases = PHASES[:1] if is_one else PHASES
        total, powers = '/Ac/L1/Power' if is_one else '/Ac/Power', ['/Ac/L%d/Power' % phase for phase in phases]
        ac_in = ['/Ac/ActiveIn/L%d/P' % phase for phase in phases]
        for path in {total, *powers}:
            self.ask('grid', path)
        for path in ac_in:
            self.ask('vebus', path)
        if any(self.values.get(path) is None for path in [total, *ac_in]):
            return True
        has_waited = time.monotonic() - self.stepped >= (5 if is_one else 6)
        if has_waited and (is_one or self.changed & set(ac_in)) or self.changed >= {total, *ac_in}:
            self.changed.clear()
            self.stepped = time.monotonic()
            rest = sum(self.values[path] for path in ac_in) - self.values[total]
            for phase, own, power in zip(phases, ac_in, powers):
                if self.values.get(power) is not None:
                    part = self.values[own] - self.values[power]
                    asked = math.copysign(min(abs(part), abs(rest)), rest) if part * rest > 0 else 0
                    rest -= asked
                    self.write(phase, round(asked))
        return True

    def write(self, phase, watts):
        self.sent[phase] = watts - 1 if watts == self.sent.get(phase) else watts
        self.bus.call_async(self.names['vebus'], '/Hub4/L%d/AcPowerSetpoint' % phase, ITEM, 'SetValue', 'v', (dbus.Double(self.sent[phase]),), None, None)


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
