# shellcheck shell=sh
# Read by status and uninstall: the D-Bus of a GX device, by dbus-send, which Victron's own scripts use too.

bus=--system
[ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ] || bus=--session

# The names on the bus that match.
names() {
    dbus-send $bus --print-reply=literal --dest=org.freedesktop.DBus / org.freedesktop.DBus.ListNames 2>/dev/null |
        tr ' ' '\n' | grep -E "$1" | sort || true
}

# What a service says on a path; nothing when it has no value: get SERVICE PATH.
get() {
    answer=$(dbus-send $bus --print-reply=literal --reply-timeout=3000 --dest="$1" "$2" com.victronenergy.BusItem.GetValue 2>/dev/null |
        tr '\n' ' ' | sed 's/^ *variant *//; s/ *$//')
    case $answer in
    'array ['*) ;;
    'int32 '* | 'double '* | 'uint32 '* | 'int64 '*) echo "${answer##* }" ;;
    *) echo "$answer" ;;
    esac
}

setting() {
    get com.victronenergy.settings "/Settings/$1"
}
