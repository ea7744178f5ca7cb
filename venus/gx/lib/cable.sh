# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Sourced by gx.sh: the USB cables: which there are, whose they are by the rules of udev, and who uses them.

conf_dir=/data/conf/serial-starter.d
conf=$conf_dir/dbus-p1.conf
rule=zz-dbus-p1.rules
# The cables given to enable --cable, each as the test of a udev rule.
cables_file=/data/conf/dbus-p1.cables

# The tests in that file that name one cable, by its number or its socket, one a line. A rule with any other line, such as an empty one, could
# give the driver every USB adapter.
named_cables() {
    grep -E '^ENV\{ID_(SERIAL_SHORT|PATH)\}=="[^"*?[|]+"$' "$cables_file" 2>/dev/null || true
}

# The USB socket of each of these that has a number: TEST|ID_PATH, a line for each. An adapter can lose its number.
sockets_file=$home/sockets

rules_with() {
    grep -lsF "$1" /etc/udev/rules.d/* /run/udev/rules.d/* | grep -v "/$rule$" || true
}

no_other_driver() {
    other=$(rules_with P1_Converter_Cable | head -n 1)
    [ -z "$other" ] || fail "$(say other_driver 'another driver uses the P1 cable, by the rule {rule}; uninstall that driver first' rule="$other")"
    other=$(grep -lsE '^[[:space:]]*service[[:space:]]+p1[[:space:]]' /etc/venus/serial-starter.conf $conf_dir/*.conf | grep -vxF $conf | head -n 1 || true)
    [ -z "$other" ] || fail "another driver uses the name p1 in the serial-starter, by $other; uninstall that driver first"
}

property() {
    udevadm info --query=property --name="/dev/$1" 2>/dev/null | sed -n "s/^$2=//p"
}

usb_ports() {
    for device in /sys/class/tty/ttyUSB*/device /sys/class/tty/ttyACM*/device; do
        tty=${device%/device}
        [ ! -e "$device" ] || echo "${tty##*/}"
    done
}

ports_of() {
    for tty in $(usb_ports); do
        [ "$(property "$tty" ID_SERIAL_SHORT)" != "$1" ] || echo "$tty"
    done
}

adapter() {
    serial=$(property "$1" ID_SERIAL_SHORT)
    echo "$1 ($(property "$1" ID_MODEL)${serial:+ $serial})"
}

# The test of a udev rule for the cable on a port; nothing where there is no such cable: test_of PORT. Cheap chips all have the
# same number: then the socket identifies the cable.
test_of() {
    value=$(property "$1" ID_PATH) serial=$(property "$1" ID_SERIAL_SHORT)
    if [ -n "$serial" ] && [ "$(ports_of "$serial")" = "$1" ]; then
        echo "ENV{ID_SERIAL_SHORT}==\"$serial\""
    elif [ -n "$value" ]; then
        echo "ENV{ID_PATH}==\"$value\""
    fi
}

# What tells the adapter on a port from others, in one line; nothing where there is none: identity_of PORT.
identity_of() {
    udevadm info --query=property --name="/dev/$1" 2>/dev/null | grep -E '^ID_(MODEL|MODEL_ID|VENDOR_ID|SERIAL_SHORT|PATH)=' | sort | tr '\n' ' '
}

# Notes which adapter is on a port now, for is_unchanged: look_at PORT.
look_at() {
    looked_at="${looked_at:-}$1 $(identity_of "$1")
"
}

# Whether the adapter that was looked at is still on the port: is_unchanged PORT.
is_unchanged() {
    echo "$looked_at" | grep -qxF "$1 $(identity_of "$1")"
}

offers() {
    list=
    for tty in $(usb_ports); do
        serial=$(property "$tty" ID_SERIAL_SHORT)
        list="$list${list:+; }${serial:+$serial on }$tty ($(property "$tty" ID_MODEL))"
    done
    echo "${list:-$(say none none)}"
}

