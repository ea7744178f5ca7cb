"""Localsettings, or another service, that answer every call in a shape of their own.

Usage: odd_service.py ADDRESS [NAME]

Each line of stdin is the shape of the next answers: the service leaves the bus and comes again.
Prints the shape and the name of each method that is called.
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
    address = sys.argv[1]
    name = sys.argv[2] if len(sys.argv) > 2 else 'com.victronenergy.settings'
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(address)
    loop = GLib.MainLoop()
    shape = None

    def answer(_, message):
        if message.get_type() != 1:
            return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
        signature, value = SHAPES[shape]
        reply = dbus.lowlevel.MethodReturnMessage(message)
        if signature:
            reply.append(value(), signature=signature)
        bus.send_message(reply)
        print(shape, message.get_member(), flush=True)
        return dbus.lowlevel.HANDLER_RESULT_HANDLED

    def next_shape(*_):
        nonlocal shape
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        if shape is not None:
            bus.release_name(name)
        shape = line.strip()
        if bus.request_name(name, dbus.bus.NAME_FLAG_DO_NOT_QUEUE) != 1:
            sys.exit(name + ' is taken')
        return True

    bus.add_message_filter(answer)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, next_shape)
    loop.run()


if __name__ == '__main__':
    main()
