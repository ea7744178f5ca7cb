#!/bin/sh
# Venus OS runs this at boot or when a stick is plugged in, for each package on it, before it unpacks the package; status 1 prevents that.
set -u
here=$(dirname "$0")
# shellcheck source=venus/gx/stick/result.sh
. "$here/result.sh"

# A stick that is in at boot counts as plugged in, perhaps before there is a place to unpack to.
grep -q ' /data ' /proc/mounts || exit 1
begin
wish=$(wished)
if [ -n "$wish" ]; then
    withdraw "$wish"
    exit 1
fi
if ! is_manifest "$(cat "$here/MANIFEST" 2>/dev/null)"; then
    damaged=$(damaged)
    [ -e $block/closing ] || add refused "${damaged:-$(say stick_damaged 'the package on the stick is damaged; download it again')}"
    any_fits || [ -e $block/closing ] || finish
    exit 1
fi
case " $(manifest machine) " in
*" $(uname -m) "*) ;;
*)
    # The package for this device may be on the same stick. A damaged one has no hook that could report it.
    if any_fits || [ -e $block/closing ]; then
        exit 1
    fi
    damaged=$(damaged)
    if [ -n "$damaged" ]; then
        add refused "$damaged"
    else
        fits=$(manifest architectures | tr ' ' '\n' | sed -n "s/^$(uname -m)://p")
        take=$(say no_package 'there is no package for it')
        [ -z "$fits" ] ||
            take=$(say copy_package 'copy {file} to the stick' file="venus-$kind-dbus-p1-$(manifest version)-$fits.tgz")
        add refused "$(say other_processor 'the package on the stick is for {architecture}; the processor here is {processor}: {take}' \
            architecture="$(manifest architecture)" processor="$(uname -m)" take="$take")"
    fi
    finish
    exit 1
    ;;
esac
why=$(unsupported)
if [ -n "$why" ]; then
    add refused "$why"
    finish
    exit 1
fi

version=$(manifest version)-$(manifest build)
if [ "$(packages_alike | wc -l)" -gt 1 ]; then
    best=$(chosen)
    if other=$(tar -xzOf "$best" rc/MANIFEST 2>/dev/null); then
        other=$(echo "$other" | sed -n 's/^version=//p')-$(echo "$other" | sed -n 's/^build=//p')
        if [ "$other" != "$version" ]; then
            add left "$(say newer_on_stick 'dbus-p1 {version}: the stick has {other} too, which is newer' version="$version" other="$other")"
            exit 1
        fi
    else
        add refused "$(say file_damaged '{file} is damaged; download it again' file="${best##*/}")"
    fi
fi
if [ "$installed" = "$version" ] && is_whole "/data/dbus-p1/versions/$version"; then
    reason=$(say already 'dbus-p1 {version}: it is installed already' version="$version")
elif [ "$installed" != "$version" ] && newer "${installed%-*}" "$(manifest version)"; then
    reason=$(say newer_there 'dbus-p1 {version}: {other} is installed, which is newer' version="$version" other="$installed")
else
    needed=$(manifest kilobytes)
    if [ "$(free)" -ge "$needed" ]; then
        exit 0
    fi
    add refused "$(say space 'not enough space on /data: dbus-p1 needs {needed} MB, and {free} MB are free' needed="$((needed / 1024 + 1))" free="$(($(free) / 1024))")"
    finish
    exit 1
fi
if is_unfinished && is_whole "/data/dbus-p1/versions/$installed"; then
    if said=$(sh "/data/dbus-p1/versions/$installed/venus/install" 2>&1); then
        add 'done' "$said"
    else
        add refused "$said"
        finish
        exit 1
    fi
    [ "$installed" = "$version" ] || add left "$reason"
else
    add left "$reason"
fi
if [ -e /data/dbus-p1/disabled-by-stick ]; then
    if said=$(sh /data/dbus-p1/enable 2>&1); then
        add 'done' "$(say started_again 'dbus-p1 is started again, now and at boot')"
    else
        add refused "$said"
    fi
fi
configure
finish
exit 1
