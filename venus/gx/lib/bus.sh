# shellcheck shell=sh
# Sourced by status, disable, uninstall and serial-starter/run-driver: access to the D-Bus with dbus-send, which
# Victron's own scripts use too.

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

# Gives a limit of ESS back where a driver that no longer runs has replaced it to limit a peak, unless somebody else has
# set another since: restore_limit FILE SERVICE PATH.
restore_limit() {
    held=$(sed -n '/^limit=/{s/^limit=//;s/[\]//g;p;}' "$1" 2>/dev/null || true)
    [ -n "$held" ] || return 0
    now=$(get "$2" "$3")
    own=${held%%,*}
    # The driver gave it back, and the program that has it has run since: what it is now was set later.
    if [ "${held#*,*,*,}" = "$(identity "$2"),0" ]; then
        rm -f "$1"
        return 0
    fi
    for ours in $(echo "$held" | cut -d , -f 1-3 | tr ',' ' '); do
        if [ -n "$now" ] && awk "BEGIN { exit !($now == $ours) }"; then
            if call "$2" "$3" com.victronenergy.BusItem.SetValue "variant:double:$own" >/dev/null; then
                echo "$3 is again $own (-1: none)"
                # localsettings write a change to the disk two seconds later.
                sleep 3
                rm -f "$1"
                return 0
            fi
            now=
        fi
    done
    if [ -n "$now" ]; then
        rm -f "$1"
    else
        echo "${me:?}: $2 does not answer, so $3 stays; set it to $own (-1: none); the import limit is under Settings, System setup, ESS, Peak shaving" >&2
    fi
}

# A text that is another one for each start of the bus and of a service: identity SERVICE.
identity() {
    echo "$(call org.freedesktop.DBus / org.freedesktop.DBus.GetId | tr -d ' \n')$(call org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner "string:$1" | tr -d ' \n')"
}
