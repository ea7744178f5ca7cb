# shellcheck shell=sh disable=SC2034
# Sourced by install, enable, disable, uninstall, configure and status, which run on a GX device: POSIX sh, for busybox.

# The name of the command that the user called.
me=${called_as:-${0##*/}}
# The package that the script is part of.
package=$(dirname "$(dirname "$(readlink -f "$0")")")
# shellcheck source=venus/gx/lib/config.sh
. "$package/venus/config.sh"

# The driver's data, history included, and in versions/ the program.
home=/data/dbus-p1
# A link to the launcher of the current version. Replacing it by a rename switches to another version.
current=$home/dbus-p1
previous=$home/dbus-p1.previous
# How the driver is started: an option of enable without its dashes.
mode_file=$home/mode
# The cables given to enable --cable, each as the test of a udev rule.
cables_file=/data/conf/dbus-p1.cables
# The names of files in /data/conf that configure brought and that do not begin with "dbus-p1.".
copied_file=$home/copied
# There while a stick has disabled the driver: a stick that no longer does so enables it.
disabled_by_stick=$home/disabled-by-stick
# Where configure has files, secrets too, until they are checked.
trial=/data/conf/.dbus-p1

# The meter's own pages on the screen: folder, file and plug-in have one name.
pages=/data/apps/available/dbus-p1
pages_link=/data/apps/enabled/dbus-p1

starter=/opt/victronenergy/serial-starter
remount=/opt/victronenergy/swupdate-scripts/remount-rw.sh
templates=/opt/victronenergy/service-templates
conf_dir=/data/conf/serial-starter.d
conf=$conf_dir/dbus-p1.conf
hook=/data/rcS.local
rule=zz-dbus-p1.rules
# The service templates of Venus OS with ours, mounted over the folder of Venus OS where that cannot be written. On /data, so that
# what other programs put there lasts as they expect.
copy=$home/service-templates
# What /etc/fstab was before remount-rw.sh made the root file system writeable for the driver, now and at each boot.
fstab_before=$home/fstab.before
# In memory: empty after each boot. "enabled" in it holds the uptime when enable ran.
run=/run/dbus-p1

fail() {
    echo "$me: $1" >&2
    exit "${2:-69}"
}

help() {
    sed -n "/^: <<'HELP'$/,/^HELP$/{/HELP/d;p;}" "$0"
}

# Writes stdin to a file by a rename, so that the file is complete or absent: put MODE FILE. An interrupted run leaves a
# file that nothing reads.
put() {
    unfinished=$(dirname "$2")/.dbus-p1.new
    cat >"$unfinished" && chmod "$1" "$unfinished" && replace "$unfinished" "$2"
}

# Renames a file that was just written: replace NEW FILE. Its contents are on the disk before its name is: a power cut would
# leave an empty file under the name.
replace() {
    case $2 in
    /run/*) ;;
    *) sync ;;
    esac
    mv -f "$1" "$2"
}

# The name of the version that a link points to.
version_of() {
    link=$(readlink "$1" 2>/dev/null) || return 0
    link=${link#versions/}
    echo "${link%/venus/dbus-p1}"
}

# Completes an interrupted change of versions: both new links exist before the first one is renamed.
finish_switch() {
    if [ -L $previous.new ]; then
        if [ "$(version_of $previous.new)" != "$(version_of $current)" ]; then
            mv -f $previous.new $previous
        else
            rm -f $previous.new
        fi
    fi
    rm -f $current.new
    for tool in install enable disable uninstall status; do
        to=versions/$(version_of $current)/venus/$tool
        [ "$(readlink "$home/$tool")" = "$to" ] || ln -sfn "$to" "$home/$tool"
    done
}

# Makes a folder, and notes it for uninstall, once: disable removes some, and enable makes them again.
make_folder() {
    [ -d "$1" ] && return
    make_folder "$(dirname "$1")"
    mkdir "$1"
    case $1 in
    /data/*) grep -qxF "$1" "$home/made" 2>/dev/null || echo "$1" >>"$home/made" ;;
    esac
}

# Fails where the firmware lacks what starts a driver.
known_venus() {
    missing=
    grep -qs "include.*$conf_dir" /etc/venus/serial-starter.conf || missing="$conf_dir in /etc/venus/serial-starter.conf"
    [ -e $starter/run-service.sh ] || missing=$starter/run-service.sh
    [ -d $templates ] || missing=$templates
    [ -n "$missing" ] || return 0
    version=$(sed -n 1p /opt/victronenergy/version 2>/dev/null || true)
    [ -n "$version" ] || fail "this is no GX device with Venus OS: $missing is missing. Nothing was changed"
    fail "dbus-p1 does not run on this firmware, Venus OS $version: $missing is missing. Nothing was changed. Update the firmware (Settings, General, Firmware); if it is the newest, look for a newer dbus-p1"
}

# The architecture of the package for this processor, by a manifest; nothing where there is none: suitable MANIFEST.
suitable() {
    echo "$1" | sed -n 's/^architectures=//p' | tr ' ' '\n' | sed -n "s/^$(uname -m)://p"
}

# The udev rules that contain a text, except ours.
rules_with() {
    grep -lsF "$1" /etc/udev/rules.d/* /run/udev/rules.d/* | grep -v "/$rule$" || true
}

# Fails when another driver uses the same cables or the same name.
no_other_driver() {
    other=$(rules_with P1_Converter_Cable | head -n 1)
    [ -z "$other" ] || fail "another driver uses the P1 cable, by the rule $other; uninstall that driver first"
    other=$(grep -lsE '^[[:space:]]*service[[:space:]]+p1[[:space:]]' /etc/venus/serial-starter.conf $conf_dir/*.conf | grep -vxF $conf | head -n 1 || true)
    [ -z "$other" ] || fail "another driver uses the name p1 in the serial-starter, by $other; uninstall that driver first"
}

modifications_are_off() {
    [ -e "$hook.disabled" ] && [ ! -e "$hook" ]
}

# Whether the first line of the boot hook ends as on Windows: then the system finds no program of that name.
hook_is_of_windows() {
    [ -e "$hook" ] && sed -n 1p "$hook" | grep -q "^#!.*$(printf '\r')\$"
}
correct_hook="sed -i 's/\\r\$//' $hook"

is_enabled() {
    [ -e "$hook" ] && grep -q ' # dbus-p1$' "$hook"
}

# A file that names no way, such as an empty one, counts as absent.
mode() {
    known=$(cat "$mode_file" 2>/dev/null || true)
    case $known in
    remount | standalone) echo "$known" ;;
    *) echo serial-starter ;;
    esac
}

property() {
    udevadm info --query=property --name="/dev/$1" 2>/dev/null | sed -n "s/^$2=//p"
}

# The names of the USB ports that are there.
usb_ports() {
    for device in /sys/class/tty/ttyUSB*/device /sys/class/tty/ttyACM*/device; do
        tty=${device%/device}
        [ ! -e "$device" ] || echo "${tty##*/}"
    done
}

# The ports whose cable has this serial number.
ports_of() {
    for tty in $(usb_ports); do
        [ "$(property "$tty" ID_SERIAL_SHORT)" != "$1" ] || echo "$tty"
    done
}

# What is plugged in, for people: serial number, port and name of each cable.
offers() {
    list=
    for tty in $(usb_ports); do
        serial=$(property "$tty" ID_SERIAL_SHORT)
        list="$list${list:+; }${serial:+$serial on }$tty ($(property "$tty" ID_MODEL))"
    done
    echo "${list:-none}"
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
                    # The file may name it in both ways.
                    break
                fi
            done
            ;;
        esac
    done
}

# The rule with a line for each cable: rule_for SERVICE [ADDITION].
rule_for() {
    {
        sed '/^#/d' "$package/serial-starter/$rule"
        if [ -e "$cables_file" ]; then
            while read -r test; do
                echo "ACTION==\"add\", SUBSYSTEM==\"tty\", ENV{ID_BUS}==\"usb\", $test, ENV{VE_SERVICE}=\"p1\""
            done <"$cables_file"
        fi
    } | sed "s/ENV{VE_SERVICE}=\"p1\"/ENV{VE_SERVICE}=\"$1\"${2:-}/"
}

# Makes udev, and with it the serial-starter, handle our cables again by the present rules.
trigger_cables() {
    untold=
    udevadm control --reload-rules || untold=yes
    for tty in $(cables); do
        udevadm trigger --action=add --sysname-match="$tty" || untold=yes
    done
    [ -z "$untold" ] || echo "$me: udev did not apply all changes; unplug the cable and plug it in again" >&2
    # It fails when udev is busy for longer.
    udevadm settle --timeout=5 || true
}

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

# The process id of a service that is up.
pid_of() {
    svstat "$1" 2>/dev/null | sed -n 's/.*(pid \([0-9]*\)).*/\1/p'
}

# Whether a process has a port open.
is_open() {
    # shellcheck disable=SC2010  # one process, not one for each of thousands of links
    ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q -- "-> /dev/$1\$"
}

# Stops the services that use our cables.
stop_cables() {
    for tty in $(cables); do
        stop_cable "$tty"
    done
}

# Stops the service that uses a port, and deletes what the serial-starter remembers of the port: stop_cable PORT.
stop_cable() {
    # It may wait for the lock of the port, which stays where the serial-starter knows no such service.
    "$starter/stop-tty.sh" "$1" >/dev/null 2>&1 &
    stopping=$!
    { sleep 15; kill $stopping; } >/dev/null 2>&1 &
    stopped=yes
    wait $stopping 2>/dev/null || stopped=
    kill $! 2>/dev/null || true
    if [ -z "$stopped" ] && is_open "$1"; then
        echo "$me: $starter/stop-tty.sh could not stop the program that uses $1; if status reports a problem, restart the GX device" >&2
    fi
    rm -f "/data/var/lib/serial-starter/$1"
}

# Restarts the driver, with the current version and configuration.
restart_driver() {
    for service in /service/dbus-p1 /service/dbus-p1.*; do
        # svc warns of a service that svscan has not started yet; that one starts with the current version.
        [ ! -e "$service" ] || svc -t "$service" 2>/dev/null || true
    done
}

# Ends our services and their loggers, and removes their folders.
end_services() {
    folders=
    for service in /service/dbus-p1 /service/dbus-p1.*; do
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

# Whether the owner wants the meter's own pages on the screen. The driver takes these words for "false".
wants_pages() {
    case $(configured venus.pages) in
    false | off | no) return 1 ;;
    esac
}

# Gives the screen (gui-v2) the meter's own pages, or takes them back. The screen watches both folders; a firmware without
# plug-ins looks at neither.
show_pages() {
    if [ ! -e "$package/screen/dbus-p1.json" ] || ! wants_pages; then
        hide_pages
        return
    fi
    make_folder $pages/gui-v2
    make_folder ${pages_link%/*}
    cmp -s "$package/screen/dbus-p1.json" $pages/gui-v2/dbus-p1.json ||
        put 644 $pages/gui-v2/dbus-p1.json <"$package/screen/dbus-p1.json"
    [ -e $pages_link ] || ln -sfn ../available/dbus-p1 $pages_link
}

hide_pages() {
    [ ! -L $pages_link ] || [ "$(readlink $pages_link)" != ../available/dbus-p1 ] || rm -f $pages_link
    rm -f $pages/gui-v2/dbus-p1.json $pages/gui-v2/.dbus-p1.new
    rmdir $pages/gui-v2 $pages 2>/dev/null || true
}

# Whether files can be written in a folder: can_write FOLDER. A file for trying would stay after a power cut.
can_write() {
    touch -c "$1" 2>/dev/null
}

# Writes our service template: add_template FOLDER.
add_template() {
    put_template "$package/serial-starter/dbus-p1" "$1"
}

# Copies a service template into a folder, where it is another there: put_template TEMPLATE FOLDER.
put_template() {
    ! diff -r "$1" "$2/${1##*/}" >/dev/null 2>&1 || return 0
    rm -rf "$2/.dbus-p1.new"
    cp -a "$1" "$2/.dbus-p1.new"
    rm -rf "${2:?}/${1##*/}"
    mv "$2/.dbus-p1.new" "$2/${1##*/}"
}

# Whether the root file system is writeable at each boot.
stays_writeable() {
    ! awk '$2 == "/" && $4 ~ /(^|,)ro(,|$)/ { found = 1 } END { exit !found }' /etc/fstab
}

copy_is_mounted() {
    grep -q " $templates " /proc/mounts
}

# The service templates that only the copy has: other programs put them there.
templates_of_others() {
    for each in "$copy"/*; do
        case ${each##*/} in
        '*' | dbus-p1) ;;
        *) [ -e "$templates/${each##*/}" ] || echo "$each" ;;
        esac
    done
}

