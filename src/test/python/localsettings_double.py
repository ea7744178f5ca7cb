"""Behaves as Victron's localsettings towards a driver: com.victronenergy.settings with AddSettings, unique instances for
each class of device, and leaves that can be read, written and watched. Settings live in a JSON file, so that it can be
ended and started again. Written from what was measured of the real one, not from its source.

Usage: localsettings_double.py ADDRESS FILE
"""
import json
import os
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ITEM = 'com.victronenergy.BusItem'
SETTINGS = 'com.victronenergy.Settings'
OK, UNDERSCORE, UNKNOWN_TYPE, BAD_PATH, TYPE_DIFFERS, BAD_DEFAULT, OUT_OF_RANGE, IS_GROUP, NOT_SETTINGS = (
    0, -2, -3, -4, -5, -6, -7, -8, -9)


def kind_of(value):
    if isinstance(value, (dbus.Int32, dbus.Int64)):
        return 'i'
    if isinstance(value, dbus.Double):
        return 'f'
    if isinstance(value, dbus.String):
        return 's'
    return None


def coerced(kind, value):
    try:
        return {'i': int, 'f': float, 's': str}[kind](value)
    except (TypeError, ValueError):
        return None


def wrapped(kind, value):
    return {'i': dbus.Int32, 'f': dbus.Double, 's': dbus.String}[kind](value)


class Leaf(dbus.service.Object):
    def __init__(self, store, path, kind, value, low, high, default):
        super().__init__(store.bus, path)
        self.store, self.path, self.kind, self.value = store, path, kind, value
        self.low, self.high, self.default = low, high, default

    def set(self, value, added=False):
        if self.path.endswith('/ClassAndVrmInstance'):
            value = self.store.free_instance(self, value)
            if value is None:
                return False
        self.value = value
        self.store.save()
        changes = {'Value': wrapped(self.kind, value), 'Text': str(value)}
        if added:
            changes['Default'] = wrapped(self.kind, self.default)
            if self.kind != 's':
                changes.update(Min=wrapped(self.kind, self.low or 0), Max=wrapped(self.kind, self.high or 0))
        self.PropertiesChanged(changes)
        return True

    def remove(self):
        self.PropertiesChanged({'Value': dbus.Array([], signature='i'), 'Text': ''})
        self.remove_from_connection()

    @dbus.service.method(ITEM, out_signature='v')
    def GetValue(self):
        return wrapped(self.kind, self.value)

    @dbus.service.method(ITEM, out_signature='s')
    def GetText(self):
        return str(self.value)

    @dbus.service.method(ITEM, in_signature='v', out_signature='i')
    def SetValue(self, value):
        if self.path in self.store.pinned:
            self.store.pinned[self.path] += 1
            return 0
        value = coerced(self.kind, value)
        if value is None or self.low is not None and value < self.low or self.high is not None and value > self.high:
            return -1
        if value != self.value and not self.set(value):
            return -1
        return 0

    @dbus.service.signal(ITEM, signature='a{sv}')
    def PropertiesChanged(self, changes):
        pass


class Devices(dbus.service.Object):
    """What all devices keep, as one tree."""

    ROOT = '/Settings/Devices'

    def __init__(self, store):
        super().__init__(store.bus, self.ROOT)
        self.store = store

    @dbus.service.method(ITEM, out_signature='v')
    def GetValue(self):
        return dbus.Dictionary({p[len(self.ROOT) + 1:]: x.GetValue() for p, x in self.store.leaves.items()
                                if p.startswith(self.ROOT + '/')}, signature='sv', variant_level=1)


