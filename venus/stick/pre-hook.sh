#!/bin/sh
# Venus OS runs this at boot while the stick is in, before it unpacks the package; status 1 keeps it from that.
set -u
here=$(dirname "$0")
# shellcheck source=venus/stick/result.sh
. "$here/result.sh"

case " $(manifest machine) " in
*" $(uname -m) "*) ;;
*)
    # The package for this device may be on the same stick.
    packages | grep -qv -- "-$(manifest architecture)\.tgz$" ||
        result "the package on the stick is for $(manifest architecture); the processor here is $(uname -m)"
    exit 1
    ;;
esac
version=$(manifest version)-$(manifest build)
if [ "$(readlink /data/dbus-p1/dbus-p1)" = "versions/$version/venus/dbus-p1" ]; then
    configure
    exit 1
fi
needed=$(manifest kilobytes)
if [ "$(free)" -lt "$needed" ]; then
    result "no room on /data: it takes $((needed / 1024 + 1)) MB, and $(($(free) / 1024)) MB are free"
    exit 1
fi
