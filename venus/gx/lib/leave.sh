# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Sourced by disable, uninstall and enable: removes the driver from the device, and needs no room on /data.

# shellcheck source=venus/gx/lib/bus.sh
. "$package/venus/bus.sh"

# Removes our lines from the boot hook, under both its names. An editor may have given them the ends of Windows.
clean_hooks() {
    end="$(printf '\r')*\$"
    mkdir -p $run
    for file in $hook $hook.disabled; do
        if [ -e "$file" ] && grep -q "dbus-p1$end" "$file"; then
            sed "/ # dbus-p1$end/d; /^# Made for dbus-p1$end/d" "$file" >$run/hook
            if grep -q "^# Made for dbus-p1$end" "$file" && [ "$(tr -d '\r' <$run/hook)" = '#!/bin/sh' ]; then
                rm -f "$file"
            elif cp -p "$file" "$file.dbus-p1" 2>/dev/null && cat $run/hook >"$file.dbus-p1" 2>/dev/null; then
                replace "$file.dbus-p1" "$file"
            else
                rm -f "$file.dbus-p1"
                shorten "$file" $run/hook
            fi
        fi
    done
}

# Gives a file the shorter contents of another where the disk has no room for a second one: shorten FILE SHORTER. Empty lines are at its
# end until it is cut.
shorten() {
    length=$(wc -c <"$2")
    { cat "$2"; awk -v n=$(($(wc -c <"$1") - length)) 'BEGIN { while (n-- > 0) print "" }'; } 1<>"$1"
    sync
    dd if=/dev/null of="$1" bs=1 seek="$length" 2>/dev/null
}

# Whether the limiter of a driver was ever on: switched on the screen, or by a configuration.
limiter_was_on() {
    grep -qs '^limiter\\ ' $home/choices.properties ||
        grep -qsiE '^[^#[:alnum:]]*demand\.limiter[[:space:]]*=[[:space:]]*(true|on|yes)' /data/conf/dbus-p1*.properties
}

# Stops the driver, and takes back what starts it: leave_device --all|--keep-hook. With the hook kept, it is completed at the next boot.
leave_device() {
    [ "$1" = --keep-hook ] || clean_hooks
    hide_pages
    rm -f /run/udev/rules.d/$rule
    # Left by an interrupted run.
    rm -f $hook.dbus-p1 $hook.disabled.dbus-p1 /data/.dbus-p1.new /data/conf/.dbus-p1.new $conf_dir/.dbus-p1.new
    rm -rf $trial
    finish_configure
    had_conf=
    if [ -e $conf ]; then
        rm -f $conf
        had_conf=yes
    fi
    if [ -n "$had_conf" ] || [ -e $run/enabled ]; then
        stop_cables
    fi
    end_services
    if limiter_was_on; then
        release_override
    fi
    leave_templates
    if [ -n "$had_conf" ]; then
        restart_serial_starter
    fi
    if [ -e $run/enabled ]; then
        trigger_cables
    fi
    # The separate service is there; see end_services.
    rm -rf $run || true
}
