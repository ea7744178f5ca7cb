# shellcheck shell=sh
# Sourced by the hooks, meter.sh and uninstall.sh: the report dbus-p1.result.txt, which is all that an owner without a shell can read, and
# what the owner wants by other files on the stick. It has a block for each time that Venus OS read the stick, the last ten of them.

# A pipe would be waited for, and the boot with it.
# shellcheck disable=SC2154  # set by the hook
for file in "$here"/*; do
    [ -f "$file" ] || rm -rf "$file"
done

# Where the texts in other languages are; the hooks' folder has them too.
# shellcheck disable=SC2154  # set by the hook
texts=$here
# shellcheck source=venus/gx/lib/texts.sh
. "$here/texts.sh"
# shellcheck source=venus/gx/stick/packages.sh
. "$here/packages.sh"

# The block of this time, in memory: all its hooks add to it.
block=/run/dbus-p1.stick

again() {
    if [ $kind = runtime ]; then say again.runtime 'plug the stick in again'; else say again.data 'put the stick in and restart again'; fi
}

correct() {
    if [ $kind = runtime ]; then
        say correct 'correct what is refused above, and {again}' again="$(again)"
    else
        say correct_restart 'correct what is refused above, {again} (Settings, General, Reboot)' again="$(again)"
    fi
}

# The next step after what helps by "status", as it said: next_after REMEDY.
next_after() {
    case $1 in
    'cables ') say plug_in 'plug in the P1 cable, {again}. A "P1 Converter Cable" needs no restart: look for the meter in the device list' again="$(again)" ;;
    'cables '*) say not_heard 'no meter was heard: see that its port is open and the cable in it. A meter that sends once a minute is not heard: write the number of its cable into the file dbus-p1.cable on the stick, such as cable={number}. Then {again}' number="${1#cables }" again="$(again)" ;;
    steps) say follow_steps 'follow the steps "to do"; for a new result {again}' again="$(again)" ;;
    screen) say on_screen 'set this on the screen; no restart is needed' ;;
    *) say follow_problem 'follow the line "Problem"; for a new result {again}' again="$(again)" ;;
    esac
}

process() {
    cut -d ' ' -f 1,22 "/proc/$1/stat" 2>/dev/null
}

# Waits, for a minute at most, while another process of Venus OS reads a stick, or another partition of this one: both would unpack to the
# same folder.
take_turn() {
    waited=0
    until ln -s "$run" $block.turn 2>/dev/null || [ $waited = 60 ]; do
        other=$(readlink $block.turn)
        [ "$other" = "$(process "${other%% *}")" ] || rm -f $block.turn
        waited=$((waited + 1))
        sleep 1
    done
}

# Begins the block of this time, once: the hooks of all packages are run by one process of Venus OS.
begin() {
    run=$(process $PPID)
    case $(tr '\0' ' ' <"/proc/$PPID/cmdline") in
    *'update-data.sh -r '*) kind=runtime ;;
    esac
    begun=$(cat $block/run 2>/dev/null)
    [ "$begun" = "$kind $run" ] || take_turn
    # shellcheck disable=SC2034  # pre-hook.sh reads it
    installed=$(version_of /data/dbus-p1/dbus-p1)
    [ "$begun" != "$kind $run" ] || return
    rm -rf $block
    mkdir $block
    cp "$here"/* $block/
    echo "$kind $run" >$block/run
    folder=/media
    # Venus OS also takes a package that its owner has named venus-data.tgz.
    for file in /media/*/venus-"$kind"*gz /media/*/venus-"$kind"-dbus-p1-*.tgz; do
        [ ! -f "$file" ] || folder=${file%/*}
    done
    echo "$folder" >$block/folder
    # What is neither a file nor to be read here is replaced; only a folder is in the way.
    if [ -f "$folder/dbus-p1.result.txt" ] && [ ! -L "$folder/dbus-p1.result.txt" ]; then
        awk '/^=== / { n++ } { line[NR] = $0; of[NR] = n } END { for (i = 1; i <= NR; i++) if (of[i] > n - 9) print line[i] }' \
            "$folder/dbus-p1.result.txt" >$block/before
    fi
    echo "=== $(say clock '{time} by the clock of this device, which may be wrong until it has a network' time="$(date '+%Y-%m-%d %H:%M:%S %Z')")" >$block/lines
    for file in /media/*/venus-"$kind"*gz "$folder"/dbus-p1.*; do
        case $file in
        *'*'* | *.result.*) ;;
        */venus-"$kind"-dbus-p1-*.tgz | */dbus-p1.*) labelled label.found found "${file##*/}" ;;
        *) ! is_package "$file" || labelled label.found found "${file##*/}" ;;
        esac
    done >>$block/lines
    # A browser names a second download "...armv7 (1).tgz".
    for file in /media/*/venus-"$kind"-dbus-p1-*' '*.tgz; do
        [ ! -f "$file" ] || add left "$(say blank_name '{file}: Venus OS does not find a package whose name has a blank; delete it, or end its name with {end}' file="${file##*/}" end="-$(manifest architecture).tgz")"
    done
}

# For what works on in the background: continues the block that is there.
continue_block() {
    read -r kind run <$block/run
}

# Adds text, with a label before each line, and writes the report: add LABEL TEXT.
add() {
    logger -t dbus-p1 "$2"
    [ "$1" != refused ] || : >$block/refused
    echo "$2" | while read -r text; do
        labelled "label.$1" "$1" "$text"
    done >>$block/lines
    write
}

