# shellcheck shell=sh
# Sourced by result.sh: the packages on the sticks, and which of them is to be installed.

# shellcheck source=venus/gx/lib/version.sh
# shellcheck disable=SC2154  # set by the hook
. "$here/version.sh"

# The packages that Venus OS reads now: "data" at boot, "runtime" when a stick is plugged in (v3.70 or newer).
kind=data

manifest() {
    sed -n "s/^$1=//p" "$here/MANIFEST" 2>/dev/null
}

free() {
    df -Pk /data | awk 'NR == 2 { print $4 }'
}

# The packages on all sticks, one a line. Links, folders and pipes are not packages, and Venus OS finds none whose name has a blank.
packages() {
    for file in /media/*/venus-"$kind"-dbus-p1-*.tgz; do
        [ ! -f "$file" ] || [ -L "$file" ] || echo "$file"
    done | grep -v '[[:space:]]'
}

packages_alike() {
    packages | grep -- "-$(manifest architecture)[^/]*\.tgz$"
}

# The manifest of a package on a stick; nothing for a link, a folder, or a file that cannot be read: manifest_of FILE.
manifest_of() {
    [ ! -f "$1" ] || [ -L "$1" ] || tar -xzOf "$1" rc/MANIFEST 2>/dev/null
}

is_package() {
    is_manifest "$(manifest_of "$1")"
}

any_fits() {
    packages | while read -r file; do
        case " $(manifest_of "$file" | sed -n 's/^machine=//p') " in
        *" $(uname -m) "*) ! is_package "$file" || echo fits ;;
        esac
    done | grep -q fits
}

# A line for each package that cannot be read, with its size: a cut download, or a saved web page.
damaged() {
    packages | while read -r file; do
        is_package "$file" || say size_damaged '{file} is damaged ({size} kB); download it again' file="${file##*/}" size="$((($(wc -c <"$file") + 1023) / 1024))"
    done
}

# The names of the packages that have the manifest of this one, each with a blank after it.
own_names() {
    for file in /media/*/venus-"$kind"*gz; do
        ! manifest_of "$file" | cmp -s - "$here/MANIFEST" || printf '%s ' "${file##*/}"
    done
}

# Succeeds when the first version is higher: 0.10.0 is newer than 0.9.0, and 0.2.0 than 0.2.0-rc1.
newer() {
    awk -v a="$1" -v b="$2" 'BEGIN {
        # A release counts as later than each version with something after a dash.
        if (a !~ /-/) a = a "-999999"
        if (b !~ /-/) b = b "-999999"
        split(a, first, "-"); split(b, second, "-")
        for (part = 1; part <= 2; part++) {
            n = split(first[part], x, /[^0-9]+/); m = split(second[part], y, /[^0-9]+/)
            for (i = 1; i <= n || i <= m; i++) if (x[i] + 0 != y[i] + 0) exit !(x[i] + 0 > y[i] + 0)
        }
        exit 1
    }'
}

# The package to install: that of the highest version; of two with the same version the newer file.
chosen() {
    packages_alike | {
        best='' highest=''
        while read -r file; do
            version=${file##*/"venus-$kind-dbus-p1-"}
            version=${version%-"$(manifest architecture)"*}
            # shellcheck disable=SC3013  # busybox has -nt
            if [ -z "$best" ] || newer "$version" "$highest" || { ! newer "$highest" "$version" && [ "$file" -nt "$best" ]; }; then
                best=$file highest=$version
            fi
        done
        echo "$best"
    }
}
