#!/bin/sh
# Venus OS runs this after it unpacked the package to /data: post-hook.sh success|extraction-failed.
set -u
here=$(dirname "$0")
# shellcheck source=venus/stick/result.sh
. "$here/result.sh"

# Takes away again what was unpacked, from beside what is remembered.
clean() {
    package=$(packages | grep -- "-$(manifest architecture)\.tgz$" | head -n 1)
    tar -tzf "$package" 2>/dev/null | sed -n 's:^\(\./\)*dbus-p1/\([^/][^/]*\).*:\2:p' | sort -u | while read -r top; do
        rm -rf "/data/dbus-p1/$top"
    done
    rmdir /data/dbus-p1 2>/dev/null
}

if [ "${1:-}" != success ]; then
    reason='the package on the stick is damaged; download it again'
    [ "$(free)" -gt 1024 ] || reason='no room on /data'
    clean
    result "$reason"
    exit 1
fi
if said=$(sh /data/dbus-p1/venus/install 2>&1); then
    result "$said"
    configure
else
    clean
    result "$said"
    exit 1
fi
