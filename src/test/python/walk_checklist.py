"""Walks a checklist of what Venus OS asks of a grid service, as a client of the bus that shares no code with the driver.

Usage: walk_checklist.py ADDRESS GRID PULSEMETER

Expects a one-phase meter that exports, publishing different values all the time, with a gas meter behind it. Prints a
line for each point; ends with 1 where one does not hold.
"""
import math
import sys

import dbus
import dbus.lowlevel
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ITEM = 'com.victronenergy.BusItem'
MANDATORY = ('/Mgmt/ProcessName', '/Mgmt/ProcessVersion', '/Mgmt/Connection', '/DeviceInstance', '/ProductId',
             '/ProductName', '/FirmwareVersion', '/HardwareVersion', '/Connected')
SIGNALS = 200

failed = []


def check(point, what, holds, seen=''):
    print('%s %2s %s %s' % ('ok  ' if holds else 'FAIL', point, what, '' if holds else seen), flush=True)
    if not holds:
        failed.append(what)


def signature(value):
    """The D-Bus type of a value in a variant."""
    for kind, letter in ((dbus.Double, 'd'), (dbus.Int32, 'i'), (dbus.String, 's')):
        if isinstance(value, kind):
            return letter
    return 'a' + str(value.signature) if isinstance(value, dbus.Array) else type(value).__name__


