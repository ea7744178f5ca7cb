#!/bin/sh
# Venus OS runs this after it unpacked the package to /data: post-hook.sh success|extraction-failed.
set -u
# shellcheck source=venus/stick/result.sh
. "$(dirname "$0")/result.sh"

if [ "${1:-}" != success ]; then
    result 'the package on the stick is damaged; download it again'
    exit 1
fi
said=$(sh /data/dbus-p1/venus/install 2>&1)
result "$said"
configure
