# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Sourced by gx.sh: the meter's own pages on the screen of the GX device.

# The meter's own pages on the screen: folder, file and plug-in have one name.
pages=/data/apps/available/dbus-p1
pages_link=/data/apps/enabled/dbus-p1

# Gives the screen (gui-v2) this version's pages of the meter; after that, a link that is missing was removed by the owner. The screen
# watches both folders; a firmware without plug-ins looks at neither.
show_pages() {
    if [ ! -e "$package/screen/dbus-p1.json" ]; then
        hide_pages
        return
    fi
    if cmp -s "$package/screen/dbus-p1.json" $pages/gui-v2/dbus-p1.json; then
        return
    fi
    make_folder $pages/gui-v2
    make_folder ${pages_link%/*}
    [ -e $pages_link ] || ln -sfn ../available/dbus-p1 $pages_link
    put 644 $pages/gui-v2/dbus-p1.json <"$package/screen/dbus-p1.json"
    renew_screen
}

# Restarts a screen that runs while the pages change, as the firmware's display-hotplug does when a display is connected. From gui-v2 1.3.9
# on (src/guiplugins.cpp, clearComponentCache), in firmware v3.80, it would open no page after that, and its back arrow would do nothing.
renew_screen() {
    [ -n "$(pid_of /service/start-gui)" ] || return 0
    case $(sed -n 1p /opt/victronenergy/version 2>/dev/null) in
    v[0-2].* | v3.[0-7][0-9] | v3.[0-7][0-9][!0-9]*) return ;;
    v[0-9]*) ! svc -t /service/start-gui 2>/dev/null || return 0 ;;
    esac
    words=$(say renew_screen 'The pages of the meter on the screen have changed. If the back arrow of the screen does nothing, restart the GX device')
    echo "$words"
    notify 2 dbus-p1 "$words" || true
}

# Whether the screen shows them; as Program.java decides for the driver's texts.
shows_pages() {
    case $(sed -n 1p /opt/victronenergy/version 2>/dev/null) in
    v[0-2].* | v3.[0-6][0-9] | v3.[0-6][0-9][!0-9]*) return 1 ;;
    v3.7[0-9] | v3.7[0-9][!0-9]*) [ -e /service/start-gui ] || return 1 ;;
    esac
    [ -L $pages_link ]
}

hide_pages() {
    shown=$(ls -d $pages/gui-v2/dbus-p1.json 2>/dev/null || true)
    [ ! -L $pages_link ] || [ "$(readlink $pages_link)" != ../available/dbus-p1 ] || rm -f $pages_link
    rm -f $pages/gui-v2/dbus-p1.json $pages/gui-v2/.dbus-p1.new
    rmdir $pages/gui-v2 $pages 2>/dev/null || true
    [ -z "$shown" ] || renew_screen
}