# Mounts the copy over the service templates. Those of the firmware replace their copies; what only the copy has stays.
mount_copy() {
    mkdir -p $copy
    for each in "$templates"/*; do
        put_template "$each" $copy
    done
    mount --bind $copy $templates
}

# Puts the service templates of others into the folder of Venus OS, which can be written.
return_templates() {
    templates_of_others | while read -r each; do
        put_template "$each" $templates
    done
    rm -rf $copy
}

# Makes our service template a part of those of Venus OS: use_template. With an argument only those of others, which are in the copy.
use_template() {
    if ! copy_is_mounted; then
        if stays_writeable && can_write $templates; then
            return_templates
        elif [ -n "$(templates_of_others)" ] || { [ -z "${1:-}" ] && ! diff -r "$package/serial-starter/dbus-p1" $templates/dbus-p1 >/dev/null 2>&1; }; then
            mount_copy
        else
            return 0
        fi
    fi
    [ -n "${1:-}" ] || add_template $templates
}

# Takes our service template away. Those of others stay where they are found, or the user is told.
leave_templates() {
    # A shell may work in the folder.
    ! copy_is_mounted || umount $templates 2>/dev/null || umount -l $templates
    if can_write $templates; then
        return_templates
        # With what an interrupted run left.
        rm -rf $templates/dbus-p1 $templates/.dbus-p1.new
    elif [ -n "$(templates_of_others)" ]; then
        rm -rf $copy/dbus-p1
        echo "$me: other programs have put service templates into $copy, and the root file system is read-only: $(templates_of_others | sed 's:.*/::' | tr '\n' ' ')stay there. To use them without dbus-p1: $remount; cp -a $copy/. $templates/" >&2
    else
        rm -rf $copy
    fi
}

