"""A meter at the other end of a cable: sends the telegrams of the simulator on a pty, which QEMU opens as a serial port. What
the driver sets inside arrives as settings of the pty, so the meter sends what a UART with these settings would read."""
import os
import pathlib
import pty
import random
import re
import subprocess
import termios
import threading
import time
import tty

LAUNCHER = pathlib.Path(__file__).resolve().parents[3] / "venus" / "dbus-p1"
SPEEDS = {getattr(termios, f"B{speed}"): speed for speed in (300, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)}


def even(byte):
    """A byte of 7 bits with even parity in the eighth."""
    return byte | 0x80 if bin(byte).count("1") % 2 else byte


def as_received(data, sent, read):
    """Bytes that were sent with some settings, such as 9600-7E1, as they are read with others."""
    if sent == read:
        return data
    if sent.split("-")[0] == read.split("-")[0] and {sent[-3:], read[-3:]} == {"7E1", "8N1"}:
        if read.endswith("8N1"):
            return bytes(even(byte) for byte in data)
        # A parity error is read as NUL.
        return bytes(byte & 0x7F if even(byte & 0x7F) == byte else 0 for byte in data)
    # Edges at the wrong times: other bytes, and as many as the speeds suggest.
    count = len(data) * int(read.split("-")[0]) // int(sent.split("-")[0])
    return bytes(random.randrange(256) for _ in range(max(10, min(count, len(data)))))


def line_settings(control):
    """What the reader of a pty has set, such as 115200-8N1."""
    _, _, flags, _, speed, _, _ = termios.tcgetattr(control)
    bits = 7 if flags & termios.CSIZE == termios.CS7 else 8
    parity = "N" if not flags & termios.PARENB else "O" if flags & termios.PARODD else "E"
    return f"{SPEEDS.get(speed, 0)}-{bits}{parity}{2 if flags & termios.CSTOPB else 1}"


class Meter:
    """A simulated meter that sends one telegram each interval, from now on for ten hours."""

    def __init__(self, dialect, settings="115200-8N1", seed=1, interval=1, more=()):
        """more: options of the simulator."""
        self.settings = settings
        self.interval = interval
        made = subprocess.run([LAUNCHER, "simulate", dialect, "--seconds=36000", f"--seed={seed}", "--speed=max", *more],
                              stdout=subprocess.PIPE, check=True).stdout
        self.telegrams = re.findall(rb"/.*?\r?\n![0-9A-F]*\r?\n", made, re.DOTALL)
        self.began = time.monotonic()
        self.control, port = pty.openpty()
        tty.setraw(port)
        os.set_blocking(self.control, False)
        self.port = os.ttyname(port)
        # Open as long as the meter is there: without a reader the pty would be gone.
        self.kept = port
        self.recent = []
        self.open = True
        self.thread = threading.Thread(target=self.send, daemon=True)
        self.thread.start()

    def send(self):
        number = 0
        while self.open:
            number += 1
            time.sleep(max(0, self.began + number * self.interval - time.monotonic()))
            telegram = self.telegrams[number % len(self.telegrams)]
            # What nobody reads is lost on a real line, not kept.
            termios.tcflush(self.kept, termios.TCIFLUSH)
            self.recent = (self.recent + [telegram])[-30:]
            data = as_received(telegram, self.settings, line_settings(self.control))
            try:
                while data and self.open:
                    data = data[os.write(self.control, data):]
            except BlockingIOError:
                pass

    def powers(self):
        """The powers in W of the telegrams that were sent in the last half minute."""
        read = [[float(value) for value in re.findall(rb"1-0:[12]\.7\.0\((\d+\.\d+)\*kW\)", telegram)] for telegram in self.recent]
        return [round(1000 * (both[0] - both[1])) for both in read]

    def close(self):
        self.open = False
        self.thread.join()
        os.close(self.control)
        os.close(self.kept)
