#!/bin/sh
# Venus OS runs this at boot while the stick is in, before it unpacks the package; status 1 keeps it from that.
set -u
here=$(dirname "$0")
# shellcheck source=venus/stick/result.sh
. "$here/result.sh"

wanted=$(sed -n 's/^machine=//p' "$here/MANIFEST")
version=$(sed -n 's/^version=//p' "$here/MANIFEST")-$(sed -n 's/^build=//p' "$here/MANIFEST")
needed=$(sed -n 's/^kilobytes=//p' "$here/MANIFEST")
free=$(df -Pk /data | awk 'NR == 2 { print $4 }')
installed=$(readlink /data/dbus-p1/dbus-p1)

case " $wanted " in
*" $(uname -m) "*) ;;
*)
    # The package for this device may be on the same stick.
    exit 1
    ;;
esac
if [ "$installed" = "versions/$version/venus/dbus-p1" ]; then
    configure
    exit 1
fi
if [ "$free" -lt "$needed" ]; then
    result "no room on /data: it takes $((needed / 1024 + 1)) MB, and $((free / 1024)) MB are free"
    exit 1
fi
