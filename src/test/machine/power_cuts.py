"""Power cuts while the driver writes: here on this machine, to a disk whose every write is logged. Two hundred moments are tried."""
import bisect
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

from machine import BUILT
from meter import LAUNCHER, Meter
from write_log import LoggedDisk, WriteLog, cut, files_of

CUTS = 200
SECONDS = 240
# A minute is written when it is over, with the next flush, which comes once a minute; the rest is for a starved machine.
MOST_LOST = 60 + 60 + 30


class PowerCuts(unittest.TestCase):
    def driver(self, state, meter, seconds, during=lambda: None):
        """Runs the driver with everything that writes files, and kills it."""
        work = tempfile.mkdtemp(prefix="dbus-p1-cuts.")
        self.addCleanup(shutil.rmtree, work)
        environment = dict(os.environ, STATE_DIRECTORY=str(state), RUNTIME_DIRECTORY=work)
        with open(self.folder / "driver.log", "ab") as log:
            driver = subprocess.Popen(
                [LAUNCHER, "run", "--serial", meter.port, "--config=/dev/null", "--venus.enabled=false", "--history.enabled=true",
                 "--csv.enabled=true", "--csv.layout=full", "--demand.window=15", "--demand.limit-w=4000", "--log.telegrams=all"],
                env=environment, stdout=log, stderr=log)
        try:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                during()
                time.sleep(0.1)
                self.assertIsNone(driver.poll(), (self.folder / "driver.log").read_text())
        finally:
            driver.send_signal(signal.SIGKILL)
            driver.wait()

    def setUp(self):
        self.folder = BUILT / "cuts"
        if os.geteuid() or not os.access("/dev/fuse", os.W_OK) or not os.access("/dev/loop-control", os.W_OK):
            self.skipTest("a disk whose writes are logged needs root, /dev/fuse and loop devices")

    def test_two_hundred_power_cuts_lose_two_minutes_at_most_and_damage_nothing(self):
        meter = Meter("dsmr50", seed=4)
        self.addCleanup(meter.close)
        logged = LoggedDisk(self.folder, 96)
        # The size of the log at each moment.
        times, sizes = [], []

        def note():
            times.append(time.time())
            sizes.append(logged.log.stat().st_size)

        with logged.mounted() as mounted:
            self.driver(mounted, meter, SECONDS, note)
        writes = WriteLog(logged.log)
        first = next(each for each in range(len(writes.writes)) if writes.position(each) >= sizes[0])
        numbers = sorted(random.sample(range(first, len(writes.writes)), min(CUTS, len(writes.writes) - first)))
        lost, keys, kept = [], set(), []
        for number, image in cut(logged, writes, numbers, random):
            moment = times[min(bisect.bisect_left(sizes, writes.position(number)), len(times) - 1)]
            files = self.folder / "files"
            with self.subTest(write=number):
                self.assertLess(files_of(image, files), 2, "the file system")
                keys |= self.keys_in(files)
                last = self.last_minute(files / "history.db")
                if last:
                    lost.append(moment - last - 60)
                elif moment > times[0] + 200:
                    self.fail("no minute after 200 s")
                if len(kept) < 5 and random.random() < 0.05:
                    kept.append(shutil.copytree(files, self.folder / f"kept{len(kept)}"))
        self.assertEqual(1, len(keys), keys)
        print(f"           {len(numbers)} cuts in {len(writes.writes)} writes; seconds lost behind the last minute kept: "
              f"median {sorted(lost)[len(lost) // 2]:.0f}, most {max(lost):.0f}", flush=True)
        self.assertLess(max(lost), MOST_LOST)
        # The next start repairs what a cut left, and goes on with the same meter.
        for state in kept:
            self.driver(state, meter, 20)
            for file in state.glob("csv/**/*.csv"):
                lines = file.read_bytes().decode().splitlines(keepends=True)
                self.assertEqual(1, len({line.count(";") for line in lines}), file)
                self.assertTrue(lines[-1].endswith("\n"), file)
            self.assertEqual(keys, self.keys_in(state))

    def keys_in(self, files):
        """The keys of meters in the state files, of which none is empty or cut."""
        keys = set()
        for file in files.glob("*.properties"):
            text = file.read_text()
            self.assertTrue(text.endswith("\n"), f"{file.name}: {text[-80:]!r}")
        for file in files.glob("energy/*.txt"):
            keys.add(re.match(r"[^.]+", file.name).group())
        return keys

    def last_minute(self, database):
        """The last minute of the history, which has no hole; None where there is none yet."""
        if not database.exists() or not database.stat().st_size:
            return None
        with sqlite3.connect(database) as history:
            self.assertEqual("ok", history.execute("pragma integrity_check").fetchone()[0])
            if not history.execute("select 1 from sqlite_master where name = 'p1_minutes'").fetchone():
                return None
            last, first, count = history.execute("select max(ts), min(ts), count(*) from p1_minutes").fetchone()
        if count:
            self.assertEqual(count, (last - first) // 60 + 1, "minutes without a hole")
        return last