# Writes the report to the stick, as a new file: a link or a pipe may have its name.
write() {
    # The stick was plugged in again: the report is that of another process.
    [ "$(cat $block/run)" = "$kind $run" ] || exit
    file=$(cat $block/folder)/dbus-p1.result.txt
    [ ! -L "$file" ] || rm -f "$file"
    rm -f "$file.new"
    cat $block/before $block/lines $block/closing 2>/dev/null >$block/report
    # A full stick stores a part of it: the report of the boots before stays.
    if [ -d "$file" ] || ! (set -C && cat $block/report >"$file.new") 2>/dev/null; then
        rm -f "$file.new"
        logger -t dbus-p1 "the report cannot be written: $file"
        return
    fi
    mv -f "$file.new" "$file"
    sync
}

# What the owner wants instead of a package: "uninstall" or "disable", by a file of that name on the stick; Windows may add .txt.
wished() {
    for word in uninstall disable; do
        for file in "$(cat $block/folder)/dbus-p1.$word" "$(cat $block/folder)/dbus-p1.$word.txt"; do
            if [ -e "$file" ]; then
                echo $word
                return
            fi
        done
    done
}

# A script of the driver. Where the power failed in the first installation, only that of the version is there: script_of_driver NAME.
script_of_driver() {
    script=/data/dbus-p1/$1
    [ -e "$script" ] || script=$(dirname "$(readlink -f /data/dbus-p1/dbus-p1)")/$1
    echo "$script"
}

# Does what the owner wants instead, once: withdraw uninstall|disable.
withdraw() {
    [ ! -e $block/closing ] || return
    back=$(say use_again 'only if ESS used this meter: set Grid metering back in the settings of ESS. To use dbus-p1 again, delete {file} from the stick, {again}' file="dbus-p1.$1" again="$(again)")
    if [ ! -L /data/dbus-p1/dbus-p1 ]; then
        add left "$(say not_there 'dbus-p1 is not installed, and the file {file} keeps the package on the stick from being installed' file="dbus-p1.$1")"
        end "$back"
    elif ! said=$(sh "$(script_of_driver disable)" 2>&1); then
        add refused "$said"
        end "$(say update_firmware '{again}; if that does not help, update the firmware of the GX device' again="$(again)")"
    elif [ "$1" = disable ]; then
        touch /data/dbus-p1/disabled-by-stick
        add 'done' "$(say stopped_keeps 'dbus-p1 is stopped, now and at boot; configuration and history stay')"
        end "$back"
    else
        add 'done' "$(say stopped 'dbus-p1 is stopped, now and at boot')"
        wait_for "$(say removing 'dbus-p1 is being removed')" uninstall.sh
    fi
}

# Ends the block of this time: end NEXT.
end() {
    labelled label.next next "$1" >>$block/lines
    say may_remove 'The stick can be removed.' >$block/closing
    write
}

# Leaves the end of the block to a script, since services start after the hooks: wait_for REASON SCRIPT.
wait_for() {
    say leave_in 'Leave the stick in for four minutes: {reason}. If this is the last line when you read it on a computer, {again}.' \
        reason="$1" again="$(again)" >$block/closing
    write
    setsid sh "$block/$2" </dev/null >/dev/null 2>&1 &
}

# Takes the configuration over from the stick.
configure() {
    rm -f $block/nothing
    if said=$(P1_NOTHING=$block/nothing sh "$(dirname "$(readlink -f /data/dbus-p1/dbus-p1)")/configure" "$(cat $block/folder)" 2>&1); then
        if [ -e $block/nothing ]; then add left "$said"; else add 'done' "$said"; fi
    else
        add refused "$said"
    fi
    cables_named
}

# Uses the cables that a file dbus-p1.cable on the stick names: cable=NUMBER, a line for each.
cables_named() {
    for file in "$(cat $block/folder)"/dbus-p1.cable "$(cat $block/folder)"/dbus-p1.cable.txt; do
        if [ -f "$file" ] && [ ! -L "$file" ]; then
            # The busybox of Venus OS has no head -c. A byte order mark may come before the first line.
            numbers=$(dd if="$file" bs=4096 count=1 2>/dev/null | tr -d '\r\000' |
                sed -n 's/^[^#;/[:alnum:]]*cable[[:space:]]*=[[:space:]]*\([A-Za-z0-9._:-]*\)[[:space:]]*$/\1/p')
            [ -n "$numbers" ] || add refused "$(say no_cable_named '{file} names no cable; it needs a line such as cable=A5069RR4' file="${file##*/}")"
            # Not read: the last line of a file may have no end.
            for number in $numbers; do
                if [ "$number" = none ]; then
                    touch $block/searched
                    add left "$(say none_listened 'no adapter is listened to: cable=none')"
                elif said=$(sh /data/dbus-p1/enable --cable "$number" 2>&1 </dev/null); then
                    add 'done' "$(say cable_used 'the cable {cable} is used' cable="$number")"
                else
                    add refused "$said"
                fi
            done
        fi
    done
}

finish() {
    if [ ! -L /data/dbus-p1/dbus-p1 ] || [ ! -e /data/dbus-p1/status ]; then
        end "$(correct)"
    elif [ ! -e $block/closing ]; then
        wait_for "$(say waits 'dbus-p1 waits for telegrams of the meter')" meter.sh
    fi
}
