"""Measures what drivers cost: memory, threads and CPU of only the driver, with everything on, and of a second one.

Usage: measure_memory.py LAUNCHER [--minutes N] [--rate N] [--json FILE] [--maps] [SET...]

SET is one of alone, all, two, mqtt, page, history, csv, raw, demand; with further options of the driver: SET=OPTION,OPTION.
A number after a name makes another one of it. Without a SET: alone, all, two. All run side by side, each with a simulated
meter, on one private bus with a client that reads every signal, a broker, a browser's stream and a client of the raw
port. Memory is that of the last second (smaps); pages that two drivers share count half in each. CPU is that of each
minute for a telegram. A driver that wrote an error to its log is named at the end.

Pages of files that were just unpacked count as dirty until they are on the disk: the tool calls sync.
"""
import argparse
import collections
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SETTINGS = os.path.join(ROOT, 'src', 'test', 'python', 'localsettings_double.py')
PATIENCE = 60
SETS = {
    'alone': [],
    'mqtt': ['--mqtt.url=tcp://127.0.0.1:{broker}'],
    'page': ['--http.enabled=true', '--http.port={page}'],
    'history': ['--history.enabled=true'],
    'csv': ['--csv.enabled=true', '--csv.dir={dir}/csv'],
    'raw': ['--tcp.enabled=true', '--tcp.port={raw}'],
    'demand': ['--demand.tariff=ellevio'],
}
SETS['all'] = [option for name in ('mqtt', 'page', 'history', 'csv', 'raw', 'demand') for option in SETS[name]]
ORIGINS = (('heap', r'\[heap\]'), ('stacks', r'\[stack'), ('libjvm', r'libjvm'), ('archive', r'\.jsa'), ('modules', r'/modules$'),
           ('jars', r'\.jar$'), ('sqlite', r'sqlite'), ('libraries', r'\.so'), ('files', r'/'), ('anonymous', r''))


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def wait_for(condition, what, pause=0.1):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit('%s: %s did not happen within %d s' % (os.path.basename(sys.argv[0]), what, PATIENCE))
        time.sleep(pause)


def drain(sink):
    while sink.recv(65536):
        pass


def connect(port, request=b''):
    """A client that reads what comes."""
    client = None

    def connected():
        nonlocal client
        try:
            client = socket.create_connection(('127.0.0.1', port))
            return True
        except OSError:
            return False
    wait_for(connected, 'a connection to port %d' % port)
    client.sendall(request)
    threading.Thread(target=drain, args=(client,), daemon=True).start()


def memory(pid):
    """KiB by origin: {origin: (pss, dirty)}; and the whole."""
    found = collections.defaultdict(lambda: [0, 0])
    name = ''
    with open('/proc/%d/smaps' % pid) as lines:
        for line in lines:
            words = line.split()
            if re.match(r'[0-9a-f]+-[0-9a-f]+ ', line):
                path = words[5] if len(words) > 5 else ''
                name = next(origin for origin, pattern in ORIGINS if re.search(pattern, path))
            elif words[0] == 'Pss:':
                found[name][0] += int(words[1])
            elif words[0] == 'Private_Dirty:':
                found[name][1] += int(words[1])
    found['sum'] = [sum(each) for each in zip(*found.values())]
    return {origin: tuple(each) for origin, each in found.items()}


def thread_cpu(pid):
    """CPU nanoseconds since the start by the thread's name."""
    found = collections.Counter()
    for task in os.listdir('/proc/%d/task' % pid):
        try:
            with open('/proc/%d/task/%s/schedstat' % (pid, task)) as stat, open('/proc/%d/task/%s/comm' % (pid, task)) as comm:
                found[comm.read().strip()] += int(stat.read().split()[0])
        except OSError:
            continue
    return found


def process_cpu(pid):
    """CPU seconds of a process with the threads that ended, by its own clock."""
    return time.clock_gettime((~pid << 3) | 2)