class Store(dbus.service.Object):
    def __init__(self, bus, path):
        super().__init__(bus, '/')
        self.bus, self.file, self.leaves, self.pinned = bus, path, {}, {}
        if os.path.exists(path):
            with open(path) as saved:
                for where, entry in json.load(saved).items():
                    self.leaves[where] = Leaf(self, where, *entry)
        self.devices = Devices(self)

    def save(self):
        entries = {p: [x.kind, x.value, x.low, x.high, x.default] for p, x in self.leaves.items()}
        with open(self.file + '.new', 'w') as out:
            json.dump(entries, out)
        os.rename(self.file + '.new', self.file)

    def free_instance(self, leaf, text):
        """The same, or with the next number that nobody of the class has; None where it is malformed."""
        kind, _, number = text.partition(':')
        if not number.lstrip('-').isdigit():
            return None
        taken = {x.value for x in self.leaves.values() if x is not leaf and x.path.endswith('/ClassAndVrmInstance')}
        number = int(number)
        while '%s:%d' % (kind, number) in taken:
            number += 1
        return '%s:%d' % (kind, number)

    def add(self, path, default, low, high):
        kind = kind_of(default)
        if kind is None:
            return UNKNOWN_TYPE, None
        if '/_' in path:
            return UNDERSCORE, None
        if not path.startswith('/Settings/'):
            return NOT_SETTINGS, None
        default = coerced(kind, default)
        low, high = (None, None) if kind == 's' or not low and not high else (coerced(kind, low), coerced(kind, high))
        if low is not None and not low <= default <= high:
            return OUT_OF_RANGE, None
        if any(p.startswith(path + '/') for p in self.leaves):
            return IS_GROUP, None
        leaf = self.leaves.get(path)
        if leaf is not None:
            if leaf.kind != kind:
                return TYPE_DIFFERS, None
            if (leaf.low, leaf.high, leaf.default) != (low, high, default):
                leaf.low, leaf.high, leaf.default = low, high, default
                leaf.set(leaf.value, added=True)
            return OK, leaf
        leaf = Leaf(self, path, kind, default, low, high, default)
        self.leaves[path] = leaf
        if not leaf.set(default, added=True):
            del self.leaves[path]
            leaf.remove()
            return BAD_DEFAULT, None
        return OK, leaf

    @dbus.service.method(SETTINGS, in_signature='aa{sv}', out_signature='aa{sv}')
    def AddSettings(self, definitions):
        results = []
        for definition in definitions:
            result = {'path': definition.get('path', '')}
            error, leaf = self.add(str(result['path']), definition.get('default'), definition.get('min'),
                                   definition.get('max'))
            result['error'] = dbus.Int32(error)
            if leaf is not None:
                result['value'] = leaf.GetValue()
            results.append(dbus.Dictionary(result, signature='sv'))
        return dbus.Array(results, signature='a{sv}')

    @dbus.service.method(SETTINGS, in_signature='as', out_signature='ai')
    def RemoveSettings(self, paths):
        results = []
        for path in paths:
            leaf = self.leaves.pop(str(path), None)
            if leaf is not None:
                leaf.remove()
            results.append(-1 if leaf is None else 0)
        self.save()
        return results

    # Only for tests: what a settings file of long ago may hold.
    @dbus.service.method('test.Settings', in_signature='ss')
    def Spoil(self, path, text):
        if path not in self.leaves:
            self.leaves[path] = Leaf(self, path, 's', text, None, None, text)
        self.leaves[path].value = str(text)
        self.save()
        self.leaves[path].PropertiesChanged({'Value': dbus.String(text), 'Text': str(text)})

    @dbus.service.method('test.Settings', in_signature='s', out_signature='i')
    def Pin(self, path):
        """From now on the setting keeps its value, although writes to it are accepted. Returns their number."""
        return self.pinned.setdefault(str(path), 0)

    @dbus.service.method('test.Settings', in_signature='s')
    def MakeNumber(self, path):
        self.leaves[path] = Leaf(self, path, 'i', 1, None, None, 1)

    @dbus.service.method('test.Settings')
    def Clear(self):
        """Forgets all settings, for the next test."""
        for leaf in self.leaves.values():
            leaf.remove_from_connection()
        self.leaves.clear()
        self.pinned.clear()
        self.save()

    @dbus.service.method('test.Settings', in_signature='s')
    def Remove(self, path):
        self.leaves.pop(path).remove()


def main():
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(sys.argv[1])
    store = Store(bus, sys.argv[2])
    if bus.request_name('com.victronenergy.settings', dbus.bus.NAME_FLAG_DO_NOT_QUEUE) != 1:
        sys.exit('com.victronenergy.settings is taken')
    store.save()
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
