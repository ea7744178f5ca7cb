# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Sourced by gx.sh and by the hooks of a stick: the installed versions, and whether their files are whole.

version_of() {
    link=$(readlink "$1" 2>/dev/null) || return 0
    link=${link#versions/}
    echo "${link%/venus/dbus-p1}"
}

unsupported() {
    [ "$(cat /etc/venus/machine 2>/dev/null)" != ccgx ] ||
        say unsupported 'the Color Control GX is not supported: its memory is too small'
}

# Whether a text is a manifest whose words can be used: version and build name a folder, and kilobytes is a number: is_manifest TEXT.
is_manifest() {
    [ "$(echo "$1" | grep -cE '^(version|build|kilobytes)=')" = 3 ] &&
        [ "$(echo "$1" | grep -cE '^(version=[0-9][0-9A-Za-z.+~-]*|build=[0-9A-Za-z]+|kilobytes=[0-9]{1,12})$')" = 3 ]
}

# What a package lists and is no regular file, one a line: opening a pipe would wait for ever, and a device may have no end: no_files FOLDER.
no_files() {
    if [ -e "$1/SHA256SUMS" ] && [ ! -f "$1/SHA256SUMS" ]; then
        echo SHA256SUMS
    elif [ -e "$1/SHA256SUMS" ]; then
        (cd "$1" && sed 's/^[^ ]*  //' SHA256SUMS | while IFS= read -r file; do
            [ ! -e "$file" ] || [ -f "$file" ] || echo "${file#./}"
        done)
    fi
}

# The files of a package whose checksums are wrong, or that are missing, one a line: damaged_files FOLDER.
damaged_files() {
    if [ -n "$(no_files "$1")" ]; then
        no_files "$1"
    elif [ -s "$1/SHA256SUMS" ]; then
        (cd "$1" && sha256sum -c SHA256SUMS 2>/dev/null | sed -n 's/^\(\.\/\)*\(.*\): FAILED.*/\2/p')
    else
        echo SHA256SUMS
    fi
}

# The files of a package that it does not list, and those that it lists and that are missing: unlisted_files FOLDER.
unlisted_files() {
    (cd "$1" && { echo ./SHA256SUMS && sed 's/^[^ ]*  //' SHA256SUMS && find . ! -type d ! -type l; } 2>/dev/null | sort | uniq -u)
}

is_whole() {
    [ -z "$(damaged_files "$1")" ] && [ -z "$(unlisted_files "$1")" ]
}

# Whether a part of what starts the installed version is missing that no owner has taken away: the power failed in the first installation, or
# another program removed the boot hook. With modifications switched off, the hook has another name.
is_unfinished() {
    [ ! -e /data/dbus-p1/disabled ] && [ ! -e /data/dbus-p1/disabled-by-stick ] || return 1
    [ -e /data/dbus-p1/mode ] && [ -e /data/dbus-p1/status ] || return 0
    starts=/data/rcS.local
    [ -e $starts ] || starts=$starts.disabled
    ! grep -qs ' # dbus-p1' $starts
}

# The architecture of the package for this processor, by a manifest; nothing where there is none: suitable MANIFEST.
suitable() {
    echo "$1" | sed -n 's/^architectures=//p' | tr ' ' '\n' | sed -n "s/^$(uname -m)://p"
}

# Prints a script with the files that it reads in their places: complete_script FILE.
complete_script() {
    awk -v folder="${1%/*}" '
        function print_file(file, line) {
            while ((getline line <file) > 0) {
                if (line !~ /^\. "/) { print line; continue }
                gsub(/.*\/|"$/, "", line)
                print_file(folder "/" line)
            }
            close(file)
        }
        BEGIN { print_file(ARGV[1]) }' "$1"
}

# Completes an interrupted change of versions: both new links exist before the first one is renamed. What ends the driver, or reports
# on it, is a separate file next to the versions: it works where the version is damaged or gone.
finish_switch() {
    if [ -L $previous.new ]; then
        if [ "$(version_of $previous.new)" != "$(version_of $current)" ]; then
            mv -f $previous.new $previous
        else
            rm -f $previous.new
        fi
    fi
    rm -f $current.new
    scripts=versions/$(version_of $current)/venus
    for tool in install enable; do
        [ "$(readlink "$home/$tool")" = "$scripts/$tool" ] || ln -sfn "$scripts/$tool" "$home/$tool"
    done
    [ -z "$(no_files "$home/$scripts/..")" ] && (cd "$home/$scripts/.." && grep -s '  \./venus/' SHA256SUMS | sha256sum -c >/dev/null 2>&1) || return 0
    for tool in disable uninstall status; do
        complete_script "$home/$scripts/$tool" | cmp -s - "$home/$tool" ||
            complete_script "$home/$scripts/$tool" | put 755 "$home/$tool"
    done
}
