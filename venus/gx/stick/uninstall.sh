#!/bin/sh
# Started by the hooks, in the background: removes the driver when the settings of the GX device can be asked for its devices,
# after 90 s without them, and adds to the report what was removed.
set -u
here=$(dirname "$0")
# shellcheck source=venus/gx/stick/result.sh
. "$here/result.sh"
continue_block

now() {
    cut -d . -f 1 /proc/uptime
}

deadline=$(($(now) + 90))
until dbus-send --system --print-reply=literal --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:com.victronenergy.settings 2>/dev/null | grep -q true || [ "$(now)" -ge $deadline ]; do
    sleep 2
done
if said=$(sh "$(script_of_driver uninstall)" 2>&1); then
    add 'done' "$said"
    end "$(say install_again 'only if ESS used this meter: set Grid metering back in the settings of ESS. To install dbus-p1 again, delete {file} from the stick, {again}' file=dbus-p1.uninstall again="$(again)")"
else
    add refused "$said"
    end "$(again)"
fi
