"""Reads an energy meter with pymodbus as a GX device would, and tries what is not allowed. Argument: the port."""
import struct
import sys

from pymodbus.client import ModbusTcpClient


def number(words, at, scale):
    return struct.unpack('<i', struct.pack('<2H', *words[at:at + 2]))[0] / scale


def main():
    client = ModbusTcpClient('127.0.0.1', port=int(sys.argv[1]), timeout=60)
    client.connect()

    def read(address, count):
        return client.read_holding_registers(address, count, slave=1).registers

    said = [read(0x000b, 1)[0], read(0xa000, 1)[0], struct.pack('>7H', *read(0x5000, 7)).rstrip(b'\0').decode()]
    words = read(0x0000, 0x50)
    said += [number(words, at, 10) for at in (0x00, 0x02, 0x04, 0x12, 0x14, 0x16, 0x28)]
    for refused in (client.read_holding_registers(0x000b, 1, slave=7), client.write_register(0xa000, 1, slave=1)):
        said.append('refused' if refused.isError() else 'accepted')
    print(*said)


if __name__ == '__main__':
    main()