# Makes the root file system writeable with Victron's own script, where it is not; fails when that is not possible. The script also
# changes /etc/fstab, so that the root file system is writeable at each later boot.
writeable_root() {
    ! can_write_root || return 0
    mkdir -p $home
    put 644 $fstab_before </etc/fstab
    "$remount" >/dev/null 2>&1 || true
    ! cmp -s $fstab_before /etc/fstab || rm -f $fstab_before
    can_write_root
}

# Whether the driver can be written to where --remount puts it.
can_write_root() {
    can_write $templates && can_write /etc/udev/rules.d
}

# Takes back what remount-rw.sh wrote to /etc/fstab for the driver, unless another program calls it too.
restore_fstab() {
    if ! can_write /etc; then
        # A firmware update has brought another root file system, whose /etc/fstab is Victron's.
        rm -f $fstab_before
        return 0
    elif [ ! -e $fstab_before ]; then
        [ "$(mode)" != remount ] || echo "the root file system stays writeable, as it was before dbus-p1"
        return 0
    fi
    other=$(grep -ls 'remount-rw\|remount,rw' /data/rc.local /data/rcS.local /data/*/* 2>/dev/null | grep -v "^$home/" | head -n 1)
    if [ -n "$other" ]; then
        echo "$me: /etc/fstab keeps the root file system writeable at each boot, because $other makes it writeable too" >&2
    else
        text=$(awk '$2 != "/" || /^#/ { if (NR != FNR) print; next } NR == FNR { root = $0; next } { print root }' $fstab_before /etc/fstab)
        if [ -n "$text" ]; then
            echo "$text" | put 644 /etc/fstab
            echo "the root file system is read-only again after the next restart"
        fi
    fi
    rm -f $fstab_before
}
