"""What venus/demo runs: a private D-Bus, a meter, the driver, and a client of the bus that shows what it sees.

Arguments: seconds after which it ends (0: when it is told to), and a raw log (empty: a simulated meter).
"""
import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import dbus.bus
import dbus.mainloop.glib
from gi.repository import GLib

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
DRIVER = os.path.join(ROOT, 'venus', 'dbus-p1')
SETTINGS = os.path.join(ROOT, 'src', 'test', 'python', 'localsettings_double.py')
ITEM = 'com.victronenergy.BusItem'
SHOWN = re.compile(r'com\.victronenergy\.(grid|pvinverter|genset|acload|pulsemeter|gasmeter)\.')
ENERGY_METER = re.compile(r'com\.victronenergy\.(grid|pvinverter|genset|acload)\.')

# What tells the demo to end.
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# A summer's day at noon: the panels give more than the house takes.
METER = [DRIVER, 'simulate', 'dsmr50', '--start=2026-06-21T12:00']

# A path of the grid service, and the key of `dbus-p1 decode` that holds the same.
SAME = {'/Ac/Power': 'power_net_w',
        '/Ac/Energy/Forward': 'energy_import_total_kwh',
        '/Ac/Energy/Reverse': 'energy_export_total_kwh'}
for phase in '123':
    SAME['/Ac/L%s/Power' % phase] = 'power_l%s_w' % phase
    SAME['/Ac/L%s/Voltage' % phase] = 'voltage_l%s_v' % phase


class Processes:
    """Starts programs that end with this one, whatever ends it."""

    def __init__(self, directory):
        self.directory = directory
        self.running = {}

    def start(self, name, command, bus):
        environment = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=bus, STATE_DIRECTORY=self.directory,
                           RUNTIME_DIRECTORY=self.directory)
        with open(os.path.join(self.directory, name + '.log'), 'wb') as log:
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=log,
                                       stdout=log, start_new_session=True, preexec_fn=_end_with_parent)
        self.running[name] = process

    def log(self, name):
        with open(os.path.join(self.directory, name + '.log'), errors='replace') as log:
            return log.read().strip()

    def stop(self):
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Client:
    """Knows every meter's service on a bus by its signals, as a GX device's display does."""

    def __init__(self, address, changed):
        self.bus = dbus.bus.BusConnection(address)
        self.changed = changed
        self.services = {}
        self.owners = {}
        self.bus.add_signal_receiver(self._owner, 'NameOwnerChanged', 'org.freedesktop.DBus')
        self.bus.add_signal_receiver(self._items, 'ItemsChanged', ITEM, path='/', sender_keyword='sender')

    def _owner(self, name, _, owner):
        if not SHOWN.match(name):
            return
        if owner:
            self.owners[owner] = name
            self.services[name] = {}
            items = self.bus.call_blocking(name, '/', ITEM, 'GetItems', '', (), byte_arrays=True)
            self._items(items, owner)
        else:
            self.services.pop(name, None)
            self.changed(name, {})

    def _items(self, items, sender):
        name = self.owners.get(sender)
        if name in self.services:
            new = {str(path): (_plain(item['Value']), str(item['Text'])) for path, item in items.items()}
            self.services[name].update(new)
            self.changed(name, new)


def _plain(value):
    """A D-Bus value in Python's own types; None for the empty array, which says invalid."""
    if isinstance(value, (list, bytes)):
        return [_plain(each) for each in value] or None
    if isinstance(value, float):
        return float(value)
    return int(value) if isinstance(value, int) else str(value)


class Screen:
    """Shows all services in place: what they measure first, as far as the window reaches."""
    MEASURED = re.compile('/Ac/|/Aggregate|/Meter|/Connected')

    def show(self, services, below):
        width, height = shutil.get_terminal_size()
        lines = self._lines(services, True) + [''] + self._lines(services, False)
        if len(lines) > height - 1:
            lines = lines[:height - 2] + ['... %d more in a higher window' % (len(lines) - height + 2)]
        print('\033[H' + ''.join(line[:width] + '\033[K\n' for line in lines) + below[:width] + '\033[J',
              end='', flush=True)

    def _lines(self, services, measured):
        lines = []
        for name, items in sorted(services.items()):
            lines.append(name)
            lines += ['  %-28s %-22s %s' % (path, _shown(value), text) for path, (value, text) in sorted(items.items())
                      if bool(self.MEASURED.match(path)) == measured]
        return lines


class Lines:
    """Prints each change as a line."""

    def show(self, name, items):
        for path, (value, text) in sorted(items.items()):
            print(name, path, _shown(value), text, sep='\t')
        if not items:
            print(name, 'has left the bus', sep='\t')
        sys.stdout.flush()


def _shown(value):
    return 'invalid' if value is None else value


