# shellcheck shell=sh
# Read by the hooks: what became of it, for who looks at the stick.

# What the manifest of the package says about a word.
manifest() {
    # shellcheck disable=SC2154  # set by the hook
    sed -n "s/^$1=//p" "$here/MANIFEST"
}

# The packages of dbus-p1 that are plugged in.
packages() {
    for file in /media/*/venus-data-dbus-p1-*.tgz; do
        [ ! -e "$file" ] || echo "$file"
    done
}

# Kilobytes on /data.
free() {
    df -Pk /data | awk 'NR == 2 { print $4 }'
}

# The stick that the package came from; a second one may be in.
stick() {
    packages | head -n 1 | xargs -r dirname
}

# Once: the stick may stay in at many starts.
result() {
    logger -t dbus-p1 "$1"
    folder=$(stick)
    [ -n "$folder" ] || return 0
    file=$folder/dbus-p1.result.txt
    [ "$(tail -n "$(echo "$1" | wc -l)" "$file" 2>/dev/null)" = "$1" ] || echo "$1" >>"$file"
}

configure() {
    folder=$(stick)
    [ -n "$folder" ] || return
    said=$(sh "$(dirname "$(readlink -f /data/dbus-p1/dbus-p1)")/configure" "$folder" 2>&1)
    [ -z "$said" ] || result "$said"
}
