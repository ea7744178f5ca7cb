"""What venus/image puts in the place of hardware, and what it measures: a meter, a house and an inverter on VE.Bus.

Usage: image_house.py ROOT ROWS MINUTES CASE...

ROOT is a root file system of Venus OS that runs. ROWS has a line for each row of the table that is known already: what, whose, result, rows of the
manual, divided by tabs. Status 0: the driver was installed and started, systemcalc chose its meter, set points followed its telegrams, and Follow was at work.
"""
import datetime
import fcntl
import math
import os
import random
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
import tty
import zoneinfo

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

from inverter_double import MOST, STEP, Inverter

ITEM = 'com.victronenergy.BusItem'
GRID = 'com.victronenergy.grid.p1_ttyUSB0'
VEBUS = 'com.victronenergy.vebus.ttyS4'
FOLLOW = '/P1/Follow/Enabled'
SET_POINT = '/Hub4/L%d/AcPowerSetpoint'
# A Multi without a set point for so many seconds goes back to 0.
FORGETS_AFTER = 10
# What an inverter measures is never twice the same.
NOISE = 8.0
LOAD = 300.0
STEP_WATTS = 2000.0
KETTLE_WATTS = 2200.0
# A step is judged for so much of a cycle: the next one comes later.
JUDGED = 0.35
# The cases: seconds between telegrams, phases, what the meter sends of them, follow, thirds.
CASES = {
    '1 s': (1, 1, True, False, False),
    '10 s, followed': (10, 1, True, True, False),
    '10 s': (10, 1, True, False, False),
    '60 s': (60, 1, True, False, False),
    '1 s, three phases': (1, 3, True, False, False),
    '1 s, three phases, total on L1': (1, 3, False, False, False),
    '1 s, three phases, total in thirds': (1, 3, False, False, True),
}
ANSWERS = {
    '1 s': 'tried.md: ESS',
    '10 s, followed': 'testers.md: Follow the inverter',
    '10 s': 'testers.md: the first question',
    '60 s': 'tried.md: ESS',
    '1 s, three phases': 'testers.md: The peak limiter, 4',
    '1 s, three phases, total on L1': 'testers.md: the second question',
    '1 s, three phases, total in thirds': 'testers.md: the second question',
}

LEGEND = """
Each cycle has two steps of the load. Set point followed: it moved by half of a step at least. Overshoot: of a step, beyond the set point of the grid;
with Follow "followed" testers.md asks for a third at most. t90: until the grid stays within a tenth of the step. Sold, bought: at the grid. Between
telegrams: how often ESS changed its set point by more than 1 W again before the next telegram. Where ESS waits with 10 s and Follow off (--all), nobody
needs "Follow the inverter"; while it follows, ESS goes on because of it. Late: from a telegram to its values on D-Bus. Set points: at the end, below 0
into the house; even: within 100 W. Follow: what /P1/Follow/State said at the end."""


def checksum(data):
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