class Demo:
    def __init__(self, seconds, file, directory):
        self.seconds, self.file = seconds, file
        self.processes = Processes(directory)
        self.address = 'unix:path=' + os.path.join(directory, 'bus')
        self.loop = GLib.MainLoop()
        self.states = []
        self.volumes = set()
        self.status = 0
        self.screen = Screen() if sys.stdout.isatty() else None
        self.lines = Lines()

    def run(self):
        self.processes.start('bus', ['dbus-daemon', '--session', '--nofork', '--nopidfile',
                                     '--address=' + self.address], self.address)
        self._wait_for_bus()
        self.client = Client(self.address, self._changed)
        settings = os.path.join(self.processes.directory, 'settings.json')
        self.processes.start('settings', ['/usr/bin/python3', '-B', SETTINGS, self.address, settings], self.address)
        self._start_meter_and_driver()
        GLib.timeout_add(200, self._look)
        if self.seconds:
            GLib.timeout_add(self.seconds * 1000, self.loop.quit)
        for number in ENDS:
            GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, self.loop.quit)
        self.loop.run()
        if self.seconds and self.status == 0:
            self._compare()
        return self.status

    def _wait_for_bus(self):
        """Until it listens: its socket is there a moment before."""
        path = self.address.partition('=')[2]
        for _ in range(200):
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(path) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit('demo: the D-Bus does not start: ' + self.processes.log('bus'))

    def _start_meter_and_driver(self):
        source = ['--replay', self.file]
        if not self.file:
            port = os.path.join(self.processes.directory, 'ttyUSB0')
            self.processes.start('meter', METER + ['--pty=' + port], self.address)
            # The cable may be plugged in a moment later.
            source = ['--serial', port, '--wait']
        command = [DRIVER, 'run', '--config', os.devnull, '--bus', self.address]
        self.processes.start('driver', command + source, self.address)

    def _changed(self, name, items):
        service = self.client.services.get(name)
        if service and ENERGY_METER.match(name):
            self.states.append({path: service[path][0] for path in SAME if path in service})
        if service and service.get('/Aggregate', (None,))[0] is not None:
            self.volumes.add(service['/Aggregate'][0])
        try:
            if self.screen:
                self._refresh()
            else:
                self.lines.show(name, items)
        except BrokenPipeError:
            # Whoever read the lines has seen enough, such as head.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.loop.quit()

    def _refresh(self):
        messages = self.processes.log('driver').splitlines()
        self.screen.show(self.client.services, messages[-1] if messages else 'Ctrl-C ends it')

    def _look(self):
        """Ends when one of the programs has ended: none of them should."""
        for name, process in self.processes.running.items():
            if process.poll() is not None:
                self._fail('%s ended with status %d: %s' % (name, process.returncode, self.processes.log(name)))
                self.loop.quit()
                return False
        return True

    def _compare(self):
        """Holds every state that the client saw against what the meter said, as `decode` reads it."""
        log = self.file or self._what_the_meter_sent()
        decoded = subprocess.run([DRIVER, 'decode', log], stdout=subprocess.PIPE, check=False).stdout
        telegrams = [json.loads(line) for line in decoded.splitlines()]
        said = [{key: value for key, value in telegram['values'].items() if key not in telegram['withheld']}
                for telegram in telegrams if telegram['status'] != 'rejected']
        if not self.states:
            self._fail('no meter appeared on the bus in %d s; %s'
                       % (self.seconds, self.processes.log('driver') or 'the driver heard no good telegram'))
            return
        for state in self.states:
            if not any(_agree(state, values) for values in said):
                self._fail('the bus showed what no telegram says: %s' % state)
                return
        counters = {device.get('value') for values in said for device in values.get('mbus', [])}
        if not self.volumes <= counters:
            self._fail('the bus showed gas or water that no telegram says: %s' % (self.volumes - counters))
            return
        print('\ndemo: the bus showed %d readings, and %d of gas or water, each as the meter sent it'
              % (len(self.states), len(self.volumes)))

    def _what_the_meter_sent(self):
        """A simulated meter says the same again, only faster."""
        path = os.path.join(self.processes.directory, 'said.log')
        with open(path, 'wb') as log:
            subprocess.run(METER + ['--speed=max', '--seconds=%d' % (self.seconds + 60)], stdout=log, check=True)
        return path

    def _fail(self, message):
        self.status = 1
        print('\ndemo: ' + message, file=sys.stderr)


def _agree(state, values):
    """Whether a state of the service is what a telegram says."""
    expected = {path: values[key] for path, key in SAME.items() if key in values}
    phases = [path for path in SAME if re.match('/Ac/L./Power', path)]
    if state.get('/Ac/L2/Power') is None and state.get('/Ac/L1/Power') == state.get('/Ac/Power'):
        # A meter that knows no phases has its total on L1.
        expected = {path: value for path, value in expected.items() if path not in phases}
    return '/Ac/Power' in expected and all(
        state.get(path) is not None and abs(state[path] - value) < 1e-6 for path, value in expected.items())


def main():
    for number in ENDS:
        signal.signal(number, lambda *_: sys.exit(0))
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    with tempfile.TemporaryDirectory(prefix='dbus-p1-demo-') as directory:
        demo = Demo(int(sys.argv[1]), sys.argv[2], directory)
        try:
            return demo.run()
        finally:
            demo.processes.stop()


if __name__ == '__main__':
    sys.exit(main())
