#!/bin/sh
# Started by the hooks, in the background: waits until a meter sends telegrams, 90 s at most, and adds to the report what
# "status" prints then: cable, meter, D-Bus and what to set in ESS; and the next step. Where no cable is known, it listens at each USB adapter
# first.
set -u
here=$(dirname "$0")
# shellcheck source=venus/gx/stick/result.sh
. "$here/result.sh"
continue_block

now() {
    cut -d . -f 1 /proc/uptime
}

deadline=$(($(now) + 90)) well=yes
until said=$(P1_REMEDY=$block/remedy /data/dbus-p1/status 2>&1); do
    code=$?
    # A driver that is starting has half a minute more: its result would name no next step.
    if [ "$(now)" -ge $((code == 75 ? deadline + 30 : deadline)) ]; then
        well=
        break
    fi
    case $(cat $block/remedy) in
    'cables '*)
        if [ ! -e $block/searched ]; then
            # With "cable=none" it is there already.
            touch $block/searched
            if heard=$(sh /data/dbus-p1/enable --search 2>&1 </dev/null); then add heard "$heard"; else add refused "$heard"; fi
            deadline=$(($(now) + 90))
        fi
        ;;
    esac
    sleep 2
done
logger -t dbus-p1 "$said"
if [ -e $block/refused ]; then
    next=$(correct)
elif [ -n "$well" ]; then
    next=$(say not_needed 'nothing: the stick is not needed any more')
else
    next=$(next_after "$(cat $block/remedy)")
fi
echo "$said" >>$block/lines
end "$next"
