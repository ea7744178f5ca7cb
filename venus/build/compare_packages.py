"""Compares two drivers that run at the same time, each on a bus of its own, fed with the same telegrams.

Usage: compare_packages.py BEFORE NOW [--minutes N] [--warmup N] [--rate N] [--outputs]

BEFORE and NOW are launchers. The bytes of one simulated meter go to both: what disturbs one disturbs both. Counts, which do not depend
on the machine's load, are threads, and wake-ups a second of each thread. Memory is that of the last second. Ends with status 1 where a driver ended, was not ready, or left
bytes of the meter unread.
"""
import argparse
import collections
import os
import pty
import re
import subprocess
import sys
import tempfile
import threading
import time
import tty

from measure_memory import ROOT, SETS, SETTINGS, bus_client, connect, free_port, memory, process_cpu, thread_cpu, wait_for


def wakeups(pid):
    """Voluntary switches since the start by the thread's name, and the number of threads."""
    found, count = collections.Counter(), 0
    for task in os.listdir('/proc/%d/task' % pid):
        try:
            with open('/proc/%d/task/%s/status' % (pid, task)) as status:
                lines = dict(line.rstrip('\n').split(':\t', 1) for line in status if ':\t' in line)
        except (FileNotFoundError, ProcessLookupError):
            # The thread ended.
            continue
        found[lines['Name']] += int(lines['voluntary_ctxt_switches'])
        count += 1
    return by_name(found), count


def by_name(found):
    """Sums without the numbers in names: those of an output are numbered by its attempts."""
    sums = collections.Counter()
    for name, value in found.items():
        sums[re.sub(r' \d+$', '', name)] += value
    return sums


class Compared:
    """A driver with its bus, its broker and its end of the meter's line."""

    def __init__(self, name, launcher, where, outputs):
        self.name, self.launcher, self.dir, self.outputs = name, launcher, where, outputs
        self.running, self.process, self.ready, self.unread = [], None, False, 0
        self.address = 'unix:path=' + where + '/bus'
        self.line, self.port = pty.openpty()
        tty.setraw(self.port)
        # A driver that does not read must not hold up the other one.
        os.set_blocking(self.line, False)
        self.page, self.raw = free_port(), free_port()

    def start_bus(self):
        for folder in ('state', 'run'):
            os.makedirs(self.dir + '/' + folder)
        self.start('dbus-daemon', '--session', '--nofork', '--nopidfile', '--address=' + self.address)
        wait_for(lambda: os.path.exists(self.dir + '/bus'), 'a bus')
        self.start('/usr/bin/python3', '-B', SETTINGS, self.address, self.dir + '/settings.json')
        self.start('dbus-monitor', '--address', self.address, "type='signal'")
        self.broker = free_port()
        if self.outputs:
            self.start('/usr/sbin/mosquitto', '-p', str(self.broker))
        self.names = bus_client(self.address)

    def start_driver(self):
        words = [word.format(broker=self.broker, page=self.page, raw=self.raw, dir=self.dir) for word in SETS['all']]
        self.begin = time.monotonic()
        self.process = self.start(self.launcher, 'run', '--venus.enabled=true', os.ttyname(self.port),
                                  '--meter.id=house', *(words if self.outputs else []))
        self.pid = self.process.pid

    def start(self, *words):
        environment = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=self.address, STATE_DIRECTORY=self.dir + '/state',
                           RUNTIME_DIRECTORY=self.dir + '/run')
        with open(self.dir + '/log', 'ab') as log, open(os.devnull, 'wb') as nowhere:
            ours = words[0] == self.launcher
            self.running.append(subprocess.Popen(words, env=environment, stdout=log if ours else nowhere, stderr=log if ours else nowhere))
        return self.running[-1]

    def send(self, data):
        try:
            written = os.write(self.line, data)
        except BlockingIOError:
            written = 0
        # Before it has opened the port nobody reads.
        self.unread += len(data) - written if self.ready else 0

    def check(self):
        """Ends the measurement if the driver cannot be compared."""
        if self.process.poll() is not None:
            sys.exit('compare_packages: the driver "%s" ended with status %d' % (self.name, self.process.returncode))
        if self.unread:
            sys.exit('compare_packages: the driver "%s" left %d bytes of its meter unread' % (self.name, self.unread))

    def count(self):
        self.check()
        return (process_cpu(self.pid), *wakeups(self.pid), by_name(thread_cpu(self.pid)))

    def use(self):
        self.ready = True
        if self.outputs:
            connect(self.page, b'GET /api/live HTTP/1.1\r\nHost: x\r\n\r\n')
            connect(self.raw)

    def end(self):
        for process in reversed(self.running):
            process.terminate()
            process.wait()
        if self.process:
            with open(self.dir + '/log', errors='replace') as log:
                for line in log:
                    if line.startswith(('ERROR', 'WARN', 'dbus-p1:')):
                        sys.stderr.write('%s: %s' % (self.name, line))


