"""Localsettings, or another service, that answer every call in a shape of their own.

Usage: odd_service.py ADDRESS SHAPE [NAME]

Prints the name of each method that is called.
"""
import sys

import dbus
import dbus.bus
import dbus.lowlevel
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib


def results(*entries):
    return lambda: dbus.Array([dbus.Dictionary(entry, signature='sv') for entry in entries], signature='a{sv}')


SHAPES = {
    'nothing': (None, None),
    'number': ('i', lambda: 5),
    'text': ('s', lambda: 'no'),
    'numbers': ('ai', lambda: [1, 2]),
    'variant': ('v', lambda: dbus.String('x', variant_level=1)),
    'structure': ('(is)', lambda: (5, 'x')),
    'dictionary': ('a{sv}', lambda: {'error': 0}),
    'no-results': ('aa{sv}', results()),
    'too-few': ('aa{sv}', results({'path': '/x', 'error': 0, 'value': 'grid:40'})),
    'empty-results': ('aa{sv}', results({}, {}, {}, {})),
    'no-values': ('aa{sv}', results(*[{'path': '/x', 'error': 0}] * 4)),
    'errors-in-words': ('aa{sv}', results(*[{'path': '/x', 'error': 'none', 'value': 'grid:40'}] * 4)),
    'values-of-lists': ('aa{sv}', results(*[{'path': '/x', 'error': 0, 'value': dbus.Array([1], 'i')}] * 4)),
    'values-of-numbers': ('aa{sv}', results(*[{'path': '/x', 'error': 0, 'value': 5.5}] * 4)),
    'texts': ('as', lambda: ['error', 'value']),
    'long': ('s', lambda: 'x' * 5_000_000),
}


def main():
    address, shape = sys.argv[1:3]
    name = sys.argv[3] if len(sys.argv) > 3 else 'com.victronenergy.settings'
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(address)
    signature, value = SHAPES[shape]

    def answer(_, message):
        if message.get_type() != 1:
            return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
        reply = dbus.lowlevel.MethodReturnMessage(message)
        if signature:
            reply.append(value(), signature=signature)
        bus.send_message(reply)
        print(message.get_member(), flush=True)
        return dbus.lowlevel.HANDLER_RESULT_HANDLED

    bus.add_message_filter(answer)
    if bus.request_name(name, dbus.bus.NAME_FLAG_DO_NOT_QUEUE) != 1:
        sys.exit(name + ' is taken')
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
