# shellcheck shell=bash
# Read before each command that a test runs in the machine: inside.sh PATIENCE, by which limits are multiplied.
patience=$1
shift

# Waits for a command to succeed: within SECONDS COMMAND...
within() {
    local end=$((SECONDS + $1 * patience))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS <= end)) || { echo "this did not become true: $*" && return 1; }
        # An emulated processor that asks all the time has no time for what is asked for.
        sleep "$((patience / 10)).$((patience % 10))"
    done
}

not() {
    ! "$@"
}

bus() {
    dbus-send --system --print-reply=literal --reply-timeout=5000 "--dest=$1" "${@:2}"
}

# The services of meters on the bus, one a line.
services() {
    bus org.freedesktop.DBus / org.freedesktop.DBus.ListNames | grep -oE 'com\.victronenergy\.[a-z]+\.p1_[A-Za-z0-9_]+' | sort
}

owned() {
    bus org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner "string:com.victronenergy.$1" | grep -q true
}

on_bus() {
    services | grep -qx "com.victronenergy.$1"
}

# The value of a path, without its type: value CLASS.SUFFIX PATH.
value() {
    bus "com.victronenergy.$1" "$2" com.victronenergy.BusItem.GetValue | sed 's/^ *variant *//; s/^\(int32\|double\) //; s/ *$//'
}

has_power() {
    [[ $(value "$1" /Ac/Power) =~ ^-?[0-9] ]]
}

one_grid_meter() {
    [[ $(services | grep -c grid) = 1 ]]
}

# set_name SERVICE TEXT, as the owner does on the screen.
set_name() {
    bus "com.victronenergy.$1" /CustomName com.victronenergy.BusItem.SetValue "variant:string:$2" | grep -q 'int32 0'
}

# Notes from now on when a service comes to the bus and leaves it: watch_name SERVICE.
watch_name() {
    [[ ! -e /run/watch.pid ]] || kill "$(cat /run/watch.pid)" 2>/dev/null
    setsid dbus-monitor --system "type='signal',member='NameOwnerChanged',arg0='com.victronenergy.$1'" >/run/watch 2>&1 </dev/null &
    echo $! >/run/watch.pid
    within 5 grep -q NameAcquired /run/watch
}

changes_of_name() {
    grep -c 'member=NameOwnerChanged' /run/watch || true
}

# From the moment in which the kernel lost the last cable.
seconds_until_name_left() {
    local lost left up
    lost=$(dmesg | sed -n 's/^\[ *\([0-9.]*\)\].*USB disconnect.*/\1/p' | tail -n 1)
    left=$(sed -n 's/.*time=\([0-9.]*\) .*member=NameOwnerChanged.*/\1/p' /run/watch | tail -n 1)
    read -r up _ </proc/uptime
    awk "BEGIN { print $left - ($EPOCHREALTIME - $up) - $lost }"
}

# How many times the kernel has found a USB serial cable.
times_attached() {
    dmesg | grep -c 'converter now attached' || true
}

# The settings of meters below /Settings/Devices.
own_settings() {
    bus com.victronenergy.settings /Settings/Devices com.victronenergy.BusItem.GetValue | grep -oE 'p1_[A-Za-z0-9_]*' | sort -u || true
}

# All files, but for what the system itself keeps of processes, devices, packages and logs.
files() {
    find / /data /run /service /tmp /var/volatile /dev/shm -xdev \( -path /run/udev -o -path /run/log -o -path /run/systemd -o -path /run/watch\* \
        -o -path /run/minutes -o -path /var/volatile/services -o -path /var/log -o -path /var/lib/systemd -o -path /var/lib/dpkg \
        -o -name 'systemd-private-*' \) -prune -o -print 2>/dev/null | sort -u
}

# Notes once which files there are, for new_files.
note_files() {
    [[ -e /data/.files ]] || files >/data/.files
}

# Two of these folders are systemd's, for the services of all packages.
new_files() {
    files | comm -13 /data/.files - | grep -vxE '/data/.files|/run/private|/var/lib/private' || true
}

drivers_are() {
    [[ $(drivers | wc -l) = "$1" ]]
}

drivers() {
    /usr/bin/pgrep -f 'org\.dbusp1\.Main'
}

# What runs, is locked or is served for a port: traces PORT.
traces() {
    drivers
    ls -d /run/lock/serial-starter/"$1" /service/*."$1" /dev/serial-starter/"$1" /run/dbus-p1/"$1".pid 2>/dev/null
    /usr/bin/pgrep -af "(supervise|multilog|driver|start) .*$1"
    services
}

# Whether nothing of a port is left, for what is started later too: gone PORT.
gone() {
    [[ -z $(traces "$1") ]] && sleep 1 && [[ -z $(traces "$1") ]]
}

# What a reader of a failure wants to see.
everything() {
    /usr/bin/ps -e -o pid,ppid,etimes,args --width 150 | grep -v '\[.*\]$'
    services
    ls -l /service /run/lock/serial-starter /dev/serial* 2>/dev/null
    tail -n 30 /run/log/* /data/log/*/current 2>/dev/null
    journalctl -n 60 --no-pager 2>/dev/null
    dmesg | tail -n 15
}

# What the driver's web server answers, on Debian: page PATH.
page() {
    python3 -c 'import sys, urllib.request
sys.stdout.write(urllib.request.urlopen("http://127.0.0.1:8099/" + sys.argv[1], timeout=20).read().decode())' "$1"
}

# The minutes of the history on a GX device, one a line; fails where there is none.
minutes() {
    python3 -c 'import sqlite3
rows = sqlite3.connect("file:/data/dbus-p1/history.db?mode=ro", uri=True).execute("select * from p1_minutes order by ts").fetchall()
print(*rows, sep="\n")
raise SystemExit(not rows)'
}
