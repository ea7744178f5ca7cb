# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Sourced by gx.sh: the meter's own pages on the screen of the GX device.

# The meter's own pages on the screen: folder, file and plug-in have one name.
pages=/data/apps/available/dbus-p1
pages_link=/data/apps/enabled/dbus-p1

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

# Whether the screen shows them; as the launcher decides for the driver's texts.
shows_pages() {
    case $(sed -n 1p /opt/victronenergy/version 2>/dev/null) in
    v[0-2].* | v3.[0-6][0-9] | v3.[0-6][0-9][!0-9]*) return 1 ;;
    esac
    [ -L $pages_link ]
}

hide_pages() {
    [ ! -L $pages_link ] || [ "$(readlink $pages_link)" != ../available/dbus-p1 ] || rm -f $pages_link
    rm -f $pages/gui-v2/dbus-p1.json $pages/gui-v2/.dbus-p1.new
    rmdir $pages/gui-v2 $pages 2>/dev/null || true
}