def telegram(interval, number, watts, energy, by_phase):
    """A message of DSMR 5.0, or with more than a second between messages, of 4.2: watts of each phase, energy in kWh to and from the house. The voltage
    of each is another: by it is told when its values came."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo('Europe/Amsterdam'))
    lines = ['/KFM5KAIFA-METER', '', '1-3:0.2.8(%s)' % ('50' if interval == 1 else '42'),
             '0-0:1.0.0(%s%s)' % (now.strftime('%y%m%d%H%M%S'), 'S' if now.dst() else 'W'), '0-0:96.1.1(4530303236303030303132333435363134)']
    lines += ['1-0:%d.8.%d(%010.3f*kWh)' % (way, tariff, energy[way - 1] if tariff == 1 else 0) for tariff in (1, 2) for way in (1, 2)]
    for code, powers in [((1, 2), [sum(watts)])] + [((21 + 20 * phase, 22 + 20 * phase), [power]) for phase, power in enumerate(watts) if by_phase]:
        lines += ['1-0:%d.7.0(%06.3f*kW)' % (code[way], max(0, round(powers[0]) * (1, -1)[way]) / 1000) for way in (0, 1)]
    lines += ['1-0:%d.7.0(%05.1f*V)' % (32 + 20 * phase, 230 + number % 10 / 10) for phase in range(len(watts))]
    text = ('\r\n'.join(lines) + '\r\n!').encode()
    return text + b'%04X\r\n' % checksum(text)


class Vebus(dbus.service.FallbackObject):
    """An inverter, as far as systemcalc and ESS ask it: it has the assistant of ESS, and takes a set point for each phase."""

    def __init__(self, bus, phases):
        self.values = {'/Mgmt/ProcessName': 'venus/image', '/Mgmt/ProcessVersion': '1', '/Mgmt/Connection': 'VE.Bus', '/DeviceInstance': 276,
                       '/ProductId': 0x2623, '/ProductName': 'MultiPlus', '/FirmwareVersion': 0x2735, '/Connected': 1, '/Mode': 3, '/State': 3,
                       '/Ac/NumberOfPhases': phases, '/Ac/NumberOfAcInputs': 1, '/Ac/ActiveIn/ActiveInput': 0, '/Ac/ActiveIn/Connected': 1,
                       '/Ac/Out/NominalInverterPower': MOST * phases, '/Ac/State/AcIn1Available': 1, '/Ac/Control/IgnoreAcIn1': 0, '/Ac/ActiveIn/P': 0.0,
                       '/Hub4/AssistantId': 5, '/Hub4/DisableCharge': 0, '/Hub4/DisableFeedIn': 0, '/Hub4/Sustain': 0, '/Hub4/DoNotFeedInOvervoltage': 1,
                       '/Dc/0/Voltage': 51.8, '/Dc/0/Current': 1.2, '/Dc/0/Power': 62.0, '/Soc': 60.0, '/VebusError': 0, '/VebusChargeState': 0,
                       '/BatteryOperationalLimits/MaxChargeCurrent': None}
        for phase in range(1, phases + 1):
            self.values.update({'/Ac/ActiveIn/L%d/P' % phase: 0.0, '/Ac/ActiveIn/L%d/V' % phase: 230.0, '/Ac/Out/L%d/P' % phase: 0.0,
                                SET_POINT % phase: None})
        # When each set point came, its phase, and its watts.
        self.set_points = []
        super().__init__(bus, '/')

    def last_set_point(self, phase, until=math.inf):
        """When the last one of a phase came until then, and its watts; None where there is none."""
        return next(((when, watts) for when, number, watts in reversed(self.set_points) if number == phase and when <= until), (-math.inf, None))

    @staticmethod
    def wrapped(value):
        return dbus.Array([], signature='i') if value is None else dbus.Int32(value) if isinstance(value, int) else dbus.Double(value) \
            if isinstance(value, float) else dbus.String(value)

    @dbus.service.method(ITEM, out_signature='v', rel_path_keyword='path')
    def GetValue(self, path):
        if path == '/':
            return dbus.Dictionary({key[1:]: self.wrapped(value) for key, value in self.values.items()}, signature='sv')
        return self.wrapped(self.values.get(path))

    @dbus.service.method(ITEM, out_signature='s', rel_path_keyword='path')
    def GetText(self, path):
        return str(self.values.get(path, ''))

    @dbus.service.method(ITEM, out_signature='a{sa{sv}}')
    def GetItems(self):
        return {path: {'Value': self.wrapped(value), 'Text': dbus.String(value)} for path, value in self.values.items()}

    @dbus.service.method(ITEM, in_signature='v', out_signature='i', rel_path_keyword='path')
    def SetValue(self, value, path):
        for phase in range(1, 4):
            if path == SET_POINT % phase:
                self.set_points.append((time.monotonic(), phase, float(value)))
        self.change(path, value if isinstance(value, dbus.String) else float(value))
        return 0

    @dbus.service.signal(ITEM, signature='a{sa{sv}}')
    def ItemsChanged(self, items):
        pass

    def change(self, path, value):
        if self.values.get(path) != value:
            self.values[path] = value
            self.ItemsChanged({path: {'Value': self.wrapped(value), 'Text': dbus.String(value)}})


class House:
    """A house, its meter and the inverters in real time. In a cycle 2 kW are switched on and off, on the last phase; in each fifth a kettle."""

    def __init__(self, port, kept, vebus, energy, interval, phases, by_phase):
        self.port, self.kept, self.vebus, self.energy, self.interval, self.by_phase = port, kept, vebus, energy, interval, by_phase
        self.cycle = max(120, 8 * interval)
        self.inverters = [Inverter() for _ in range(phases)]
        self.grid, self.steps, self.telegrams = [], [], []
        self.began, self.simulated, self.reported, self.load = time.monotonic(), 0.0, 0.0, LOAD
        # Which telegram is the first of a case, and when the case began.
        self.first, self.since = 0, 0.0

    def load_at(self, t):
        cycles = (t - self.since) / self.cycle
        return LOAD + (0 if not 0.25 <= cycles % 1 < 0.65 else KETTLE_WATTS if cycles // 1 % 5 == 4 else STEP_WATTS)

    def set_point(self, phase):
        since, watts = self.vebus.last_set_point(phase + 1)
        return watts if time.monotonic() - since < FORGETS_AFTER else 0.0

    def tick(self):
        now = time.monotonic() - self.began
        powers = [0.0]
        while self.simulated <= now:
            load = self.load_at(self.simulated)
            given = [inverter.step(-self.set_point(phase)) for phase, inverter in enumerate(self.inverters)]
            powers = [-watts for watts in given]
            powers[-1] += load
            total = sum(powers)
            self.energy[0 if total > 0 else 1] += abs(total) * STEP / 3.6e6
            if abs(load - self.load) > STEP_WATTS / 2:
                self.steps.append((self.simulated, load - self.load))
            self.load = load
            self.grid.append((self.simulated, total, powers))
            self.simulated += STEP
        if now - self.reported >= 0.6:
            self.reported = now
            for phase, inverter in enumerate(self.inverters):
                self.vebus.change('/Ac/ActiveIn/L%d/P' % (phase + 1), round(-inverter.given + random.gauss(0, NOISE), 1))
            self.vebus.change('/Ac/ActiveIn/P', round(-sum(inverter.given for inverter in self.inverters), 1))
        if now >= len(self.telegrams) * self.interval:
            self.telegrams.append(time.monotonic())
            # What nobody reads is lost on a real line, not kept.
            termios.tcflush(self.kept, termios.TCIFLUSH)
            os.write(self.port, telegram(self.interval, len(self.telegrams), self.grid[-1][2], self.energy, self.by_phase))
        return True

    def forget(self):
        """A case begins, with a cycle: what happened before is not of it."""
        self.steps, self.grid, self.first, self.since, self.load = [], self.grid[-1:], len(self.telegrams), self.simulated, LOAD

    def after(self, step):
        return [(at - step, total) for at, total, _ in self.grid if step <= at < step + JUDGED * self.cycle]


class Box:
    """The bus of the image, and the port of the meter."""

    def __init__(self, root):
        self.root = root
        self.bus = self.connection()
        # A pseudo terminal in the device folder of the image: the link of the port leads to it.
        self.port = os.open(root + '/dev/ptmx', os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        fcntl.ioctl(self.port, termios.TIOCSPTLCK if hasattr(termios, 'TIOCSPTLCK') else 0x40045431, struct.pack('i', 0))
        number = struct.unpack('i', fcntl.ioctl(self.port, termios.TIOCGPTN if hasattr(termios, 'TIOCGPTN') else 0x80045430, struct.pack('i', 0)))[0]
        self.kept = os.open('%s/dev/pts/%d' % (root, number), os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.kept)
        os.symlink('pts/%d' % number, root + '/dev/ttyUSB0')
        self.context = GLib.MainContext.default()
        self.shown = []
        self.bus.add_signal_receiver(lambda items: self.shown.append(time.monotonic()) if '/Ac/L1/Voltage' in items else None, 'ItemsChanged', ITEM, GRID)

    def connection(self):
        return dbus.bus.BusConnection('unix:path=%s/run/dbus/system_bus_socket' % self.root)

    def get(self, service, path):
        try:
            value = self.bus.call_blocking(service, path, ITEM, 'GetValue', '', [], timeout=20)
            return None if isinstance(value, dbus.Array) else value
        except dbus.DBusException:
            return None

    def put(self, service, path, value):
        try:
            return self.bus.call_blocking(service, path, ITEM, 'SetValue', 'v', [value], timeout=20) == 0
        except dbus.DBusException:
            return False

    def wait(self, seconds, condition=lambda: False):
        """Runs the house for so long, or until the condition is true, which is asked each second; returns whether it is."""
        end, asked = time.monotonic() + seconds, 0.0
        while time.monotonic() < end:
            self.context.iteration(True)
            if time.monotonic() - asked > 1:
                asked = time.monotonic()
                if condition():
                    return True
        return False

    def choose(self, settings):
        """Settings of an owner: who has them keeps them, and systemcalc may not have added them yet."""
        self.bus.call_blocking('com.victronenergy.settings', '/', 'com.victronenergy.Settings', 'AddSettings', 'aa{sv}', [dbus.Array([
            dbus.Dictionary({'path': path, 'default': dbus.Int32(value)}, signature='sv') for path, value in settings.items()], signature='a{sv}')])
        for path, value in settings.items():
            self.put('com.victronenergy.settings', path, dbus.Int32(value))


def asked(vebus, until, phases):
    """The sum of the set points of the phases at that monotonic time."""
    return sum(vebus.last_set_point(phase, until)[1] or 0.0 for phase in range(1, phases + 1))


def is_followed(house, vebus, at, size):
    """Whether the set points moved by half of a step at least, while it is judged."""
    begin, phases = house.began + at, len(house.inverters)
    before = asked(vebus, begin, phases)
    return any((before - asked(vebus, when, phases)) * math.copysign(1, size) > abs(size) / 2
               for when, _, _ in vebus.set_points if begin < when < begin + house.cycle * JUDGED)


def measured(house, vebus, shown):
    """How ESS regulated: whether its set points followed the telegrams, and what it did, by column."""
    overshoots, times, followed = [], [], 0
    for at, size in house.steps:
        after = house.after(at)
        sign = math.copysign(1, size)
        overshoots.append(max((-sign * total for _, total in after), default=0) / abs(size))
        times.append(max((t for t, total in after if abs(total) > abs(size) / 10), default=0))
        followed += is_followed(house, vebus, at, size)
    bought, sold = (sum(max(0, sign * total) for _, total, _ in house.grid) * STEP / 3.6e6 for sign in (1, -1))
    telegrams = house.telegrams[house.first:]
    # When the values of each came; of the last they may not have come yet.
    came = [next((at for at in shown if at >= sent), None) for sent in telegrams]
    late = [at - sent for sent, at in zip(telegrams[:-1], came) if at is not None]
    alone = 0
    for first, second in zip(came, telegrams[1:]):
        # The first answers the telegram.
        sent = [watts for when, phase, watts in vebus.set_points if first is not None and first < when < second and phase == 1]
        alone += any(abs(watts - sent[0]) > 1 for watts in sent[1:])
    powers = [vebus.last_set_point(phase)[1] for phase in range(1, len(house.inverters) + 1)]
    is_even = None not in powers and max(powers) - min(powers) <= 100
    t90 = statistics.median(times or [0])
    is_steered = followed * 2 > len(house.steps)
    return is_steered, {
        'Set point followed': '%s, %d of %d steps' % ('yes' if is_steered else 'NO', followed, len(house.steps)),
        'Overshoot': '%.0f %%' % max(0, 100 * statistics.median(overshoots or [0])),
        't90': '%s%.0f s' % ('' if t90 < JUDGED * house.cycle - 1 else 'more than ', t90),
        'Sold, bought': '%.3f, %.3f kWh' % (sold, bought),
        'Between telegrams': '%s, %d of %d' % ('waits' if alone * 2 < len(telegrams) else 'goes on', alone, max(0, len(telegrams) - 1)),
        'Late': '%.1f s, %.1f at most' % (statistics.median(late or [0]), max(late or [0])),
        'Set points': ', '.join('none' if watts is None else '%.0f' % watts for watts in powers)
                      + ' W' + ('' if len(powers) == 1 else ': even' if is_even else ': not even')}


def tabulate(lines):
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]) - 1)]
    for line in lines:
        print('  '.join(cell.ljust(width) for cell, width in zip(line, widths + [0])).rstrip())


def main():
    # Ctrl-C is answered by the script that started this.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    root, rows, minutes, *cases = sys.argv[1:]
    DBusGMainLoop(set_as_default=True)
    box = Box(root)
    with open(rows, encoding='utf-8') as file:
        table = [('What', 'Whose', 'Result', 'Answers, in developers')] + [tuple(line.rstrip('\n').split('\t')) for line in file]
    measures = []
    # The counters of the meter, in kWh to and from the house, go on.
    energy = [1234.567, 234.567]
    well = [row[2] != 'no' for row in table if row[0] == 'driver installed']

    def say(what, result):
        print('image: %s: %s' % (what, result), file=sys.stderr, flush=True)

    def judge(what, result, is_well):
        well.append(is_well)
        say(what, result)

    def row(what, result, answers, is_well):
        table.append((what, 'the image', result, answers))
        judge(what, result, is_well)

    box.choose({'/Settings/SystemSetup/AcInput1': 1, '/Settings/SystemSetup/AcInput2': 0, '/Settings/CGwacs/Hub4Mode': 1,
                '/Settings/CGwacs/BatteryLife/State': 10, '/Settings/CGwacs/RunWithoutGridMeter': 0})
    for case in cases:
        interval, phases, by_phase, follow, thirds = CASES[case]
        bus = box.connection()
        vebus = Vebus(bus, phases)
        bus.request_name(VEBUS)
        house = House(box.port, box.kept, vebus, energy, interval, phases, by_phase)
        timer = GLib.timeout_add(100, house.tick)
        with open(root + '/data/conf/dbus-p1.properties', 'w', encoding='utf-8') as file:
            file.write(('meter.interval-seconds=60\n' if interval == 60 else '') + 'venus.total=%s\n' % ('thirds' if thirds else 'l1'))
        link = root + '/dev/serial-starter/ttyUSB0'
        if case is cases[0]:
            os.symlink('../ttyUSB0', link)
        else:
            subprocess.run(['chroot', root, 'svc', '-t', '/service/dbus-p1.ttyUSB0'], stdin=subprocess.DEVNULL, check=False)
            # Until the driver of the last case is gone.
            box.wait(60, lambda: box.get(GRID, '/Ac/Power') is None)
        began = time.monotonic()
        there = box.wait(300 + 3 * interval, lambda: box.get(GRID, '/Ac/Power') is not None)
        if case is cases[0]:
            row('driver started by serial-starter', 'yes, after %.0f s' % (time.monotonic() - began) if there else 'no', 'tried.md: serial-starter', there)
            chosen = there and box.wait(120, lambda: box.get('com.victronenergy.system', '/Ac/In/0/ServiceName') == GRID)
            row('meter chosen by systemcalc', 'yes' if chosen else 'no', 'tried.md: ESS', chosen)
        elif not there:
            row('meter of ' + case, 'the driver shows no power', ANSWERS[case], False)
        if there:
            # Refused until the meter is known to be slow; then it follows from the first move of the inverter on.
            if follow:
                say('meter of ' + case, 'waits until the driver follows, for ten minutes at most')
            box.wait(600 if follow else 0, lambda: box.put(GRID, FOLLOW, dbus.Int32(1)) and box.get(GRID, '/P1/Follow/State') == 'followed')
            house.forget()
            box.wait(math.ceil(60 * float(minutes) / house.cycle) * house.cycle)
            is_steered, cells = measured(house, vebus, box.shown)
            state = box.get(GRID, '/P1/Follow/State') or 'no answer' if follow else 'off'
            measures.append({'ESS of the image, by a meter of': case, **cells, 'Follow': state, 'Answers, in developers': ANSWERS[case]})
            judge('meter of ' + case, '; '.join('%s %s' % cell for cell in cells.items()) + '; Follow ' + state, is_steered and (state == 'followed') == follow)
            box.put(GRID, FOLLOW, dbus.Int32(0))
        GLib.source_remove(timer)
        vebus.remove_from_connection()
        bus.close()
        if not there and case is cases[0]:
            break
    tabulate(table)
    if measures:
        print()
        tabulate([tuple(measures[0])] + [tuple(measure.values()) for measure in measures])
        print(LEGEND)
    print()
    print('The driver was installed, started, and steered by.' if all(well) else 'Something is not as it should be: see "no" and "NO".')
    print('Both ways: report these tables in an issue of the project.')
    return 0 if all(well) else 1


if __name__ == '__main__':
    sys.exit(main())
