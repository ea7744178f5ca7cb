"""A client that sends values of every type, and of types of types, to every connection of the bus: calls of SetValue and
GetItems, and signals as the bus and localsettings send them.

Usage: odd_messages.py ADDRESS PATH...

Prints for each path how many messages it sent.
"""
import sys

import dbus
import dbus.bus
import dbus.lowlevel

ITEM = 'com.victronenergy.BusItem'


def deep(levels):
    return dbus.Int32(5, variant_level=levels)


VALUES = [
    ('y', 255), ('b', True), ('n', -32768), ('q', 65535), ('i', -2147483648), ('u', 4294967295), ('x', -2 ** 63),
    ('t', 2 ** 64 - 1), ('d', float('nan')), ('d', float('inf')), ('d', -0.0), ('s', ''), ('s', '\ud7ff\U0010ffff\x01'),
    ('o', '/'), ('o', '/' + 'x' * 30000), ('g', ''), ('g', 'a{s(iiav)}'), ('g', 'i' * 255),
    ('ay', b'\0' * 1000), ('ay', b''), ('ab', [True]), ('ad', [1.5]), ('ax', [1]), ('at', [1]), ('an', [1]), ('as', []),
    ('as', ['']), ('ao', ['/x']), ('ag', ['i']), ('av', []), ('av', [1, 'x', dbus.Array([1], 'i')]),
    ('(i)', (1,)), ('(s(i(d)))', ('x', (1, (2.0,)))), ('a(is)', [(1, 'x')]), ('a(is)', []), ('a{ii}', {1: 2}),
    ('a{sv}', {}), ('a{sv}', {'Value': dbus.Struct((1, 'x'), signature='is', variant_level=1)}),
    ('a{sv}', {'Value': deep(20)}), ('a{s(ii)}', {'Value': (1, 2)}), ('a{s(ii)}', {}), ('a{ys}', {1: 'x'}),
    ('aai', [[1], []]), ('aai', []), ('aaai', [[[1]]]), ('a{sa{sv}}', {'x': {'y': 1}}), ('a{saai}', {'Value': [[]]}),
    ('v', deep(2)), ('v', deep(40)), ('v', dbus.Struct(('x',), signature='s', variant_level=1)),
]


def main():
    bus = dbus.bus.BusConnection(sys.argv[1])
    for path in sys.argv[2:]:
        print(send(bus, path), flush=True)
    sys.stdin.readline()


def send(bus, path):
    sent = 0
    for name in [n for n in bus.list_names() if n.startswith(':') and n != bus.get_unique_name()]:
        for signature, value in VALUES:
            for kind in ('call', 'bare call', 'signal', 'owner'):
                if kind.endswith('call'):
                    message = dbus.lowlevel.MethodCallMessage(name, path, ITEM, 'SetValue')
                elif kind == 'signal':
                    message = dbus.lowlevel.SignalMessage('/Settings/Devices/p1_E0012345/CustomName', ITEM, 'PropertiesChanged')
                    message.set_destination(name)
                else:
                    message = dbus.lowlevel.SignalMessage('/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameOwnerChanged')
                    message.set_destination(name)
                if kind == 'call':
                    message.append(wrapped(signature, value), signature='v')
                else:
                    message.append(value, signature=signature)
                bus.send_message(message)
                sent += 1
    bus.flush()
    return sent


def wrapped(signature, value):
    """The value as a variant of this signature, whatever Python takes it for."""
    if signature == 'v':
        return value
    if signature.startswith('a{'):
        return dbus.Dictionary(value, signature=signature[2:-1], variant_level=1)
    if signature == 'ay':
        return dbus.ByteArray(value, variant_level=1)
    if signature.startswith('a'):
        return dbus.Array(value, signature=signature[1:], variant_level=1)
    if signature.startswith('('):
        return dbus.Struct(value, signature=signature[1:-1], variant_level=1)
    return {'y': dbus.Byte, 'b': dbus.Boolean, 'n': dbus.Int16, 'q': dbus.UInt16, 'i': dbus.Int32, 'u': dbus.UInt32,
            'x': dbus.Int64, 't': dbus.UInt64, 'd': dbus.Double, 's': dbus.String, 'o': dbus.ObjectPath,
            'g': dbus.Signature}[signature](value, variant_level=1)


if __name__ == '__main__':
    main()
