"""systemcalc and an inverter on VE.Bus by which ESS regulates, as far as the driver asks them.

Usage: system_double.py ADDRESS

The meter is chosen as dbus-systemcalc-py does it (acinput.py): the grid meter with the lowest instance while an AC input is the grid or
shore, else the inverter.
"""
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

INVERTER = 'com.victronenergy.vebus.ttyS4'
SETTINGS = 'com.victronenergy.settings'
ITEM = 'com.victronenergy.BusItem'


class Leaf(dbus.service.Object):
    def __init__(self, bus, path, value):
        super().__init__(bus, path)
        self.value = value

    @dbus.service.method(ITEM, out_signature='v')
    def GetValue(self):
        return self.value


class Choice(dbus.service.Object):
    def __init__(self, address, bus, path):
        super().__init__(bus, path)
        self.asks = dbus.bus.BusConnection(address)

    def get(self, service, path):
        return self.asks.call_blocking(service, path, ITEM, 'GetValue', '', [])

    @dbus.service.method(ITEM, out_signature='v')
    def GetValue(self):
        inputs = [self.get(SETTINGS, f'/Settings/SystemSetup/AcInput{number}') for number in (1, 2)]
        meters = [name for name in self.asks.list_names() if name.startswith('com.victronenergy.grid.')]
        if not meters or not {1, 3} & set(inputs):
            return dbus.String(INVERTER)
        return dbus.String(min(meters, key=lambda name: self.get(name, '/DeviceInstance')))


def main():
    address = sys.argv[1]
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(address)
    leaves = [Leaf(bus, path, value) for path, value in (
        ('/VebusService', dbus.String(INVERTER)), ('/Mode', dbus.Int32(3)), ('/State', dbus.Int32(3)),
        ('/Ac/ActiveIn/ActiveInput', dbus.Int32(0)), ('/Hub4/AssistantId', dbus.Int32(5)))]
    choice = Choice(address, bus, '/Ac/In/0/ServiceName')
    for name in (INVERTER, 'com.victronenergy.system'):
        if bus.request_name(name, dbus.bus.NAME_FLAG_DO_NOT_QUEUE) != 1:
            sys.exit(name + ' is taken')
    print(len(leaves), choice, flush=True)
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
