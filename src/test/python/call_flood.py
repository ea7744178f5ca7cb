"""A program that calls GetValue of a service without waiting for the answers, and reads and drops these.

Usage: call_flood.py ADDRESS NAME CALLS_A_SECOND CONNECTIONS
"""
import select
import socket
import struct
import sys
import time

BLOCK = 100


def text(value):
    raw = value.encode()
    return struct.pack('<I', len(raw)) + raw + b'\0'


def padded(raw):
    return raw + b'\0' * (-len(raw) % 8)


def call(destination, path, interface, member):
    fields = b''
    for code, signature, value in ((1, 'o', path), (6, 's', destination), (2, 's', interface), (3, 's', member)):
        fields = padded(fields) + bytes((code, 1)) + signature.encode() + b'\0' + text(value)
    return padded(struct.pack('<BBBBIII', ord('l'), 1, 0, 1, 0, 1, len(fields)) + fields)


def connected(address):
    bus = socket.socket(socket.AF_UNIX)
    bus.connect(address.split('path=', 1)[1])
    for line in (b'\0AUTH EXTERNAL\r\n', b'DATA\r\n'):
        bus.sendall(line)
        bus.recv(1024)
    bus.sendall(b'BEGIN\r\n' + call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'Hello'))
    bus.recv(4096)
    bus.setblocking(False)
    return bus


def main():
    address, name, rate, clients = sys.argv[1:5]
    rest = {connected(address): b'' for _ in range(int(clients))}
    block = call(name, '/Ac/L1/Power', 'com.victronenergy.BusItem', 'GetValue') * BLOCK
    began = time.monotonic()
    calls = 0
    answered = False
    while True:
        due = calls < (time.monotonic() - began) * int(rate)
        readable, writable, _ = select.select(list(rest), [bus for bus in rest if rest[bus] or due], [], 0.002)
        for bus in readable:
            bus.recv(1 << 20)
        for bus in writable:
            if not rest[bus]:
                rest[bus] = block
                calls += BLOCK
            rest[bus] = rest[bus][bus.send(rest[bus]):]
        if readable and not answered:
            answered = True
            print('answers', flush=True)


if __name__ == '__main__':
    main()
