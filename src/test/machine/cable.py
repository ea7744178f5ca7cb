"""A cable to a meter that sends with the settings of the argument, such as 115200-8N1. Prints the port's path, then obeys the lines
of standard input: "send HEX" sends bytes, which a reader with other settings gets as a UART reads them; "stty WORDS" changes the
port's settings as another program does; "settings" prints what is set."""
import os
import pty
import subprocess
import sys
import termios
import tty

from meter import as_received, line_settings

control, port = pty.openpty()
tty.setraw(port)
os.set_blocking(control, False)
print(os.ttyname(port), flush=True)
for command in sys.stdin:
    word, *rest = command.split()
    if word == "send":
        # What nobody reads is lost on a real line, not kept.
        termios.tcflush(port, termios.TCIFLUSH)
        try:
            os.write(control, as_received(bytes.fromhex(rest[0]), sys.argv[1], line_settings(control)))
        except BlockingIOError:
            pass
    elif word == "stty":
        # On this end: the port itself is open for one program only.
        subprocess.run(["stty", *rest], stdin=control, check=True)
    else:
        print(line_settings(control), flush=True)
