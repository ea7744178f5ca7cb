#!/bin/sh
# Venus OS runs this after it unpacked the package to /data: post-hook.sh success|extraction-failed.
set -u
here=$(dirname "$0")
# shellcheck source=venus/gx/stick/result.sh
. "$here/result.sh"

clean() {
    for file in /media/*/venus-"$kind"*gz; do
        ! is_package "$file" || tar -tzf "$file" 2>/dev/null
    done | sed -n 's:^\(\./\)*dbus-p1/\([^/][^/]*\).*:\2:p' | sort -u | while IFS= read -r top; do
        rm -rf "/data/dbus-p1/$top"
    done
    rmdir /data/dbus-p1 2>/dev/null
}

begin
if [ "${1:-}" != success ]; then
    name=$(own_names)
    reason=$(say stick_damaged 'the package on the stick is damaged; download it again')
    [ -z "$name" ] || reason=$(say file_damaged '{file} is damaged; download it again' file="${name% }")
    [ "$(free)" -gt 1024 ] || reason=$(say no_space 'not enough space on /data')
    clean
    add refused "$reason"
    finish
    exit 1
fi
if ! said=$(sh /data/dbus-p1/venus/install 2>&1); then
    clean
    add refused "$said"
    finish
    exit 1
fi
add 'done' "$said"
configure
finish
