# shellcheck shell=sh
# Sourced by status, disable, uninstall, enable and serial-starter/driver: access to the D-Bus with dbus-send, which Victron's own
# scripts use too.

bus=--system
[ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ] || bus=--session

# call SERVICE PATH INTERFACE.METHOD ARGUMENT...
call() {
    to=$1
    shift
    dbus-send $bus --print-reply=literal --reply-timeout=3000 "--dest=$to" "$@" 2>/dev/null
}

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

# Shows a notification on the screen: notify SEVERITY TITLE TEXT, with 0 for a warning, 1 for an alarm, 2 for information. Fails where
# nothing shows it.
notify() {
    call com.victronenergy.platform /Notifications/Inject com.victronenergy.BusItem.SetValue \
        "variant:string:$(printf '%s\t%s\t%s' "$@")" | grep -q 'int32 0$'
}

# Releases what the inverters give at most: a driver that was killed may have left it.
release_override() {
    case $(get com.victronenergy.hub4 /Overrides/MaxDischargePower) in
    [0-9]*)
        if call com.victronenergy.hub4 /Overrides/MaxDischargePower com.victronenergy.BusItem.SetValue variant:double:-1 >/dev/null; then
            echo "/Overrides/MaxDischargePower is released"
        fi
        ;;
    esac
}
