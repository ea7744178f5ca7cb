"""Run by venus/demo: a private D-Bus, a meter, the driver, and a D-Bus client that shows what it receives.

Arguments: seconds until it ends (0: at Ctrl-C), and a raw log (empty: a simulated meter).
"""
import ctypes
import json
import os
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

import dbus.bus
import dbus.mainloop.glib
from gi.repository import GLib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
DRIVER = os.path.join(ROOT, 'venus', 'dbus-p1')
SETTINGS = os.path.join(ROOT, 'src', 'test', 'python', 'localsettings_double.py')
ITEM = 'com.victronenergy.BusItem'
SHOWN = re.compile(r'com\.victronenergy\.(grid|pvinverter|genset|acload|pulsemeter|gasmeter)\.')
ENERGY_METER = re.compile(r'com\.victronenergy\.(grid|pvinverter|genset|acload)\.')

# The signals that end the demo.
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# A Belgian house. Its clock is right, because the tariff on the page counts quarter hours.
START = int(time.time())
PAST_SECONDS = 7 * 86400
# What the driver and the one that records the past have in common.
HOUSE = ['--config', os.devnull, '--meter.id=demo', '--history.enabled=true', '--demand.tariff=flanders']
PAGE = ['--http.enabled=true', '--http.prices=import-t1=0.32,import-t2=0.27,export=0.04,gas=0.95']


def simulate(start):
    """The command of the simulated meter, from a second since 1970 on."""
    return [DRIVER, 'simulate', 'emucs17', '--devices=gas', '--message=This meter is simulated.',
            '--start=' + time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(start))]

# A path of the grid service, and the key of `dbus-p1 decode` with the same value.
SAME = {'/Ac/Power': 'power_net_w',
        '/Ac/Energy/Forward': 'energy_import_total_kwh',
        '/Ac/Energy/Reverse': 'energy_export_total_kwh'}
for phase in '123':
    SAME['/Ac/L%s/Power' % phase] = 'power_l%s_w' % phase
    SAME['/Ac/L%s/Voltage' % phase] = 'voltage_l%s_v' % phase


class Processes:
    """Starts programs; each ends when this process ends."""

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

    def start_meter(self, start, port, bus):
        """Starts a simulated meter at a port, and waits for the port: a path outside of /dev that is absent would be a log's."""
        self.start('meter', simulate(start) + ['--pty=' + port], bus)
        for _ in range(600):
            if os.path.exists(port):
                return
            time.sleep(0.1)
        raise SystemExit('demo: the meter does not start: ' + self.log('meter'))

    def start_past(self, bus):
        """Records the week before, at low priority: its rows appear on the page after a minute or two."""
        log = os.path.join(self.directory, 'past')
        # One telegram of thirty is enough for rows of minutes.
        thin = 'import sys\nn = 0\nfor line in sys.stdin.buffer:\n n += line[:1] == b"/"\n n % 30 or sys.stdout.buffer.write(line)'
        script = ('%s --seconds=%d --speed=max | python3 -c "$1" > "$2" && cd "$2.d" && '
                  'STATE_DIRECTORY=$PWD RUNTIME_DIRECTORY=$PWD exec %s'
                  % (shlex.join(simulate(START - PAST_SECONDS)), PAST_SECONDS,
                     shlex.join([DRIVER, 'run', *HOUSE, log, '--speed=max', '--venus.enabled=false',
                                 '--history.url=sqlite:' + self.past()])))
        os.mkdir(log + '.d')
        self.start('past', ['nice', '-n', '19', 'sh', '-c', script, 'past', thin, log], bus)

    def history(self):
        return os.path.join(self.directory, 'history.db')

    def past(self):
        return os.path.join(self.directory, 'past.db')

    def add_past(self):
        """Adds the rows of the week before: the driver does not do that for any log, but this one is of the same meter."""
        history = sqlite3.connect(self.history(), timeout=30)
        try:
            history.execute('ATTACH ? AS past', (self.past(),))
            for (table,) in history.execute("SELECT name FROM past.sqlite_master WHERE type = 'table' AND name <> 'p1_of_log'").fetchall():
                history.execute('INSERT OR IGNORE INTO main.%s SELECT * FROM past.%s' % (table, table))
            history.commit()
        finally:
            history.close()

    def log(self, name):
        with open(os.path.join(self.directory, name + '.log'), errors='replace') as log:
            return log.read().strip()

    def stop(self):
        for process in reversed(self.running.values()):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _end_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Client:
    """Keeps the items of each meter's service up to date by its signals, as the display of a GX device does."""

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
    """A D-Bus value as a Python type; None for the empty array, which means invalid."""
    if isinstance(value, (list, bytes)):
        return [_plain(each) for each in value] or None
    if isinstance(value, float):
        return float(value)
    return int(value) if isinstance(value, int) else str(value)