def copy(source, drivers, telegrams, ended):
    """Copies what the meter sends to both drivers, and counts the telegrams by their marks."""
    try:
        while data := os.read(source, 4096):
            telegrams[0] += data.count(b'!')
            for driver in drivers:
                driver.send(data)
    except OSError as e:
        # The end of a pty is an error of input.
        if not ended.is_set():
            sys.stderr.write('compare_packages: the meter ended: %s\n' % e)


def wait_for_both(drivers):
    """Waits until the meter is on both buses: a list of (seconds, processor seconds) since the start of each."""
    shown = {}

    def all_shown():
        for driver in drivers:
            driver.check()
            if driver not in shown and driver.names():
                shown[driver] = (time.monotonic() - driver.begin, process_cpu(driver.pid))
        return len(shown) == len(drivers)
    wait_for(all_shown, 'the service', 0.02)
    return [shown[driver] for driver in drivers]


def watch(drivers, seconds):
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(1, left))
        for driver in drivers:
            driver.check()


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument('launchers', nargs=2)
    parser.add_argument('--minutes', type=float, default=4)
    parser.add_argument('--warmup', type=float, default=4)
    parser.add_argument('--rate', type=float, default=1)
    parser.add_argument('--outputs', action='store_true')
    arguments = parser.parse_args()
    os.sync()
    with tempfile.TemporaryDirectory(prefix='dbus-p1-beside-') as where:
        drivers, meter, ended, telegrams = [], None, threading.Event(), [0]
        try:
            for name, launcher in zip(('before', 'now'), arguments.launchers):
                drivers.append(Compared(name, launcher, where + '/' + name, arguments.outputs))
                drivers[-1].start_bus()
            meter = subprocess.Popen([ROOT + '/venus/dbus-p1', 'simulate', 'dsmr50', '--pty=' + where + '/tty',
                                      '--speed=%g' % arguments.rate], stdout=subprocess.DEVNULL)
            wait_for(lambda: os.path.exists(where + '/tty'), 'a port')
            source = os.open(where + '/tty', os.O_RDONLY | os.O_NOCTTY)
            tty.setraw(source)
            for driver in drivers:
                driver.start_driver()
            threading.Thread(target=copy, args=(source, drivers, telegrams, ended), daemon=True).start()
            starts = wait_for_both(drivers)
            for driver in drivers:
                driver.use()
            watch(drivers, arguments.warmup * 60)
            begin, before = time.monotonic(), telegrams[0]
            first = [driver.count() for driver in drivers]
            watch(drivers, arguments.minutes * 60)
            last = [driver.count() for driver in drivers]
            seconds, sent = time.monotonic() - begin, telegrams[0] - before
            used = [memory(driver.pid)['sum'] for driver in drivers]
        finally:
            ended.set()
            for driver in drivers:
                driver.end()
            if meter:
                meter.terminate()
                meter.wait()
    print('%-32s%12s%12s%8s' % ('%d telegrams in %d s' % (sent, seconds), 'before', 'now', 'ratio'))
    row('start: s to the bus', [each[0] for each in starts])
    row('start: processor s', [each[1] for each in starts])
    row('processor ms a telegram', [(b[0] - a[0]) * 1000 / sent for a, b in zip(first, last)])
    row('processor % of a core', [(b[0] - a[0]) * 100 / seconds for a, b in zip(first, last)])
    row('PSS MB', [each[0] / 1024 for each in used])
    row('dirty MB', [each[1] / 1024 for each in used])
    row('threads', [each[2] for each in last])
    by_thread('processor us', 3, first, last, sent * 1000)
    by_thread('wake-ups/s', 1, first, last, seconds)


def by_thread(title, kind, first, last, unit):
    """Prints what each thread took of one kind of count."""
    for name in sorted(set(last[0][kind]) | set(last[1][kind])):
        used = [(b[kind][name] - a[kind][name]) / unit for a, b in zip(first, last)]
        if any(used):
            row('  %s %s' % (title, name), used)


def row(name, values):
    print('%-32s%12.3f%12.3f%8s' % (name, *values, '%.2f' % (values[1] / values[0]) if values[0] else '-'))


if __name__ == '__main__':
    main()
