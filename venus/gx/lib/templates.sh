# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Sourced by gx.sh: service templates, and the root file system that Venus OS mounts read-only.

templates=/opt/victronenergy/service-templates
# The service templates of Venus OS with ours, mounted over the folder of Venus OS where that cannot be written. On /data, so that
# what other programs put there lasts as they expect.
copy=$home/service-templates

# Whether files can be written in a folder: can_write FOLDER. A file for trying would stay after a power cut.
can_write() {
    touch -c "$1" 2>/dev/null
}

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
    remount=/opt/victronenergy/swupdate-scripts/remount-rw.sh
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
    # It was put there while another program kept the root file system writeable.
    [ ! -d $templates/dbus-p1 ] || echo "$me: the root file system is read-only now: $templates/dbus-p1 stays there, and nothing uses it. To remove it: $remount; rm -r $templates/dbus-p1" >&2
}