# The ports of P1 cables and of those given to enable --cable.
cables() {
    for device in /sys/class/tty/*/device; do
        tty=${device%/device} tty=${tty##*/}
        case $(property "$tty" ID_MODEL) in
        P1_Converter_Cable) echo "$tty" ;;
        *)
            for key in ID_SERIAL_SHORT ID_PATH; do
                value=$(property "$tty" $key)
                if [ -n "$value" ] && grep -qxF "ENV{$key}==\"$value\"" "$cables_file" 2>/dev/null; then
                    echo "$tty"
                    break
                fi
            done
            ;;
        esac
    done
}

rule_for() {
    {
        sed '/^#/d' "$package/serial-starter/$rule"
        named_cables | while read -r test; do
            echo "ACTION==\"add\", SUBSYSTEM==\"tty\", ENV{ID_BUS}==\"usb\", $test, ENV{VE_SERVICE}=\"p1\""
        done
        # One with the same number may be plugged in later, which is not ours.
        named_cables | grep '^ENV{ID_SERIAL_SHORT}' | while read -r test; do
            echo "ACTION==\"add\", SUBSYSTEM==\"tty\", ENV{ID_BUS}==\"usb\", $test, RUN+=\"/bin/sh -c 'PATH=/sbin:/usr/sbin:/bin:/usr/bin setsid $home/enable --look </dev/null >/dev/null 2>&1 &'\""
        done
    } | sed "s/ENV{VE_SERVICE}=\"p1\"/ENV{VE_SERVICE}=\"$1\"${2:-}/"
}

# Our cables that are named by a number that several adapters have now, each with the test of the socket in which it was:
# TEST|TEST, a line for each. A cable that was moved while such an adapter came is known by neither.
cloned() {
    named_cables | sed -n 's/^ENV{ID_SERIAL_SHORT}=="\(.*\)"$/\1/p' | while read -r number; do
        twins=$(ports_of "$number")
        [ "$(echo "$twins" | wc -l)" -gt 1 ] || continue
        test="ENV{ID_SERIAL_SHORT}==\"$number\""
        socket=$(awk -v test="$test|" 'index($0, test) == 1 { print substr($0, length(test) + 1); exit }' $sockets_file 2>/dev/null)
        [ -n "$socket" ] || continue
        for tty in $twins; do
            [ "$(property "$tty" ID_PATH)" != "$socket" ] || echo "$test|ENV{ID_PATH}==\"$socket\""
        done
    done
}

# Remembers in which socket each of our cables is; a socket has only one.
remember_sockets() {
    for tty in $(cables); do
        test=$(test_of "$tty") socket=$(property "$tty" ID_PATH)
        # One that was just unplugged; without a word, each line would be replaced.
        if [ -z "$test" ] || [ -z "$socket" ]; then continue; fi
        known="$test|$socket"
        grep -qxF "$known" $sockets_file 2>/dev/null ||
            { grep -vF -e "${known%|*}|" -e "|${known##*|}" $sockets_file 2>/dev/null || true; echo "$known"; } | put 644 $sockets_file
    done
}

# The meter that was read with a cable: meter_with NUMBER. The driver names a cable by its adapter's kind and number.
meter_with() {
    awk -F "[=/]" -v cable="-$1-if" 'index($1, cable) { print $2; exit }' $home/meters.properties 2>/dev/null
}

# The cables that are gone, by their numbers, each with its socket and its meter: NUMBER|ID_PATH|METER. Without those whose meter
# another cable brings now.
gone_cables() {
    there=$(for tty in $(usb_ports); do property "$tty" ID_SERIAL_SHORT; done)
    meters=$(for number in $there; do meter_with "$number"; done)
    sed -n 's/^ENV{ID_SERIAL_SHORT}=="\(..*\)"|\(..*\)/\1|\2/p' $sockets_file 2>/dev/null | while read -r known; do
        meter=$(meter_with "${known%|*}")
        echo "$there" | grep -qxF "${known%|*}" || echo "$meters" | grep -qxF "${meter:--}" || echo "$known|$meter"
    done
}

