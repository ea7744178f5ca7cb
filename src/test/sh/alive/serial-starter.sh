#!/bin/bash
# Does what Victron's serial-starter does, in its order and with its pauses, where a copy of that is not at hand: gives each port that udev
# linked to the services of its VE_SERVICE, or those of "default". One service is started for good; those of a list are tried in turn.
# Reads its configuration once, at the start.
# shellcheck source=src/test/sh/alive/functions.sh
. "$(dirname "$0")/functions.sh"
templates=/opt/victronenergy/service-templates services=/var/volatile/services cache=/data/var/lib/serial-starter

# Lines of the configuration, and of what it includes: lines FILE.
lines() {
    [[ -r $1 ]] || return 0
    local key name value each
    sed 's/#.*//' "$1" | while read -r key name value; do
        if [[ $key != include ]]; then
            echo "$key $name $value"
        elif [[ -d $name ]]; then
            for each in "$name"/*.conf; do lines "$each"; done
        else
            lines "$name"
        fi
    done
}

# The value of the last such line: configured KEY NAME.
configured() {
    sed -n "s/^$1 $2 //p" <<<"$configuration" | tail -n 1
}

property() {
    udevadm info --query=property --name="$tty" | sed -n "s/^$1=//p"
}

# Adds the services of a list, without aliases and each once, to "programs": expand LIST.
expand() {
    local each list
    for each in ${1//:/ }; do
        [[ " $seen " != *" $each "* ]] || continue
        seen="$seen $each" list=$(configured alias "$each")
        if [[ $list ]]; then expand "$list"; else programs="$programs${programs:+:}$each"; fi
    done
}

# Makes the service of a port and starts it: start_service svc -u|-o NAME.
start_service() {
    local template
    template=$(configured service "$2")
    # The lock stays, and the port without a program.
    [[ $template ]] || { echo "unknown service $2"; return; }
    local service=$template.$tty
    if [[ ! -d /service/$service ]]; then
        [[ -d $templates/$template ]] || { echo "no template $template"; unlock_tty "$tty"; return; }
        cp -a "$templates/$template" "$services/$service"
        sed -i "s:TTY:$tty:" "$services/$service/run" "$services/$service/log/run"
        ln -sf "$services/$service" "/service/$service"
        # svscan looks every five seconds.
        sleep 6
    fi
    sed -i "s:PRODUCT\(=[^ ]*\)*:PRODUCT=$product:" "$services/$service/run"
    svc -u "/service/$service/log"
    svc "$1" "/service/$service"
}

find -L /service -maxdepth 1 -type l -delete
mkdir -p $cache $services
configuration=$(lines /etc/venus/serial-starter.conf)
program=
while true; do
    for tty in /dev/serial-starter/*; do
        tty=${tty##*/}
        [[ $tty != '*' ]] || continue
        lock_tty "$tty" || continue
        # The service may have the port already.
        [[ -e /dev/serial-starter/$tty ]] || { unlock_tty "$tty"; continue; }
        product=$(property ID_MODEL) wanted=$(property VE_SERVICE) seen='' programs=''
        expand "${wanted:-default}"
        next=/tmp/$tty.prog
        case $programs in
        ignore)
            rm "/dev/serial-starter/$tty"
            unlock_tty "$tty"
            continue
            ;;
        *:*)
            # The next one, or the one that was last used before this boot.
            for each in "$next" "$cache/$tty"; do
                [[ ! -f $each ]] || { program=$(cat "$each"); break; }
            done
            [[ :$programs: == *:$program:* ]] || program=${programs%%:*}
            how=-o
            ;;
        *)
            program=$programs how=-u
            rm "/dev/serial-starter/$tty"
            ;;
        esac
        echo "$program" >"$cache/$tty"
        start_service "$how" "$program" &
        if [[ $how = -o ]]; then
            following=${programs#*"$program":}
            echo "${following%%:*}" >"$next"
        fi
        sleep 1
    done
    sleep 2
done
