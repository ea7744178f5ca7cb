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
        sleep 0.1
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
