"""Calls that a driver makes of com.victronenergy.settings, and their answers and signals, a line each: those of Victron's localsettings and
of localsettings_double.py must be the same.

Usage: settings_calls.py ADDRESS
"""
import sys

import dbus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = 'com.victronenergy.settings'
ITEM = 'com.victronenergy.BusItem'
DEVICE = '/Settings/Devices/p1_a'


def plain(value):
    """With its type, as Python writes it."""
    if isinstance(value, (dbus.Dictionary, dict)):
        return {str(key): plain(each) for key, each in sorted(value.items())}
    if isinstance(value, (dbus.Array, list)):
        return [plain(each) for each in value]
    return '%s %s' % (type(value).__name__, value)


class Calls:
    def __init__(self, address):
        self.bus = dbus.bus.BusConnection(address)
        self.signals = []
        self.bus.add_signal_receiver(self.signal, 'PropertiesChanged', ITEM, NAME, path_keyword='path')

    def signal(self, changes, path):
        self.signals.append('%s %s' % (path, plain(changes)))

    def call(self, path, interface, member, signature, *values):
        try:
            answer = plain(self.bus.call_blocking(NAME, path, interface, member, signature, values))
        except dbus.DBusException as fault:
            answer = fault.get_dbus_name()
        # Signals that were sent before the answer are in the queue.
        while GLib.MainContext.default().iteration(False):
            pass
        print(member, path, values if member != 'AddSettings' else '', '->', answer)
        for line in sorted(self.signals):
            print('  signal', line)
        self.signals.clear()

    def add(self, path, default, low=None, high=None):
        definition = {'path': path, 'default': default}
        if low is not None:
            definition.update(min=low, max=high)
        print(path, repr(default), low, high)
        self.call('/', 'com.victronenergy.Settings', 'AddSettings', 'aa{sv}', dbus.Array([dbus.Dictionary(definition, signature='sv')], signature='a{sv}'))

    def set(self, path, value):
        self.call(path, ITEM, 'SetValue', 'v', value)

    def get(self, path):
        self.call(path, ITEM, 'GetValue', '')


def main():
    DBusGMainLoop(set_as_default=True)
    calls = Calls(sys.argv[1])
    number = dbus.Int32
    calls.add(DEVICE + '/CustomName', '')
    calls.add(DEVICE + '/CustomName', 'another default')
    calls.set(DEVICE + '/CustomName', 'Cellar')
    calls.set(DEVICE + '/CustomName', 'Cellar')
    calls.get(DEVICE + '/CustomName')
    calls.add(DEVICE + '/Limit', number(5), number(0), number(10))
    calls.set(DEVICE + '/Limit', number(11))
    calls.set(DEVICE + '/Limit', number(7))
    calls.set(DEVICE + '/Limit', 'no number')
    calls.set(DEVICE + '/Limit', 6.0)
    calls.get(DEVICE + '/Limit')
    calls.add(DEVICE + '/Limit', 'text')
    calls.add(DEVICE + '/Wide', number(20), number(0), number(10))
    calls.add(DEVICE + '/Any', number(3))
    calls.add(DEVICE + '/Any', number(3))
    calls.set(DEVICE + '/Any', number(-300))
    calls.add(DEVICE + '/Share', 0.5, 0.0, 1.0)
    calls.set(DEVICE + '/Share', number(1))
    calls.get(DEVICE + '/Share')
    calls.add(DEVICE + '/ClassAndVrmInstance', 'grid:40')
    calls.add('/Settings/Devices/p1_b/ClassAndVrmInstance', 'grid:40')
    calls.set('/Settings/Devices/p1_b/ClassAndVrmInstance', 'grid:40')
    calls.set('/Settings/Devices/p1_b/ClassAndVrmInstance', 'pvinverter:40')
    calls.get('/Settings/Devices/p1_b/ClassAndVrmInstance')
    calls.add('/Settings/Devices/p1_c/ClassAndVrmInstance', 'grid:forty')
    calls.add(DEVICE, number(1))
    calls.add('/Elsewhere/Value', number(1))
    calls.add('/Settings/_hidden', number(1))
    calls.add('/Settings/True', True)
    calls.get('/Settings/Devices')
    calls.call('/', 'com.victronenergy.Settings', 'RemoveSettings', 'as', dbus.Array([DEVICE + '/Limit', '/Settings/Unknown'], signature='s'))
    calls.get(DEVICE + '/Limit')


if __name__ == '__main__':
    main()