class Walk:
    def __init__(self, address, grid, pulse):
        self.bus, self.grid, self.pulse = dbus.bus.BusConnection(address), grid, pulse
        self.types, self.signals, self.properties = {}, [], 0
        self.loop = GLib.MainLoop()

    def call(self, path, member, *arguments, name=None, interface=ITEM, given=''):
        message = dbus.lowlevel.MethodCallMessage(name or self.grid, path, interface, member)
        if arguments:
            message.append(*arguments, signature=given)
        return self.bus.send_message_with_reply_and_block(message, 10)

    def value(self, path, member='GetValue', **more):
        return self.call(path, member, **more).get_args_list()[0]

    def error(self, path, member, interface=ITEM):
        try:
            self.call(path, member, interface=interface)
            return 'no error'
        except dbus.DBusException as refused:
            return refused.get_dbus_name().rpartition('.')[2]

    def set_value(self, path, value):
        return int(self.call(path, 'SetValue', value, given='v').get_args_list()[0])

    def walk(self):
        reply = self.call('/', 'GetItems')
        items = reply.get_args_list()[0]
        self.types = {str(path): signature(item['Value']) for path, item in items.items()}
        check(1, 'the instance is there, an int32', self.types.get('/DeviceInstance') == 'i')
        check(2, 'each service has a connection of its own',
              self.bus.get_name_owner(self.grid) != self.bus.get_name_owner(self.pulse))
        check(3, 'GetItems is a{sa{sv}}', str(reply.get_signature()) == 'a{sa{sv}}', reply.get_signature())
        check(3, 'each entry is exactly Value and Text', all(set(item) == {'Value', 'Text'} for item in items.values()))
        self.nodes()
        self.invalid(items)
        self.writing()
        for path, member, name in (('/No/Such', 'GetValue', 'UnknownObject'), ('/Ac/Power', 'NoSuch', 'UnknownMethod'),
                                   ('/', 'NoSuch', 'UnknownMethod')):
            check(7, '%s %s: %s' % (path, member, name), self.error(path, member) == name, self.error(path, member))
        check(7, 'the connection survives', self.value('/Connected') == 1)
        check(12, 'mandatory paths', all(path in items for path in MANDATORY))
        check(12, 'a product name, no custom name', self.value('/ProductName') != '' and self.value('/CustomName') == '')
        check(15, 'export is negative, on its phase', self.value('/Ac/L1/Power') < 0 and self.value('/Ac/L1/Current') < 0)
        check(26, 'the roles of Victron\'s meters', [str(role) for role in items['/AllowedRoles']['Value']] ==
              ['grid', 'pvinverter', 'genset', 'acload', 'evcharger', 'heatpump'], items['/AllowedRoles']['Value'])
        check(26, 'another role: 2', self.set_value('/Role', dbus.String('battery')) == 2)
        check(34, 'gas is a double in cubic metres',
              isinstance(self.value('/Aggregate', name=self.pulse), dbus.Double))
        self.listen()

    def nodes(self):
        for node, leaf in (('/', 'Ac/L1/Power'), ('/Ac', 'L1/Power'), ('/Ac/L1', 'Power')):
            values, texts = self.value(node), self.value(node, 'GetText')
            check(4, 'GetValue of %s' % node, str(values.signature) == 'sv' and leaf in values, list(values))
            check(4, 'GetText of %s' % node, str(texts.signature) == 'ss' and leaf in texts, list(texts))
            check(4, 'keys of %s have no slash in front' % node, not any(k.startswith('/') for k in values))

    def invalid(self, items):
        for value in (self.value('/Ac/L2/Power'), items['/Ac/L2/Power']['Value']):
            check(5, 'invalid is an empty ai', signature(value) == 'ai' and len(value) == 0, value)
        for text in (self.value('/Ac/L2/Power', 'GetText'), items['/Ac/L2/Power']['Text']):
            check(5, 'its text is ---', text == '---', text)

    def writing(self):
        check(6, 'read-only: 1', self.set_value('/Ac/Power', dbus.Double(1)) == 1)
        check(6, 'read-only and equal: 1', self.set_value('/Connected', dbus.Int32(1)) == 1)
        check(6, 'bad type: 1', self.set_value('/CustomName', dbus.Array(['x'], signature='s')) == 1)
        check(6, 'equal: 0', self.set_value('/CustomName', dbus.String('')) == 0)
        check(19, 'accepted: 0', self.set_value('/CustomName', dbus.String('Zähler')) == 0)
        check(19, 'and it is so', self.value('/CustomName') == 'Zähler')
        check(19, 'and back', self.set_value('/CustomName', dbus.Array([], signature='i')) == 0)

    def listen(self):
        """Points 8 to 10, over many telegrams."""
        owner = self.bus.get_name_owner(self.grid)
        self.bus.add_message_filter(lambda bus, message: self.heard(owner, message))
        self.bus.add_match_string("type='signal',interface='%s',sender='%s'" % (ITEM, self.grid))
        GLib.timeout_add_seconds(60, self.loop.quit)
        self.loop.run()
        check(8, '%d signals' % SIGNALS, len(self.signals) >= SIGNALS, len(self.signals))
        check(8, 'no PropertiesChanged', self.properties == 0, self.properties)
        check(8, 'all from /, expecting no reply', all(p == '/' and no_reply for p, no_reply, _ in self.signals))
        before, repeated, changed_type, odd = {}, [], [], []
        for _, _, items in self.signals:
            for path, item in items.items():
                value, kind = item['Value'], signature(item['Value'])
                if path in before and before[path] == value and signature(before[path]) == kind:
                    repeated.append(str(path))
                if kind != 'ai' and self.types.setdefault(str(path), kind) not in ('ai', kind):
                    changed_type.append(str(path))
                if kind == 'd' and not math.isfinite(value):
                    odd.append(str(path))
                before[path] = value
        check(8, 'only what changed', not repeated, repeated[:5])
        check(9, 'types never change', not changed_type, changed_type[:5])
        check(10, 'no NaN, no infinity', not odd, odd[:5])

    def heard(self, owner, message):
        if message.get_type() == 4 and message.get_sender() == owner:
            if message.get_member() == 'ItemsChanged':
                self.signals.append((message.get_path(), message.get_no_reply(), message.get_args_list()[0]))
            self.properties += message.get_member() == 'PropertiesChanged'
            if len(self.signals) >= SIGNALS:
                self.loop.quit()
        return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED


if __name__ == '__main__':
    DBusGMainLoop(set_as_default=True)
    Walk(*sys.argv[1:4]).walk()
    sys.exit(1 if failed else 0)
