"""Watches the services of com.victronenergy on a bus, all but the settings; it shares no code with the driver.

Usage: bus_witness.py ADDRESS

Out, one JSON object a line; "at" is the monotonic clock in nanoseconds:
  {"at": .., "service": NAME, "items": {PATH: value or null}}  all items, or those that a signal changed
  {"at": .., "service": NAME, "gone": true}                    the name has no owner any longer
  {"at": .., "service": NAME, "fault": TEXT}                   GetItems and the signals before it contradict one another
"""
import json
import sys
import time

import dbus
import dbus.lowlevel
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ITEM = 'com.victronenergy.BusItem'
POLL_MILLIS = 500


def plain(value):
    """Invalid is an empty array on the bus."""
    if isinstance(value, dbus.Array):
        return None
    if isinstance(value, dbus.Double):
        return float(value)
    return str(value) if isinstance(value, dbus.String) else int(value)


def values(items):
    return {str(path): plain(parts['Value']) for path, parts in items.items() if 'Value' in parts}


def tell(service, **what):
    print(json.dumps({'at': time.monotonic_ns(), 'service': service, **what}), flush=True)


class Witness:
    def __init__(self):
        self.bus = dbus.bus.BusConnection(sys.argv[1])
        self.services = {}  # owner to name
        self.items = {}     # owner to path to value, once GetItems has answered
        self.asked = set()
        self.bus.add_message_filter(self.heard)
        self.bus.add_match_string("type='signal',interface='%s'" % ITEM)
        self.bus.add_match_string("type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'")
        for name in self.bus.list_names():
            if not name.startswith(':'):
                self.owned(str(name), '', str(self.bus.get_name_owner(name)))
        GLib.timeout_add(POLL_MILLIS, self.poll)

    def owned(self, name, old, new):
        if not name.startswith('com.victronenergy.') or name == 'com.victronenergy.settings':
            return
        if old:
            self.services.pop(old, None)
            self.items.pop(old, None)
            tell(name, gone=True)
        if new:
            self.services[new] = name
            self.ask(new)

    def ask(self, owner):
        if owner not in self.asked:
            self.asked.add(owner)
            call = dbus.lowlevel.MethodCallMessage(owner, '/', ITEM, 'GetItems')
            self.bus.send_message_with_reply(call, lambda reply: self.answered(owner, reply), 10)

    def poll(self):
        for owner in self.services:
            self.ask(owner)
        return True

    def answered(self, owner, reply):
        self.asked.discard(owner)
        # An error: it has left, or does not answer in time; the next question will show which.
        if reply.get_type() != 2 or owner not in self.services:
            return
        now, before = values(reply.get_args_list()[0]), self.items.get(owner)
        if before is not None and before != now:
            tell(self.services[owner], fault='GetItems differs from the signals: %s' % {
                path: (before.get(path), now.get(path)) for path in before.keys() | now.keys()
                if before.get(path) != now.get(path)})
        self.items[owner] = now
        tell(self.services[owner], items=now)

    def heard(self, bus, message):
        arguments = message.get_args_list()
        if message.get_member() == 'NameOwnerChanged':
            self.owned(*map(str, arguments))
        elif message.get_member() == 'ItemsChanged' and message.get_sender() in self.items:
            owner = message.get_sender()
            changed = values(arguments[0])
            self.items[owner].update(changed)
            tell(self.services[owner], items=changed)
        return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED


DBusGMainLoop(set_as_default=True)
witness = Witness()
GLib.MainLoop().run()
