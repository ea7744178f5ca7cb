"""A client of the bus that shares no code with the driver: python3-dbus, steered by lines of JSON.

In:  {"call": [name, path, interface or null, member, [[signature, value], ...]]} or {"names": true}
     or {"emit": [destination, path, interface, member, [[signature, value], ...]]}, a signal
Out: {"answer": [values]} or {"error": [name, text]}, in the order of the calls, and between them
     {"signal": {"sender", "path", "interface", "member", "no_reply", "body"}}.
Values come with their D-Bus type: [signature, value].
"""
import json
import sys

import dbus
import dbus.lowlevel
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

BASIC = ((dbus.Boolean, 'b'), (dbus.Byte, 'y'), (dbus.Int16, 'n'), (dbus.UInt16, 'q'), (dbus.Int32, 'i'),
         (dbus.UInt32, 'u'), (dbus.Int64, 'x'), (dbus.UInt64, 't'), (dbus.Double, 'd'), (dbus.ObjectPath, 'o'),
         (dbus.Signature, 'g'), (dbus.String, 's'))
MAKE = {signature: kind for kind, signature in BASIC}


def tagged(value):
    """[signature, plain value]; a variant within a container counts as what it holds."""
    level = getattr(value, 'variant_level', 0)
    if isinstance(value, dbus.Dictionary):
        out = ['a{%s}' % value.signature, {str(k): tagged(v) for k, v in value.items()}]
    elif isinstance(value, (dbus.Array, list)):
        out = ['a%s' % getattr(value, 'signature', '?'), [tagged(v) for v in value]]
    elif isinstance(value, (dbus.Struct, tuple)):
        out = ['()', [tagged(v) for v in value]]
    else:
        for kind, signature in BASIC:
            if isinstance(value, kind):
                plain = {'d': float, 's': str, 'o': str, 'g': str, 'b': bool}.get(signature, int)(value)
                out = [signature, plain]
                break
        else:
            out = [type(value).__name__, str(value)]
    if level > 1:
        out[0] = 'v' * (level - 1) + out[0]
    return out


def made(signature, value):
    """A D-Bus value of a signature; v:d is a variant with a double in it."""
    level = 0
    while signature.startswith('v:'):
        level, signature = level + 1, signature[2:]
    if signature.startswith('a{s'):
        return dbus.Dictionary({k: made(*v) for k, v in value.items()}, signature=signature[2:-1], variant_level=level)
    if signature.startswith('a'):
        return dbus.Array([made(*v) if isinstance(v, list) else v for v in value], signature=signature[1:],
                          variant_level=level)
    return MAKE[signature](value, variant_level=level)


def say(line):
    sys.stdout.write(json.dumps(line) + '\n')
    sys.stdout.flush()


class Client:
    def __init__(self):
        self.bus = dbus.bus.BusConnection(sys.argv[1])
        self.bus.add_message_filter(self.heard)
        for rule in ("type='signal',interface='com.victronenergy.BusItem'",
                     "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"):
            self.bus.add_match_string(rule)

    def heard(self, bus, message):
        if message.get_type() == 4 and message.get_member() not in ('NameAcquired', 'NameLost'):
            say({'signal': {'sender': message.get_sender(), 'path': message.get_path(),
                            'interface': message.get_interface(), 'member': message.get_member(),
                            'signature': str(message.get_signature()), 'no_reply': bool(message.get_no_reply()),
                            'body': [tagged(a) for a in message.get_args_list()]}})
        return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED

    def command(self, line):
        words = json.loads(line)
        try:
            if 'names' in words:
                say({'answer': sorted(str(n) for n in self.bus.list_names())})
                return
            if 'emit' in words:
                name, path, interface, member, arguments = words['emit']
                signal = dbus.lowlevel.SignalMessage(path, interface, member)
                signal.set_destination(name)
                for signature, value in arguments:
                    signal.append(made(signature, value), signature=signature)
                self.bus.send_message(signal)
                say({'answer': []})
                return
            name, path, interface, member, arguments = words['call']
            message = dbus.lowlevel.MethodCallMessage(name, path, interface, member)
            message.set_auto_start(False)
            for signature, value in arguments:
                message.append(made(signature, value), signature='v' if signature.startswith('v:') else signature)
            # Not blocking: so answers are told in the order in which they and signals came.
            self.bus.send_message_with_reply(message, self.answered, 10)
        except dbus.DBusException as refused:
            say({'error': [refused.get_dbus_name(), refused.get_dbus_message()]})

    @staticmethod
    def answered(reply):
        if reply.get_type() == 3:
            say({'error': [str(reply.get_error_name()), ' '.join(str(a) for a in reply.get_args_list())]})
        else:
            say({'answer': [tagged(v) for v in reply.get_args_list()], 'signature': str(reply.get_signature())})


def main():
    DBusGMainLoop(set_as_default=True)
    client = Client()
    loop = GLib.MainLoop()

    def readable(channel, condition):
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        client.command(line)
        return True

    GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, readable)
    say({'answer': ['ready']})
    loop.run()


if __name__ == '__main__':
    main()
