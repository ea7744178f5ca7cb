"""Power cuts while the driver writes: here on this machine, to a disk whose every write is logged. Two hundred moments of one run are tried."""
import bisect
import calendar
import contextlib
import dataclasses
import gzip
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

import dbus

from counterparts import Counterparts, until
from machine import BUILT
from meter import LAUNCHER, Meter
from write_log import LoggedDisk, WriteLog, cut, files_of

CUTS = 200
SECONDS = 330
# The meter's month, and with it every window, ends in the run, and early: rows of quarters and hours come two minutes later. A new month has no
# peak, so the window needs a limit.
START = "2026-10-31T22:59:00Z"
BORDER = calendar.timegm((2026, 10, 31, 23, 0, 0))
PEAK_OF_OCTOBER = "2026-10=5170@"
TARIFF = "window = 15\npeaks = 1\n"
# Seconds. A minute is written when it is over, with the next flush, which comes once a minute; the system writes what waits after 30 s.
MOST_OF_HISTORY = 60 + 60 + 30
# The system writes what waits after 30 s, and its journal every 5 s.
MOST_OF_CSV = 45
# Choices are written at once five times, then once a minute.
MOST_OF_CHOICES = 60 + 15
# What the driver writes itself with fsync.
MOST_OF_OTHERS = 15
SERVICE = "com.victronenergy.grid.p1_ttyUSB0"
HUB4 = "com.victronenergy.hub4"
OVERRIDE = "/Overrides/MaxDischargePower"
# In a driver without a directory for its reports, which are in memory on a GX device, the log of telegrams lies next to the state.
WITHOUT_RUN = 'mount -t tmpfs -o ro none /run && exec "$@"'
FAKETIME = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)


@dataclasses.dataclass
class Moment:
    """What was so when the log of writes had a size: the second, and the number of the owner's last choice."""
    size: int
    second: float
    choice: int


@dataclasses.dataclass
class Found:
    """What a cut left, and the moments before and after it."""
    write: int
    moment: Moment
    following: Moment
    repaired: int
    facts: dict
    texts: dict
    boxes: list
    minutes: list


def properties(file):
    """The facts of a state file, which is neither empty nor cut."""
    text = file.read_text()
    if not text.endswith("\n"):
        raise AssertionError(f"{file.name} is cut: {text[-80:]!r}")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {re.sub(r"\\(.)", r"\1", key): re.sub(r"\\(.)", r"\1", value)
            for key, value in (re.match(r"((?:[^=\\]|\\.)*)=(.*)", line).groups() for line in lines)}


def minutes(database):
    """The seconds of the history's minutes; of a database that is sound."""
    if not database.exists() or not database.stat().st_size:
        return []
    with contextlib.closing(sqlite3.connect(database)) as history:
        sound = history.execute("pragma integrity_check").fetchone()[0]
        if sound != "ok":
            raise AssertionError(f"history.db: {sound}")
        if not history.execute("select 1 from sqlite_master where name = 'p1_minutes'").fetchone():
            return []
        return [ts for ts, in history.execute("select ts from p1_minutes order by ts")]


def whole_lines(content):
    """The lines of a file that grows by lines, without what a cut has left of the last one."""
    return content.rstrip(b"\0").rpartition(b"\n")[0].splitlines()