class Driver:
    """One driver with its meter."""

    def __init__(self, launcher, name, options, where, address, broker, rate):
        self.name, self.dir = name, '%s/%s' % (where, name)
        os.makedirs(self.dir + '/state')
        os.makedirs(self.dir + '/run')
        self.page, self.raw, self.rate = free_port(), free_port(), rate
        port = '%s/tty%s' % (self.dir, name)
        self.meter = subprocess.Popen([ROOT + '/venus/dbus-p1', 'simulate', 'dsmr50', '--pty=' + port, '--speed=%g' % rate],
                                      stdout=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(port), 'a port')
        words = [option.format(broker=broker, page=self.page, raw=self.raw, dir=self.dir) for option in options]
        environment = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=address, STATE_DIRECTORY=self.dir + '/state', RUNTIME_DIRECTORY=self.dir + '/run')
        self.log = open(self.dir + '/log', 'wb')
        self.process = subprocess.Popen([launcher, 'run', '--venus.enabled=true', port,
                                         '--meter.id=' + name] + words,
                                        env=environment, stdout=self.log, stderr=self.log)
        self.pid, self.options, self.minutes = self.process.pid, ' '.join(words), []

    def use(self):
        if 'http.enabled=true' in self.options:
            connect(self.page, b'GET /api/live HTTP/1.1\r\nHost: x\r\n\r\n')
        if 'tcp.enabled=true' in self.options:
            connect(self.raw)
        self.cpu = process_cpu(self.pid)

    def minute(self, seconds):
        cpu = process_cpu(self.pid)
        self.minutes.append(round((cpu - self.cpu) * 1000 / seconds / self.rate, 3))
        self.cpu = cpu

    def result(self):
        threads = thread_cpu(self.pid)
        with open('/proc/%d/status' % self.pid) as status:
            count = int(re.search(r'Threads:\s*(\d+)', status.read()).group(1))
        return {'memory': memory(self.pid), 'threads': count, 'cpu_ms': self.minutes,
                'thread_ms': {name: ns // 1000000 for name, ns in threads.most_common() if ns}}

    def complain(self):
        with open(self.dir + '/log') as log:
            for line in log:
                if line.startswith(('ERROR', 'WARN', 'dbus-p1:')):
                    sys.stderr.write('%s: %s' % (self.name, line))

    def end(self):
        self.meter.terminate()
        self.process.terminate()
        self.process.wait()
        self.meter.wait()
        self.log.close()


def bus_client(address):
    import dbus.bus
    bus = None

    def connected():
        nonlocal bus
        try:
            bus = dbus.bus.BusConnection(address)
            return True
        except dbus.DBusException:
            # The socket is there before its daemon listens.
            return False
    wait_for(connected, 'a connection to the bus')
    return lambda: sum('.grid.' in name for name in bus.list_names())


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument('launcher')
    parser.add_argument('sets', nargs='*')
    parser.add_argument('--minutes', type=float, default=10)
    parser.add_argument('--rate', type=float, default=1)
    parser.add_argument('--json')
    parser.add_argument('--maps', action='store_true', help='copies smaps to the working directory')
    arguments = parser.parse_intermixed_args()
    os.sync()
    chosen = {}
    for word in arguments.sets or ['alone', 'all', 'two']:
        name, _, options = word.partition('=')
        base = SETS.get(name.rstrip('0123456789'), [])
        for each in ([name, name + 'b'] if name == 'two' else [name]):
            chosen[each] = base + [option for option in options.split(',') if option]
    with tempfile.TemporaryDirectory(prefix='dbus-p1-light-') as where:
        address, broker = 'unix:path=' + where + '/bus', free_port()
        running, drivers = [], []
        try:
            running.append(subprocess.Popen(['dbus-daemon', '--session', '--nofork', '--nopidfile', '--address=' + address]))
            wait_for(lambda: os.path.exists(where + '/bus'), 'a bus')
            running.append(subprocess.Popen(['/usr/bin/python3', '-B', SETTINGS, address, where + '/settings.json'],
                                            env=dict(os.environ, DBUS_SESSION_BUS_ADDRESS=address)))
            running.append(subprocess.Popen(['/usr/sbin/mosquitto', '-p', str(broker)], stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL))
            names = bus_client(address)
            running.append(subprocess.Popen(['dbus-monitor', '--address', address, "type='signal'"], stdout=subprocess.DEVNULL))
            for name, options in chosen.items():
                drivers.append(Driver(arguments.launcher, name, options, where, address, broker, arguments.rate))
            wait_for(lambda: names() >= len(drivers), 'the service')
            for driver in drivers:
                driver.use()
            left = arguments.minutes * 60
            while left > 0:
                begin = time.monotonic()
                time.sleep(min(60, left))
                passed = time.monotonic() - begin
                for driver in drivers:
                    driver.minute(passed)
                left -= 60
            results = {driver.name: driver.result() for driver in drivers}
            if arguments.maps:
                for driver in drivers:
                    with open('/proc/%d/smaps' % driver.pid) as maps, open('smaps.' + driver.name, 'w') as copy:
                        copy.write(maps.read())
        finally:
            for driver in drivers:
                driver.end()
                driver.complain()
            for process in reversed(running):
                process.terminate()
                process.wait()
    if arguments.json:
        with open(arguments.json, 'w') as out:
            json.dump(results, out)
    show(results)


def show(results):
    print('%-26s' % '' + ''.join('%18s' % name for name in results))
    for row, digits in (('PSS MB', 0), ('dirty MB', 1)):
        for origin in [origin for origin, _ in ORIGINS] + ['sum']:
            print('%-26s' % (row + ' ' + origin) + ''.join(
                '%18.1f' % (each['memory'].get(origin, (0, 0))[digits] / 1024) for each in results.values()))
    print('%-26s' % 'threads' + ''.join('%18d' % each['threads'] for each in results.values()))
    for minute in range(max(len(each['cpu_ms']) for each in results.values())):
        print('%-26s' % ('CPU ms, minute %d' % (minute + 1)) + ''.join('%18.3f' % each['cpu_ms'][minute] for each in results.values()))
    names = collections.Counter()
    for each in results.values():
        for name, cpu in each['thread_ms'].items():
            names[name] = max(names[name], cpu)
    for name, _ in names.most_common(16):
        print('%-26s' % ('  ms ' + name) + ''.join('%18d' % each['thread_ms'].get(name, 0) for each in results.values()))


if __name__ == '__main__':
    main()
