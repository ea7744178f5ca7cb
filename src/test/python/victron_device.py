"""Victron's own programs on a bus, as on a GX device: localsettings, dbus-systemcalc-py, and services on velib_python.

Usage:
  victron_device.py ADDRESS settings PEERS DIRECTORY   localsettings, from a copy in DIRECTORY
  victron_device.py ADDRESS system PEERS DIRECTORY     localsettings and systemcalc, from copies in DIRECTORY
  victron_device.py ADDRESS service PEERS NAME INSTANCE PATH=VALUE...
                                                       a service; a value of digits is an int, one with a dot a double, else a text; a path alone has no value

PEERS holds the clones velib_python, localsettings and dbus-systemcalc-py. Prints a line when it is on the bus. What it starts ends with it.
"""
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time

import dbus

SETTINGS = {'/Settings/SystemSetup/AcInput1': 1, '/Settings/SystemSetup/AcInput2': 0, '/Settings/CGwacs/RunWithoutGridMeter': 0,
            '/Settings/CGwacs/PreventFeedback': 0, '/Settings/CGwacs/Hub4Mode': 1}
PR_SET_PDEATHSIG = 1
# Venus OS had Python 3.8 when systemcalc 2.177 was made; 3.10 has no collections.Mapping.
AS_BEFORE = ('import collections, collections.abc, runpy, sys; collections.Mapping = collections.abc.Mapping; '
             'sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name="__main__")')


def end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def copied(peers, directory, name):
    """A copy with velib_python where its submodule would be: the clones are not written to."""
    there = os.path.join(directory, name)
    shutil.copytree(os.path.join(peers, name), there, ignore=shutil.ignore_patterns('.git', '__pycache__'))
    velib = os.path.join(there, 'ext/velib_python')
    shutil.rmtree(velib, ignore_errors=True)
    shutil.copytree(os.path.join(peers, 'velib_python'), velib, ignore=shutil.ignore_patterns('.git', '__pycache__'))
    return there


def start(program, *words):
    return subprocess.Popen(['/usr/bin/python3', '-B', '-u', '-c', AS_BEFORE, program, *words], cwd=os.path.dirname(program), preexec_fn=end_with_parent,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(bus, name):
    while not bus.name_has_owner(name):
        time.sleep(0.05)


def localsettings(bus, peers, directory):
    settings = copied(peers, directory, 'localsettings')
    os.makedirs(os.path.join(directory, 'kept'), exist_ok=True)
    start(os.path.join(settings, 'localsettings.py'), '--path', os.path.join(directory, 'kept'), '--no-delay')
    wait_for(bus, 'com.victronenergy.settings')


def system(bus, peers, directory):
    localsettings(bus, peers, directory)
    bus.call_blocking('com.victronenergy.settings', '/', 'com.victronenergy.Settings', 'AddSettings', 'aa{sv}', [dbus.Array([
        dbus.Dictionary({'path': path, 'default': dbus.Int32(value)}, signature='sv') for path, value in SETTINGS.items()],
        signature='a{sv}')])
    start(os.path.join(copied(peers, directory, 'dbus-systemcalc-py'), 'dbus_systemcalc.py'))
    wait_for(bus, 'com.victronenergy.system')
    print('there', flush=True)
    signal.pause()


def typed(text):
    if text.lstrip('-').isdigit():
        return int(text)
    return float(text) if text.lstrip('-').replace('.', '', 1).isdigit() else text


def service(peers, name, instance, words):
    sys.path.insert(1, os.path.join(peers, 'velib_python'))
    from dbus.mainloop.glib import DBusGMainLoop
    from gi.repository import GLib
    from vedbus import VeDbusService
    DBusGMainLoop(set_as_default=True)
    there = VeDbusService(name, register=False)
    there.add_mandatory_paths('other-driver', '1', '/dev/ttyUSB7', int(instance), 0xB002, 'EM24', 1, None, 1)
    for path, valued, value in (word.partition('=') for word in words):
        there.add_path(path, typed(value) if valued else None, writeable=True)
    # For tests of a link that dies.
    del there['/Connected']
    there.add_path('/Connected', 1, writeable=True)
    there.register()
    print('there', flush=True)
    GLib.MainLoop().run()


def main():
    address, what, peers = sys.argv[1:4]
    os.environ['DBUS_SESSION_BUS_ADDRESS'] = address
    interfaces = [one for one in sorted(os.listdir('/sys/class/net')) if one != 'lo']
    os.environ.setdefault('VRM_IFACE', (interfaces + ['lo'])[0])
    if what == 'settings':
        localsettings(dbus.bus.BusConnection(address), peers, sys.argv[4])
        print('there', flush=True)
        signal.pause()
    elif what == 'system':
        system(dbus.bus.BusConnection(address), peers, sys.argv[4])
    else:
        service(peers, sys.argv[4], sys.argv[5], sys.argv[6:])


if __name__ == '__main__':
    main()
