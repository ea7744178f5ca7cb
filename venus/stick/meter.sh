#!/bin/sh
# Started by the hooks, in the background: waits until a meter sends telegrams, 90 s at most, and adds to the report what
# "status" prints then: cable, meter, D-Bus and what to set in ESS.
set -u
here=$(dirname "$0")
# shellcheck source=venus/stick/result.sh
. "$here/result.sh"

now() {
    cut -d . -f 1 /proc/uptime
}

end=$(($(now) + 90))
until said=$(/data/dbus-p1/status 2>&1) || [ "$(now)" -ge $end ]; do
    sleep 2
done
echo 'The stick can be removed.' >$block/closing
logger -t dbus-p1 "$said"
echo "$said" >>$block/lines
write
