"""Runs Victron's dbus-modbus-client, which knows pymodbus 2, on pymodbus 3.

Arguments: the folder of dbus-modbus-client, the folder of velib_python, and the arguments of dbus-modbus-client.
"""
import os
import runpy
import sys
import types

import pymodbus.client
import pymodbus.constants


def of_version_2(client):
    """A synchronous client with the names of pymodbus 2: its own time-out, and units."""
    class Client(client):
        def __init__(self, host=None, port=502, **kwargs):
            super().__init__(host, port=port, **kwargs)
            self.timeout = pymodbus.constants.Defaults.Timeout

        @property
        def timeout(self):
            return self.params.timeout

        @timeout.setter
        def timeout(self, seconds):
            self.params.timeout = seconds

        def read_holding_registers(self, address, count=1, unit=0):
            return super().read_holding_registers(address, count, slave=unit)

        def read_input_registers(self, address, count=1, unit=0):
            return super().read_input_registers(address, count, slave=unit)

        def write_register(self, address, value, unit=0):
            return super().write_register(address, value, slave=unit)

        def write_registers(self, address, values, unit=0):
            return super().write_registers(address, values, slave=unit)

    return Client


def take_truth_values():
    """localsettings refuses settings of D-Bus's type boolean; older ones of velib_python sent numbers."""
    from settingsdevice import SettingsDevice
    add = SettingsDevice.addSettings
    SettingsDevice.addSettings = lambda device, settings: add(
        device, {name: [int(each) if isinstance(each, bool) else each for each in row] for name, row in settings.items()})


def main():
    sync = types.ModuleType('pymodbus.client.sync')
    for name in ('ModbusTcpClient', 'ModbusUdpClient', 'ModbusSerialClient'):
        setattr(sync, name, of_version_2(getattr(pymodbus.client, name)))
    sys.modules['pymodbus.client.sync'] = sync
    program = os.path.join(sys.argv[1], 'dbus-modbus-client.py')
    sys.path[:0] = [sys.argv[1], sys.argv[2]]
    take_truth_values()
    sys.argv = [program] + sys.argv[3:]
    runpy.run_path(program, run_name='__main__')


if __name__ == '__main__':
    main()