# The ports at the sockets of cables that are gone, except for those of other cables of ours: such an adapter may have lost its number.
nameless_ports() {
    ours=$(cables)
    gone_cables | cut -d '|' -f 2 | while read -r socket; do
        for tty in $(usb_ports); do
            [ "$(property "$tty" ID_PATH)" != "$socket" ] || echo "$ours" | grep -qxF "$tty" || echo "$tty"
        done
    done
}

# The meters that no cable brings, each in a sentence for people: which, since when, and with what adapter it was read.
missing_meters() {
    gone_cables | while IFS='|' read -r number socket meter; do
        # The ledger of a meter is written every quarter hour in which it sends.
        # shellcheck disable=SC2012  # names of ours
        last=$(ls -t $home/energy/"${meter:-none}".*.txt 2>/dev/null | head -n 1)
        # The meter's number identifies the house.
        name=$(echo "${meter:+ $meter}" | sed 's/^\( ..\).*\(..\)$/\1...\2/')
        if [ -n "$last" ]; then
            say missing_since 'the meter{meter} is missing since {time} UTC: its adapter {number}, last in the socket {socket}, is not plugged in, or has lost its number' meter="$name" time="$(date -u -r "$last" '+%Y-%m-%d %H:%M')" number="$number" socket="$socket"
        else
            say missing 'the meter{meter} is missing: its adapter {number}, last in the socket {socket}, is not plugged in, or has lost its number' meter="$name" number="$number" socket="$socket"
        fi
    done
}

# Makes udev, and with it the serial-starter, handle these of our cables again by the present rules; without names all of them:
# trigger_cables [PORT...].
trigger_cables() {
    untold=
    udevadm control --reload-rules || untold=yes
    # shellcheck disable=SC2046  # one word for each port
    [ $# -gt 0 ] || set -- $(cables)
    for tty in "$@"; do
        drop_stale_lock "$tty"
        udevadm trigger --action=add --sysname-match="$tty" || untold=yes
    done
    [ -z "$untold" ] || echo "$me: udev did not apply all changes; unplug the cable and plug it in again" >&2
    # It fails when udev is busy for longer.
    udevadm settle --timeout=5 || true
}

is_open() {
    # shellcheck disable=SC2010  # one process, not one for each of thousands of links
    ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q -- "-> /dev/$1\$"
}

stop_cables() {
    for tty in $(cables); do
        stop_cable "$tty"
    done
}

# Deletes the lock of a port whose process has ended, as that of a serial-starter that was restarted while it made a service: it would keep
# each service from the port until the next boot.
drop_stale_lock() {
    holder=$(readlink "/var/lock/serial-starter/$1" || true)
    [ -z "$holder" ] || [ -d "/proc/$holder" ] || is_open "$1" || rm -f "/var/lock/serial-starter/$1"
}

# Stops the service that uses a port: stop_port PORT.
stop_port() {
    drop_stale_lock "$1"
    # It may wait for the lock of the port, which stays where the serial-starter knows no such service.
    "$starter/stop-tty.sh" "$1" >/dev/null 2>&1 &
    stopping=$!
    # It looks each second, so that no sleep of 15 s is left when the shell around it is killed.
    {
        seconds=0
        while kill -0 $stopping && [ $((seconds += 1)) -le 15 ]; do
            sleep 1
        done
        [ "$seconds" -le 15 ] || kill $stopping
    } >/dev/null 2>&1 &
    stopped=yes
    wait $stopping 2>/dev/null || stopped=
    kill $! 2>/dev/null || true
    if [ -z "$stopped" ] && is_open "$1"; then
        echo "$me: $starter/stop-tty.sh could not stop the program that uses $1; if status reports a problem, restart the GX device" >&2
    fi
}

# Stops the service that uses a port, and deletes what the serial-starter remembers of the port: stop_cable PORT.
stop_cable() {
    stop_port "$1"
    rm -f "/data/var/lib/serial-starter/$1"
}