class PowerCuts(unittest.TestCase):
    """One run of a driver with everything that writes files, whose disk is cut at 200 of its writes."""

    @classmethod
    def setUpClass(cls):
        if os.geteuid() or not os.access("/dev/fuse", os.W_OK) or not os.access("/dev/loop-control", os.W_OK):
            raise unittest.SkipTest("a disk whose writes are logged needs root, /dev/fuse and loop devices")
        cls.folder = BUILT / "cuts"
        cls.logged = LoggedDisk(cls.folder, 96)
        cls.others = Counterparts()
        cls.addClassCleanup(cls.others.close)
        cls.others.ess(50)
        cls.meter = Meter("emucs17", seed=4, more=(f"--start={START}",))
        cls.addClassCleanup(cls.meter.close)
        # The driver's clock is that of the meter.
        cls.offset = calendar.timegm(time.strptime(START, "%Y-%m-%dT%H:%M:%SZ")) - int(time.time())
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="dbus-p1-cuts."))
        cls.addClassCleanup(shutil.rmtree, cls.work)
        os.symlink(cls.meter.port, cls.work / "ttyUSB0")
        (cls.work / "own.tariff").write_text(TARIFF)
        (cls.work / "empty").touch()
        cls.moments = []
        with cls.logged.mounted() as mounted:
            with cls.driver(mounted):
                cls.use(time.monotonic())
                cls.identity = cls.identity_now()
            last = shutil.copytree(mounted, cls.folder / "last", ignore=shutil.ignore_patterns("lost+found"))
        cls.whole = {str(file.relative_to(last)): file.read_bytes().splitlines() for file in last.rglob("*") if file.suffix in (".csv", ".txt")}
        cls.sent = list(cls.others.rows())
        cls.cut()

    @classmethod
    @contextlib.contextmanager
    def driver(cls, state):
        """Runs the driver with everything that writes files, and kills it."""
        environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": cls.others.address, "STATE_DIRECTORY": str(state), "LD_PRELOAD": str(FAKETIME), "FAKETIME": f"{cls.offset:+d}",
                       "DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0"}
        for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
            environment.pop(name, None)
        with open(cls.folder / "driver.log", "ab") as log:
            driver = subprocess.Popen(
                ["unshare", "--mount", "sh", "-c", WITHOUT_RUN, "sh", LAUNCHER, "run", "--venus.enabled=true", cls.work / "ttyUSB0", f"--config={cls.work / 'empty'}",
                 "--history.enabled=true", "--history.publish=true", "--mqtt.profile=native",
                 f"--mqtt.url={cls.others.broker}", "--csv.enabled=true", "--csv.layout=full", f"--demand.tariff={cls.work}/own.tariff",
                 "--demand.limiter=true"], env=environment, stdout=log, stderr=log)
        try:
            until(lambda: driver.poll() is not None or cls.others.bus.name_has_owner(SERVICE), 180, "the meter on the bus")
            yield
            if driver.poll() is not None:
                raise AssertionError((cls.folder / "driver.log").read_text())
        finally:
            driver.send_signal(signal.SIGKILL)
            driver.wait()

    @classmethod
    def use(cls, began):
        """Switches the peak limiter on and off, chooses limits of the demand, and notes what is so."""
        choice = 0
        while (second := time.monotonic() - began) < SECONDS:
            if int(second) // 7 > choice:
                choice += 1
                cls.others.write(SERVICE, "/P1/Demand/Limiter", dbus.Int32(choice % 2))
                cls.others.write(SERVICE, "/P1/Demand/Limit", dbus.Int32(100 + choice))
            cls.moments.append(Moment(cls.logged.log.stat().st_size, time.time(), choice))
            time.sleep(0.1)

    @classmethod
    def identity_now(cls):
        """The values by which the meter and its bill are known; fewer while the driver reads its ledger."""
        found = {}
        for path in ("/DeviceInstance", "/Serial", "/P1/Demand/Bill"):
            with contextlib.suppress(dbus.DBusException):
                found[path] = str(cls.others.value(SERVICE, path))
        return found

    @classmethod
    def cut(cls):
        writes = WriteLog(cls.logged.log)
        first = next(each for each in range(len(writes.writes)) if writes.position(each) >= cls.moments[0].size)
        numbers = sorted(random.sample(range(first, len(writes.writes)), min(CUTS, len(writes.writes) - first)))
        sizes = [moment.size for moment in cls.moments]
        cls.found, cls.kept = [], []
        files = cls.folder / "files"
        for number, image in cut(cls.logged, writes, numbers, random):
            after = bisect.bisect_right(sizes, writes.position(number)) - 1
            repaired = files_of(image, files)
            if number in (numbers[len(numbers) // 3], numbers[len(numbers) * 2 // 3], numbers[-1]):
                cls.kept.append((cls.moments[after], shutil.copytree(files, cls.folder / f"kept{number}")))
            cls.found.append(Found(number, cls.moments[after], cls.moments[min(after + 1, len(sizes) - 1)], repaired,
                                   {file.name: properties(file) for file in files.glob("*.properties")},
                                   {str(file.relative_to(files)): file.read_bytes() for file in files.rglob("*") if file.suffix in (".csv", ".txt")},
                                   [file.read_bytes() for file in files.glob("black-box/*.log.gz")], minutes(files / "history.db")))
        print(f"           {len(numbers)} cuts in {len(writes.writes) - first} writes", flush=True)

    def by_meter(self, moment):
        """The second of the meter's clock."""
        return moment.second + self.offset

    def assert_lost(self, what, seconds, most):
        """Prints how many seconds of something the cuts cost, each of them fewer than most."""
        seconds = sorted(max(0, each) for each in seconds)
        print(f"           seconds lost of {what}: median {seconds[len(seconds) // 2]:.0f}, most {seconds[-1]:.0f}, in {len(seconds)} cuts",
              flush=True)
        self.assertLess(seconds[-1], most)

    def test_the_file_system_and_the_history_are_sound_and_lose_two_and_a_half_minutes_at_most(self):
        lost = []
        for found in self.found:
            with self.subTest(write=found.write):
                self.assertLess(found.repaired, 2, "the file system")
                self.assertEqual(list(range(found.minutes[0], found.minutes[-1] + 60, 60)) if found.minutes else [], found.minutes)
                lost.append(self.by_meter(found.moment) - (found.minutes[-1] + 60 if found.minutes else self.by_meter(self.moments[0])))
        self.assert_lost("the history", lost, MOST_OF_HISTORY)

    def test_files_that_grow_have_whole_lines_and_nothing_that_was_not_sent(self):
        lost = {".csv": [], "energy": []}
        for found in self.found:
            with self.subTest(write=found.write):
                lines = {name: whole_lines(content) for name, content in found.texts.items()}
                for name in lines:
                    self.assertEqual(self.whole[name][:len(lines[name])], lines[name], name)
                written = sum(line.startswith(b'"2') for name in lines if name.endswith(".csv") for line in lines[name])
                lost[".csv"].append(found.moment.second - self.moments[0].second - written)
                if self.by_meter(found.moment) > BORDER:
                    kept = any("energy" in name and "2026-11" in name and lines[name] for name in lines)
                    lost["energy"].append(0 if kept else self.by_meter(found.moment) - BORDER)
        self.assert_lost("CSV files", lost[".csv"], MOST_OF_CSV)
        self.assert_lost("the ledger's quarter hours", lost["energy"], MOST_OF_OTHERS)

    def test_state_files_are_whole_and_have_the_meter_and_the_peaks_of_its_months(self):
        number = re.search(rb"0-0:96\.1\.1\((\w+)\)", self.meter.telegrams[0]).group(1)
        keys = {bytes.fromhex(number.decode()).decode()}
        for found in self.found:
            with self.subTest(write=found.write):
                self.assertLessEqual({name.split("/")[1].split(".")[0] for name in found.texts if name.startswith("energy/")}, keys)
                for box in found.boxes:
                    self.assertIn(b"/FLU5", gzip.decompress(box))
                if found.moment.second - self.moments[0].second > MOST_OF_OTHERS:
                    self.assertEqual(keys, set(found.facts["meters.properties"].values()))
                    self.assertEqual(keys, set(found.facts["devices.properties"]))
                    self.assertEqual("115200-8N1", found.facts["lines.properties"]["ttyUSB0"])
                    self.assertIn(PEAK_OF_OCTOBER, "".join(found.facts["peaks.properties"].values()))
        self.assertTrue(self.found[-1].boxes, "a black box")

    def test_the_owners_choices_are_those_of_a_minute_before_at_the_oldest(self):
        lost = []
        for found in self.found:
            with self.subTest(write=found.write):
                kept = [int(value) - 100 for key, value in found.facts.get("choices.properties", {}).items() if key.startswith("demand.limit-w ")]
                next_one = next((moment.second for moment in self.moments if moment.choice > max(kept, default=0)), found.moment.second)
                lost.append(found.moment.second - next_one)
        self.assert_lost("the owner's choices", lost, MOST_OF_CHOICES)

    def test_no_row_is_marked_as_sent_that_was_not(self):
        marked = 0
        for found in self.found:
            with self.subTest(write=found.write):
                marks = next((facts for name, facts in found.facts.items() if name.startswith("rows.")), {})
                for table in {"minutes", "quarters", "hours", "days", "events"} & marks.keys():
                    marked += 1
                    keys = [str(key[1] or key[0]) for second, kind, key, _ in self.sent if kind == table and second <= found.following.second + 1]
                    self.assertIn(marks[table], keys, table)
        self.assertGreater(marked, 0)

    def test_the_next_start_has_the_same_meter_instance_and_peaks_and_sends_no_row_with_other_values(self):
        for moment, state in self.kept:
            with self.subTest(state=state.name):
                # Peaks of open months and devices may change.
                before = {(table, key): values for second, table, key, values in self.sent
                          if second < moment.second and table not in ("peaks", "devices")}
                rows = len(list(self.others.rows()))
                self.others.write(HUB4, OVERRIDE, dbus.Double(-1))  # of the machine that starts again
                with self.driver(state):
                    until(lambda: self.identity_now() == self.identity, 60, f"{self.identity} in place of {self.identity_now()}")
                    until(lambda: len(list(self.others.rows())) > rows, 150, "rows")
                for _, table, key, values in list(self.others.rows())[rows:]:
                    self.assertEqual(before.get((table, key), values), values)
                for file in state.glob("csv/**/*.csv"):
                    lines = file.read_bytes().decode().splitlines(keepends=True)
                    self.assertEqual(1, len({line.count(";") for line in lines}), file)
                    self.assertTrue(lines[-1].endswith("\n"), file)