# What a path means, in the order of importance; paths that are not here are shown after these.
MEANINGS = [(re.compile(pattern), meaning) for pattern, meaning in (
    (r'/Ac/Power$', 'Power from the grid (minus: to it)'),
    (r'/Aggregate$', 'Meter reading'),
    (r'/Ac/(L\d)/Power$', 'Power on phase {}'),
    (r'/Ac/Energy/Forward$', 'Energy from the grid'),
    (r'/Ac/Energy/Reverse$', 'Energy to the grid'),
    (r'/P1/Tariff$', 'Tariff now'),
    (r'/Ac/(L\d)/Voltage$', 'Voltage of phase {}'),
    (r'/Ac/(L\d)/Current$', 'Current on phase {}'),
    (r'/P1/Energy/Import/T(\d)$', 'Energy from the grid, tariff {}'),
    (r'/P1/Energy/Export/T(\d)$', 'Energy to the grid, tariff {}'),
    (r'/P1/PowerFailures$', 'Power failures'),
    (r'/P1/LongPowerFailures$', 'Long power failures'))]


ESS = 'ESS of a GX device would use this meter as its grid meter.'


class Screen:
    """Refreshes all services in place. Where the window is too small for all rows, the most important ones stay."""

    def __init__(self, heading):
        self.heading = heading
        self.page = ''

    def show(self, services, message):
        width, height = shutil.get_terminal_size()
        lines = self.lines(services, width, height - 2)
        print('\033[H' + ''.join(line[:width - 1] + '\033[K\n' for line in lines) + message[:width - 1] + '\033[J',
              end='', flush=True)

    def lines(self, services, width, room):
        """Of each service its title and the rows that have a meaning, then all other rows; as many as there is room for."""
        rows = sorted((_rank(path), path, name, text) for name, items in services.items()
                      for path, (_, text) in items.items())
        known = [row for row in rows if row[0] < len(MEANINGS)]
        titles = {name: _title(items.get('/ProductName', (None, ''))[1], name, width)
                  for name, items in sorted(services.items())}
        heading = [self.page] * bool(self.page) + [self.heading] + [ESS] * any(_is_used_by_ess(items) for items in services.values())
        every = (heading + _sections(titles, known)
                 + _sections({name: name for name in titles}, rows[len(known):]))
        if len(every) <= room:
            return every
        # Besides rows: the heading, each title with an empty line, and the line that counts what is left out.
        kept = known[:max(0, room - 1 - len(heading) - 2 * len(titles))]
        shown = heading + _sections(titles, kept) if len(kept) < len(known) else every[:room - 1]
        return shown + ['... %d more rows in a larger window' % (len(every) - len(shown))]


def _is_used_by_ess(items):
    """ESS takes the grid meter whose power is there."""
    return items.get('/Role', ('',))[0] == 'grid' and items.get('/Ac/Power', (None,))[0] is not None


def _title(product, name, width):
    """Product and service; the service's name above the paths, or further left where it would not fit."""
    return product.ljust(max(len(product) + 2, min(54, width - 1 - len(name)))) + name


def _sections(titles, rows):
    return [line for name, title in titles.items()
            for line in ['', title] + [_row(rank, path, text) for rank, path, owner, text in rows if owner == name]]


def _rank(path):
    return next((rank for rank, (pattern, _) in enumerate(MEANINGS) if pattern.match(path)), len(MEANINGS))


def _row(rank, path, text):
    """Meaning, value, unit and path in columns."""
    meaning = ''
    if rank < len(MEANINGS):
        pattern, words = MEANINGS[rank]
        meaning = words.format(*pattern.match(path).groups())
    number = re.match(r'(-?[\d.]+) ?(kWh|W|V|A|cubic meter|)$', text)
    value, unit = number.groups() if number else (text, '')
    room = 45 - len(meaning)
    if text.startswith('['):
        value = text.strip('[]').replace("'", '')
    if len(value) >= room:
        value = value[:room - 4] + '...'
    return '  %s%*s %-5s %s' % (meaning, room, value, unit.replace('cubic meter', 'm3'), path)


