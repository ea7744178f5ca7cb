"""Lists the classes that the driver uses, for the class data archives of packages.

Arguments: a program of the JDK to run, such as its jlink; the folder of the build; the list to write.
"""
import glob
import os
import subprocess
import sys
import tempfile
import time

import dbus.bus

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SETTINGS = os.path.join(ROOT, 'src', 'test', 'python', 'localsettings_double.py')
SERVICE = os.path.join(ROOT, 'src', 'test', 'python', 'other_service.py')
# What a GX device with ESS has on the bus besides localsettings: the driver asks both which meter is used.
SERVICES = (('com.victronenergy.system', '/Ac/In/0/ServiceName=com.victronenergy.grid.p1_ttyUSB0'),
            ('com.victronenergy.vebus.ttyS4', '/Ac/ActiveIn/L1/P=0', '/Ac/ActiveIn/L2/P=0', '/Ac/ActiveIn/L3/P=0'))
PATIENCE = 120
# The driver asks about ESS in full for 15 s, and then every 10 s for what changed.
ASKED_AGAIN = 28
# What a start reads and makes before the first telegram. A port without a meter: no output is started, so that the classes of
# their libraries are not in the archive.
OUTPUTS = ('--http.enabled=true', '--history.enabled=true', '--history.publish=true', '--mqtt.profile=native',
           '--mqtt.url=tcp://127.0.0.1', '--csv.enabled=true', '--csv.layout=full', '--modbus.enabled=true', '--tcp.enabled=true',
           '--demand.tariff=flanders', '--demand.limit-w=4000')


def main():
    java = os.path.join(os.path.dirname(os.path.realpath(sys.argv[1])), 'java')
    jars = sorted(glob.glob(sys.argv[2] + '/lib/*.jar'))
    native = ['-DjSerialComm.library.path=%s/native' % sys.argv[2], '-XX:-UsePerfData']
    with tempfile.TemporaryDirectory(prefix='dbus-p1-classes-') as directory:
        address = 'unix:path=' + directory + '/bus'
        environment = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=address, STATE_DIRECTORY=directory, LC_ALL='C.UTF-8')
        running = []
        try:
            running.append(subprocess.Popen(['dbus-daemon', '--session', '--nofork', '--nopidfile', '--address=' + address]))
            wait_for(lambda: os.path.exists(directory + '/bus'))
            running.append(subprocess.Popen(['/usr/bin/python3', '-B', SETTINGS, address, directory + '/settings.json'],
                                            env=environment))
            running += [subprocess.Popen(['/usr/bin/python3', '-B', SERVICE, address, *service], stdout=subprocess.DEVNULL)
                        for service in SERVICES]
            port = directory + '/ttyUSB0'
            running.append(subprocess.Popen([java] + native + ['-cp', ':'.join(jars), 'org.dbusp1.Main', 'simulate', 'dsmr50',
                                             '--pty=' + port], env=environment))
            wait_for(lambda: os.path.exists(port))

            def driver(classes, serial, *options):
                started = subprocess.Popen([java] + native + ['-Xshare:off', '-XX:DumpLoadedClassList=' + classes,
                                            '-XX:+UseSerialGC', '-cp', ':'.join(jars), 'org.dbusp1.Main', 'run', '--venus.enabled=true', '--config',
                                            os.devnull, serial, *options], env=environment)
                running.append(started)
                return started

            # The classes of the driver with a demand tariff and no other output; outputs load theirs from the jars.
            alone = driver(sys.argv[3], port, '--demand.tariff=flanders', '--demand.limit-w=4000')
            bus = dbus.bus.BusConnection(address)
            use(bus)
            end(alone)
            # A start that finds what an earlier one has remembered.
            again = driver(directory + '/classes', port)
            wait_for(lambda: meters(bus))
            end(again)
            add(directory + '/classes', sys.argv[3])
            main_end, silent_end = os.openpty()
            silent = directory + '/ttyUSB1'
            os.symlink(os.ttyname(silent_end), silent)
            everything = driver(directory + '/classes', silent, *OUTPUTS)
            wait_for(lambda: everything.poll() is not None or has_open(everything.pid, os.ttyname(silent_end)))
            end(everything)
            os.close(main_end)
            os.close(silent_end)
            add(directory + '/classes', sys.argv[3])
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait()


def end(driver):
    driver.terminate()
    if driver.wait(PATIENCE):
        sys.exit('class_list: the driver ended with status %d' % driver.returncode)


def has_open(pid, file):
    for each in glob.glob('/proc/%d/fd/*' % pid):
        try:
            if os.readlink(each) == file:
                return True
        except OSError:
            pass  # closed meanwhile
    return False


def add(source, target):
    """Adds the classes of a list to another one that lacks them."""
    with open(target) as classes:
        known = set(classes)
    with open(source) as classes, open(target, 'a') as longer:
        longer.writelines(line for line in classes if line not in known)


def meters(bus):
    return [name for name in bus.list_names() if '.grid.' in name]


def use(bus):
    """Uses the driver as a GX device does."""
    wait_for(lambda: meters(bus))
    name = meters(bus)[0]
    item = 'com.victronenergy.BusItem'
    bus.call_blocking(name, '/', item, 'GetItems', '', ())
    bus.call_blocking(name, '/Ac/Power', item, 'GetValue', '', ())
    bus.call_blocking(name, '/Ac', item, 'GetText', '', ())
    bus.call_blocking(name, '/CustomName', item, 'SetValue', 'v', (dbus.String('meter', variant_level=1),))
    time.sleep(ASKED_AGAIN)


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit('class_list: the driver was not ready in %d s' % PATIENCE)
        time.sleep(0.1)


if __name__ == '__main__':
    main()
