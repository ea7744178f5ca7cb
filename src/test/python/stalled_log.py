"""Becomes a program whose stdout and stderr are a pipe that takes nothing more: its reader has stopped for ever.

With a file as first word the pipe has a reader at first, cat, which writes into it; the test stops and continues it by
the number of its process, which stands in FILE.pid.
"""
import fcntl
import os
import sys

F_SETPIPE_SZ = 1031
SIZE = 4096

log, words = sys.argv[1], sys.argv[2:]
reading, writing = os.pipe()
fcntl.fcntl(writing, F_SETPIPE_SZ, SIZE)
if log:
    reader = os.fork()
    if reader == 0:
        os.dup2(reading, 0)
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT, 0o600), 1)
        os.close(writing)
        os.execvp("cat", ["cat"])
    with open(log + ".pid.new", "w") as file:
        file.write(str(reader))
    os.rename(log + ".pid.new", log + ".pid")
else:
    os.write(writing, b"x" * SIZE)
# Somebody holds the other end: otherwise a write would fail, and not wait.
os.set_inheritable(reading, True)
os.dup2(writing, 1)
os.dup2(writing, 2)
os.execvp(words[0], words)
