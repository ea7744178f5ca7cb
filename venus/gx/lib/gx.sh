# shellcheck shell=sh disable=SC2034
# Sourced by install, enable, disable, uninstall, configure and status, which run on a GX device: POSIX sh, for busybox.

me=${called_as:-${0##*/}}
# The package that the script is part of. disable, uninstall and status in the folder of the driver are part of none; see complete_script.
package=$(dirname "$(dirname "$(readlink -f "$0")")")
[ "$package" != /data ] || package=$(dirname "$(dirname "$(readlink -f /data/dbus-p1/dbus-p1)")")
# shellcheck source=venus/gx/lib/config.sh
. "$package/venus/config.sh"
# shellcheck source=venus/gx/lib/texts.sh
. "$package/venus/texts.sh"

# The driver's data, history included, and in versions/ the program.
home=/data/dbus-p1
# A link to the launcher of the current version. Replacing it by a rename switches to another version.
current=$home/dbus-p1
previous=$home/dbus-p1.previous
# How the driver is started: an option of enable without its dashes.
mode_file=$home/mode
# The names of files in /data/conf that configure brought and that do not begin with "dbus-p1.".
copied_file=$home/copied
# There while disable has stopped the driver: a stick does not enable it.
disabled=$home/disabled
# There while a stick has disabled the driver: a stick that no longer does so enables it.
disabled_by_stick=$home/disabled-by-stick
# Where configure has files, secrets too, until they are checked, and then until all of them are in /data/conf.
trial=/data/conf/.dbus-p1
ready=/data/conf/.dbus-p1.ready

starter=/opt/victronenergy/serial-starter
hook=/data/rcS.local
# In memory: empty after each boot. "enabled" in it holds the uptime when enable ran.
run=/run/dbus-p1
# Names the process that installs, enables, disables, removes or configures.
lock=/run/dbus-p1.lock

# shellcheck source=venus/gx/lib/version.sh
. "$package/venus/version.sh"
# shellcheck source=venus/gx/lib/cable.sh
. "$package/venus/cable.sh"
# shellcheck source=venus/gx/lib/service.sh
. "$package/venus/service.sh"
# shellcheck source=venus/gx/lib/templates.sh
. "$package/venus/templates.sh"
# shellcheck source=venus/gx/lib/screen.sh
. "$package/venus/screen.sh"

fail() {
    echo "$me: $1" >&2
    exit "${2:-69}"
}

# A command that fails by itself, such as one that finds no room on /data, ends the script: ended STATUS.
ended() {
    [ "$(readlink $lock)" != "$(process $$)" ] || rm -f $lock
    case $1 in
    0 | 64 | 65 | 66 | 69 | 75 | 78) ;;
    *)
        echo "$me: stopped half way, for the reason above; when that is corrected, run it again" >&2
        exit 69
        ;;
    esac
}
trap 'ended $?' EXIT

# The number of a process and when it was started: process PID.
process() {
    cut -d ' ' -f 1,22 "/proc/$1/stat" 2>/dev/null
}

# Waits while another of install, enable, disable, uninstall and configure is at work. Scripts that this one runs are part of it.
one_at_a_time() {
    [ -z "${P1_SCRIPTS_LOCKED:-}" ] || return 0
    tries=180
    until ln -s "$(process $$)" $lock 2>/dev/null; do
        other=$(readlink $lock || true)
        # That of a process that was killed. Only one removes it, or the second one would remove a new lock.
        if [ -n "$other" ] && [ "$other" != "$(process "${other%% *}")" ] && mkdir $lock.old 2>/dev/null; then
            [ "$(readlink $lock || true)" != "$other" ] || rm -f $lock
            rmdir $lock.old
            continue
        fi
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "another script of dbus-p1 has been at work for three minutes; wait until it has ended"
        sleep 1
    done
    export P1_SCRIPTS_LOCKED=yes
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

# Completes an interrupted configure: when a driver starts, all its files are in /data/conf, or none.
finish_configure() {
    [ -d $ready ] || return 0
    for file in "$ready"/*; do
        [ ! -e "$file" ] || mv -f "$file" /data/conf/
    done
    sync
    rm -rf $ready
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

# Whether the serial-starter of this firmware reads our configuration. A separate service needs none.
starter_reads_ours() {
    grep -qsE "^[[:space:]]*include[[:space:]]+$conf_dir" /etc/venus/serial-starter.conf
}

# Fails where the firmware lacks what starts a driver: known_venus MODE.
known_venus() {
    missing=
    version=$(sed -n 1p /opt/victronenergy/version 2>/dev/null || true)
    if [ "$1" != standalone ]; then
        starter_reads_ours || missing="$conf_dir in /etc/venus/serial-starter.conf"
        [ -e $starter/run-service.sh ] || missing=$starter/run-service.sh
        [ -d $templates ] || missing=$templates
    elif [ -z "$version" ] || [ ! -d /service ]; then
        missing=/service
    fi
    [ -n "$missing" ] || return 0
    [ -n "$version" ] || fail "this is no GX device with Venus OS: $missing is missing. Nothing was changed"
    case $missing in
    $conf_dir*) fail "$(say needs_standalone 'the serial-starter of this firmware, Venus OS {version}, does not read {folder}. Nothing was changed. A separate service does not need it: {command}' version="$version" folder=$conf_dir command="$me --standalone")" ;;
    esac
    fail "$(say old_firmware 'dbus-p1 does not run on this firmware, Venus OS {version}: {missing} is missing. Nothing was changed. Update the firmware (Settings, General, Firmware); if it is the newest, look for a newer dbus-p1' version="$version" missing="$missing")"
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
    [ "$known" = standalone ] || known="serial-starter"
    echo "$known"
}
