"""A house with a battery inverter that ESS regulates by the grid meter on the bus: in real time, with the inverter's limits and delays.

Usage: ess_house.py ADDRESS PEERS LAW INTERVAL AGE MEAN PHASES CASE SECONDS FROM

LAW A moves half of the way to target + AC-in - grid every 2.4 s, B integrates 0.3 of the error every second. Prints each telegram of the
meter as "telegram W...", one power for each phase, and at the end "result BOUGHT SOLD RMS", in Wh and W, of the time after FROM seconds.
CASE is plain, restart (the same: the driver is another one in between), pv (a PV inverter on AC-in), unplugged (the inverter loses its
input for two minutes of each ten) or generator (its input is one for as long).
"""
import math
import random
import sys
import time

import dbus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

from inverter_double import MOST, SHARE, STEP, Inverter

GRID = 'com.victronenergy.grid.p1_ttyUSB0'


class Phase:
    def __init__(self, number):
        self.number = number
        self.random = random.Random(17 + number)
        self.kettle = -1.0
        self.inverter = Inverter()
        self.set_point = 0.0
        self.grid = []
        self.ac_in = 0.0

    def load(self, t):
        t += 100 * self.number
        watts = 250 + 60 * math.sin(t / 70) + (900 if t % 360 < 150 else 0)
        watts += 1800 if t % 600 < 120 and t % 8 < 3.4 else 0
        watts += 2200 if t % 900 > 500 and t % 95 < 38 else 0
        if self.random.random() < STEP / 180:
            self.kettle = t + 20 + 40 * self.random.random()
        return watts + (2000 if t < self.kettle else 0) + self.random.gauss(0, 10)

    def step(self, t, solar):
        given = self.inverter.step(self.set_point)
        house = self.load(t)
        grid = house - given - solar
        self.ac_in = -given
        self.grid.append((t, grid))
        del self.grid[:-200]
        return grid, grid - max(0, house - solar - MOST * SHARE)

    def told_by_meter(self, t, age, mean):
        known = [watts for at, watts in self.grid if at <= t - age] or [self.grid[0][1]]
        known = known[-max(1, round(mean / STEP)):]
        return sum(known) / len(known)


def main():
    address, peers, law = sys.argv[1:4]
    interval, age, mean = map(float, sys.argv[4:7])
    count, case = int(sys.argv[7]), sys.argv[8]
    seconds, begin = map(float, sys.argv[9:11])
    sys.path.insert(1, peers + '/velib_python')
    from vedbus import VeDbusService
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(address)

    def service(name, instance, paths):
        there = VeDbusService(name, bus=dbus.bus.BusConnection(address), register=False)
        there.add_mandatory_paths('stand-in', '1', 'here', instance, 0xB002, 'Stand-in', 1, None, 1)
        for path, value in paths.items():
            there.add_path(path, value, writeable=True)
        there.register()
        return there

    inputs = {'/Ac/ActiveIn/L%d/P' % phase: 0.0 for phase in range(1, count + 1)}
    vebus = service('com.victronenergy.vebus.ttyS4', 276, {**inputs, '/Mode': 3, '/State': 3, '/Ac/NumberOfPhases': count,
                    '/Ac/NumberOfAcInputs': 1, '/Ac/ActiveIn/ActiveInput': 0, '/Ac/ActiveIn/Connected': 1,
                    '/Ac/Out/NominalInverterPower': MOST * count, '/Ac/State/AcIn1Available': 1, '/Ac/Control/IgnoreAcIn1': 0,
                    '/Hub4/AssistantId': 5, '/Dc/0/Voltage': 51.8, '/Dc/0/Current': 1.2, '/Dc/0/Power': 62.0})
    pv = service('com.victronenergy.pvinverter.pv', 20, {'/Position': 0, '/Ac/L1/Power': 0.0}) if case == 'pv' else None
    phases = [Phase(number) for number in range(count)]
    totals = [0.0, 0.0, 0.0, 0]
    due = {'telegram': 2.0, 'report': 0.0, 'control': 0.0, 'step': 0.0, 'generator': None}
    began = time.monotonic()
    loop = GLib.MainLoop()
    grid_power = {}

    def solar(t):
        return max(0, 1500 + 1200 * math.sin(t / 50)) if pv and t % 40 > 6 else 0.0

    def took(phase, value):
        grid_power[phase] = float(value) if isinstance(value, (dbus.Double, dbus.Int32)) else None

    def ask():
        for number in range(1, count + 1):
            bus.call_async(GRID, '/Ac/L%d/Power' % number, 'com.victronenergy.BusItem', 'GetValue', '', (),
                           lambda value, number=number: took(number, value), lambda error, number=number: took(number, None))

    def set_input(kind):
        bus.call_async('com.victronenergy.settings', '/Settings/SystemSetup/AcInput1', 'com.victronenergy.BusItem', 'SetValue', 'v',
                       (dbus.Int32(kind),), lambda answer: None, lambda error: None)

    def control():
        for number, phase in enumerate(phases, 1):
            seen = grid_power.get(number)
            if seen is None:
                continue
            if law == 'B':
                phase.set_point = max(-MOST, min(MOST, phase.set_point + 0.3 * seen))
            else:
                phase.set_point = max(-MOST, min(MOST, phase.set_point + 0.5 * (seen - phase.ac_in - phase.set_point)))
        ask()

    def tick():
        now = time.monotonic() - began
        while due['step'] <= now:
            t = due['step']
            due['step'] += STEP
            for number, phase in enumerate(phases):
                grid, error = phase.step(t, solar(t) if number == 0 else 0.0)
                if t >= begin:
                    totals[0] += max(0, grid) * STEP / 3600
                    totals[1] += max(0, -grid) * STEP / 3600
                    totals[2] += error * error
                    totals[3] += 1
        away = now % 600 > 480
        unplugged = case == 'unplugged' and away
        if case == 'generator' and away != due['generator']:
            due['generator'] = away
            set_input(2 if away else 1)
        if now >= due['report'] and not unplugged:
            due['report'] = now + 0.6
            for number, phase in enumerate(phases, 1):
                vebus['/Ac/ActiveIn/L%d/P' % number] = round(phase.ac_in, 1)
            if pv:
                pv['/Ac/L1/Power'] = round(solar(now), 1)
        vebus['/Ac/ActiveIn/Connected'] = 0 if unplugged else 1
        if now >= due['telegram']:
            due['telegram'] += interval
            print('telegram', *(round(phase.told_by_meter(now, age, mean)) for phase in phases), flush=True)
        if now >= due['control']:
            due['control'] = now + (1 if law == 'B' else 2.4)
            control()
        if now > seconds:
            print('result %.1f %.1f %.0f' % (totals[0], totals[1], math.sqrt(totals[2] / max(1, totals[3]))), flush=True)
            loop.quit()
        return True

    ask()
    GLib.timeout_add(100, tick)
    loop.run()


if __name__ == '__main__':
    main()