class Lines:
    """Prints a line for each change: service, path, value and text, with tabs between."""

    def show(self, name, items):
        for path, (value, text) in sorted(items.items()):
            print(name, path, _shown(value), text, sep='\t')
        if not items:
            print(name, 'left the D-Bus', sep='\t')
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
        self.seen = 0
        self.page = None
        meter = 'the meter of ' + file if file else 'a simulated Belgian meter'
        terminal = sys.stdout.isatty() and os.environ.get('TERM', 'dumb') != 'dumb'
        self.screen = Screen('What a GX device gets from %s. Ctrl-C ends it.' % meter) if terminal else None
        self.lines = Lines()
        # Changes that wait for the line with the page's address; None: none waits any more. A log has no page.
        self.held = [] if not self.screen and not file else None

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
        if self.screen:
            print('\033[H\033[J' + self.screen.heading + '\n\nwaiting for the first telegram', end='', flush=True)
        if not self.file and not self.seconds:
            self.processes.start_past(self.address)
        self.loop.run()
        self._show_held()
        if self.screen:
            print()
        if self.status == 0:
            if self.seconds:
                self._compare()
            else:
                print('\ndemo: ended after %d changes on the D-Bus; nothing is left running' % self.seen, file=sys.stderr)
        return self.status

    def _wait_for_bus(self):
        """Waits until the bus listens; its socket exists a moment earlier."""
        path = self.address.partition('=')[2]
        for _ in range(200):
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(path) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit('demo: the D-Bus does not start: ' + self.processes.log('bus'))

    def _start_meter_and_driver(self):
        source = [os.path.abspath(self.file)]
        if not self.file:
            port = os.path.join(self.processes.directory, 'ttyUSB0')
            self.processes.start_meter(START, port, self.address)
            source = [port, *PAGE, '--history.url=sqlite:' + self.processes.history()]
        command = [DRIVER, 'run', '--venus.enabled=true'] + (['--config', os.devnull] if self.file else HOUSE)
        self.processes.start('driver', command + source, self.address)

    def _changed(self, name, items):
        self.seen += 1
        service = self.client.services.get(name)
        # At the end of a log the values become invalid, before the service leaves.
        if service and ENERGY_METER.match(name) and service.get('/Ac/Power', (None,))[0] is not None:
            self.states.append({path: service[path][0] for path in SAME if path in service})
        if service and service.get('/Aggregate', (None,))[0] is not None:
            self.volumes.add(service['/Aggregate'][0])
        try:
            if self.screen:
                self._refresh()
            elif self.held is not None:
                self.held.append((name, items))
            else:
                self.lines.show(name, items)
        except BrokenPipeError:
            self._reader_ended()

    def _reader_ended(self):
        """Such as head."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        self.loop.quit()

    def _show_held(self):
        held, self.held = self.held or [], None
        for name, items in held:
            self.lines.show(name, items)

    def _refresh(self):
        messages = self.processes.log('driver').splitlines()
        self.screen.show(self.client.services, messages[-1] if messages else '')

    def _look(self):
        """Ends the demo when one of its programs has ended."""
        self._say_where_the_page_is()
        for name, process in list(self.processes.running.items()):
            if process.poll() is None:
                continue
            if name == 'past':
                del self.processes.running[name]
                if process.returncode == 0:
                    self.processes.add_past()
            elif name == 'driver' and self.file and process.returncode == 0:
                # The end of the log.
                self.loop.quit()
                return False
            else:
                self._fail('%s ended with status %d: %s' % (name, process.returncode, self.processes.log(name)))
                self.loop.quit()
                return False
        return True

    def _say_where_the_page_is(self):
        """The driver takes the next free port where another program has its own."""
        found = re.search('web server on (http:[^ \n]*)', self.processes.log('driver'))
        if not found or found.group(1) == self.page:
            return
        self.page = found.group(1)
        if self.screen:
            self.screen.page = 'Web page: %s%s' % (self.page, '' if self.seconds else ', with a week of its past in a minute or two')
            return
        try:
            print('web page', self.page, sep='\t', flush=True)
            self._show_held()
        except BrokenPipeError:
            self._reader_ended()

    def _compare(self):
        """Compares each state that the client received with the meter's telegrams, as `decode` reads them."""
        log = self.file or self._sent_telegrams()
        decoded = subprocess.run([DRIVER, 'decode', log], stdout=subprocess.PIPE, check=False).stdout
        telegrams = [json.loads(line) for line in decoded.splitlines()]
        readings = [{key: value for key, value in telegram['values'].items() if key not in telegram['withheld']}
                    for telegram in telegrams if telegram['status'] != 'rejected']
        if not self.states:
            self._fail('no meter appeared on the bus in %d s; %s'
                       % (self.seconds, self.processes.log('driver') or 'the driver received no valid telegram'))
            return
        for state in self.states:
            if not any(_agree(state, values) for values in readings):
                self._fail('the D-Bus showed values that are in no telegram: %s' % state)
                return
        counters = {device.get('value') for values in readings for device in values.get('mbus', [])}
        if not self.volumes <= counters:
            self._fail('the D-Bus showed a gas or water reading that is in no telegram: %s' % (self.volumes - counters))
            return
        print('\ndemo: the D-Bus showed %d readings and %d of gas or water, as they were sent'
              % (len(self.states), len(self.volumes)))

    def _sent_telegrams(self):
        """The simulated meter's telegrams, once more and without pauses."""
        path = os.path.join(self.processes.directory, 'sent.log')
        with open(path, 'wb') as log:
            subprocess.run(simulate(START) + ['--speed=max', '--seconds=%d' % (self.seconds + 60)], stdout=log, check=True)
        return path

    def _fail(self, message):
        self.status = 1
        print('\ndemo: ' + message, file=sys.stderr)


def _agree(state, values):
    """Whether the service's values are those of a telegram."""
    expected = {path: values[key] for path, key in SAME.items() if key in values}
    phases = [path for path in SAME if re.match('/Ac/L./Power', path)]
    if state.get('/Ac/L2/Power') is None and state.get('/Ac/L1/Power') == state.get('/Ac/Power'):
        # The total of a meter without phase values is shown on L1.
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
            # A terminal that is closed sends more than one: nothing is left half removed.
            for number in ENDS:
                signal.signal(number, signal.SIG_IGN)
            demo.processes.stop()


if __name__ == '__main__':
    sys.exit(main())
