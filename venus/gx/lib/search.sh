# shellcheck shell=sh disable=SC2034,SC2046,SC2048,SC2086,SC2154
# Sourced by enable: finds the adapter of a meter by listening. Nothing is written to a port.

# Seconds in which each dialect is heard if its meters send every ten seconds or more often, and in which a driver of the firmware has
# found its device, or given up.
listening=60

# The services on the D-Bus, each with what it is connected to, one a line.
connections() {
    for name in $(names '^com\.victronenergy\.'); do
        echo "$name $(get "$name" /Mgmt/Connection) "
    done
}

# Why a port is not opened, for people; empty if it may be listened to: used_by PORT CONNECTIONS.
used_by() {
    service=$(property "$1" VE_SERVICE)
    case $(property "$1" ID_VENDOR):$(property "$1" ID_MODEL):$service in
    *:p1) say why.ours 'dbus-p1 uses it' ;;
    *[Vv]ictron* | *:VE[._]Direct* | *:MK[23]*) say why.victron 'it is an adapter of Victron' ;;
    *: | *:default | *:*:*:*) ;;
    *) grep -qsE "^[[:space:]]*alias[[:space:]]+${service}[[:space:]]" /etc/venus/serial-starter.conf $conf_dir/*.conf ||
        say why.rules 'the rules of udev give it to {service}' service="$service" ;;
    esac
    user=$(echo "$2" | sed -n "s/^\([^ ]*\).*[^[:alnum:]]$1[^[:alnum:]].*/\1/p" | head -n 1)
    holder=$(readlink "/var/lock/serial-starter/$1" || true)
    if [ -n "$user" ]; then
        say why.service '{service} uses it' service="$user"
    elif [ -n "$holder" ] && [ -d "/proc/$holder" ]; then
        # The serial-starter itself has the lock while it makes a service.
        [ "$holder" = "$(pid_of /service/serial-starter)" ] || [ "$(age_of "$holder")" -lt $listening ] ||
            say why.found 'another driver has found its device there'
    elif is_open "$1"; then
        say why.open 'another program has it open'
    fi
    [ -n "$(test_of "$1")" ] || say why.unnamed 'it has neither a number of its own nor a socket, so nothing tells it from others'
}

# Says that an adapter is not used, since it is not the one that was looked at: unplugged PORT.
unplugged() {
    say unplugged 'the adapter on {port} was unplugged, or another one is there now: it is not used. Plug it in, and search again' port="$1"
}

# Returns the ports on which nothing was heard to the programs of the firmware.
return_ports() {
    for tty in $taken; do
        case " $heard " in
        *" $tty "*) ;;
        *)
            if [ -x $starter/start-tty.sh ]; then
                $starter/start-tty.sh "$tty" >/dev/null 2>&1 || true
            else
                udevadm trigger --action=add --sysname-match="$tty" || true
            fi
            ;;
        esac
    done
    taken=
}

# Shows on the screen what became of an adapter that may have lost its number: notify_nameless PORT...
notify_nameless() {
    if [ -n "$heard" ]; then
        notify 2 "P1$heard" "$(say nameless.found 'The adapter of the meter has lost its number; the meter is found again at its USB socket')"
    else
        notify 0 "P1 $1" "$(say nameless.lost 'The adapter of the meter is gone, and the meter is not heard at its USB socket. Check the cable')"
    fi || true
}

# Listens at the USB adapters that no program uses, at all of them at once: search [PORT...]. Prints a line for each adapter, and names in $heard the ports
# on which a meter was heard, at named ports a known one; their programs stay stopped.
search() {
    known=${1:+--known} heard='' taken='' free='' offered=''
    # The firmware's own drivers find their devices first.
    tries=$((5 * listening))
    while [ "$(age_of "$(pid_of /service/serial-starter)")" -lt $listening ] && [ $tries -gt 0 ]; do
        tries=$((tries - 1))
        sleep 1
    done
    on_bus=$(connections)
    for tty in ${*:-$(usb_ports)}; do
        why=$(used_by "$tty" "$on_bus" | head -n 1)
        if [ -n "$why" ]; then
            say not_listened '{adapter}: not listened to: {why}' adapter="$(adapter "$tty")" why="$why"
        else
            look_at "$tty"
            free="$free $tty"
        fi
    done
    trap 'code=$?; return_ports; ended $code' EXIT
    # Otherwise the shell ends without the above.
    trap 'exit 69' HUP INT TERM
    for tty in $free; do
        taken="$taken $tty"
        stop_port "$tty"
    done
    mkdir -p $run
    "$current" probe --network $known --seconds $listening $(echo "$free" | sed 's:\([^ ][^ ]*\):/dev/\1:g') >$run/heard 2>&1 || true
    while read -r said; do
        tty=${said%%: *} tty=${tty#/dev/}
        case $said in
        # A meter's own text may contain these words too.
        "/dev/$tty: meter: "*)
            if is_unchanged "$tty"; then
                heard="$heard $tty"
                say used_from_now '{adapter}: {heard}; used from now on' adapter="$(adapter "$tty")" heard="${said#*: }"
            else
                echo "$tty: ${said#*: }; $(unplugged "$tty")"
            fi
            ;;
        offered:*) offered="$offered${offered:+
}$(say offered 'offered: {dongle}' dongle="${said#offered: }")" ;;
        # Without a dongle.
        network:*) ;;
        /dev/*) echo "$(adapter "$tty"): ${said#*: }" ;;
        *) echo "$me: $said" >&2 ;;
        esac
    done <$run/heard
    return_ports
    [ -n "$heard" ] || [ -z "$offered" ] || echo "$offered"
    trap 'ended $?' EXIT
    trap - HUP INT TERM
}
