# shellcheck shell=sh
# Sourced by status and uninstall: access to the D-Bus with dbus-send, which Victron's own scripts use too.

bus=--system
[ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ] || bus=--session

# call SERVICE PATH INTERFACE.METHOD ARGUMENT...
call() {
    to=$1
    shift
    dbus-send $bus --print-reply=literal --reply-timeout=3000 "--dest=$to" "$@" 2>/dev/null
}

# The names on the bus that match.
names() {
    call org.freedesktop.DBus / org.freedesktop.DBus.ListNames | tr ' ' '\n' | grep -E "$1" | sort || true
}

# The value of a path, or nothing when it is invalid: get SERVICE PATH.
get() {
    answer=$(call "$1" "$2" com.victronenergy.BusItem.GetValue | tr '\n' ' ' | sed 's/^ *variant *//; s/ *$//')
    case $answer in
    'array ['*) ;;
    'int32 '* | 'double '* | 'uint32 '* | 'int64 '*) echo "${answer##* }" ;;
    *) echo "$answer" ;;
    esac
}

# The paths below a path, relative to it: tree SERVICE PATH.
tree() {
    call "$1" "$2" com.victronenergy.BusItem.GetValue | sed -n 's/^ *\([^ ]*\/[^ ]*\) *variant .*/\1/p'
}

setting() {
    get com.victronenergy.settings "/Settings/$1"
}
