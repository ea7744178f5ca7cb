# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by gx.sh: the services that run the driver, and the serial-starter that starts them.

# The serial-starter reads its configuration when it starts. Waits until the old process has ended, because that would treat
# our cable as an unknown one. At boot none runs yet.
restart_serial_starter() {
    before=$(pid_of /service/serial-starter)
    svc -t /service/serial-starter 2>/dev/null || true
    tries=50
    while [ -n "$before" ] && [ "$(pid_of /service/serial-starter)" = "$before" ] && [ $tries -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.1
    done
}

pid_of() {
    svstat "$1" 2>/dev/null | sed -n 's/.*(pid \([0-9]*\)).*/\1/p'
}

# The seconds for which a process has been running (proc(5): starttime); -1 where there is none: age_of PID.
age_of() {
    begun=$(awk '{ sub(/.*\) /, ""); print int($20 / 100) }' "/proc/${1:-none}/stat" 2>/dev/null || true)
    echo $((${begun:--1} < 0 ? -1 : $(cut -d . -f 1 /proc/uptime) - begun))
}

restart_driver() {
    for service in /service/dbus-p1 /service/dbus-p1.*; do
        # svc warns of a service that svscan has not started yet; that one starts with the current version.
        [ ! -e "$service" ] || svc -t "$service" 2>/dev/null || true
    done
}

# Ends our services and their loggers, and removes their folders: end_services [SERVICE].
end_services() {
    folders=
    for service in ${1:-/service/dbus-p1 /service/dbus-p1.*}; do
        [ -e "$service" ] || continue
        folder=$(readlink -f "$service")
        rm -f "$service"
        # svscan may not have started it yet.
        svc -dx "$folder" "$folder/log" 2>/dev/null || true
        folders="$folders $folder"
    done
    tries=20
    for folder in $folders; do
        while { svok "$folder" || svok "$folder/log" 2>/dev/null; } && [ $tries -gt 0 ]; do
            tries=$((tries - 1))
            sleep 1
        done
        # The folder is in memory: what a hanging supervisor still writes is gone after the next restart of the GX device.
        rm -rf "$folder" || true
    done
}
