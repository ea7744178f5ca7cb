# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Sourced by gx.sh: the installed versions, and whether their files are whole.

# The name of the version that a link points to.
version_of() {
    link=$(readlink "$1" 2>/dev/null) || return 0
    link=${link#versions/}
    echo "${link%/venus/dbus-p1}"
}

# The files of a package whose checksums are wrong, or that are missing, one a line: damaged_files FOLDER.
damaged_files() {
    if [ -s "$1/SHA256SUMS" ]; then
        (cd "$1" && sha256sum -c SHA256SUMS 2>/dev/null | sed -n 's/^\(\.\/\)*\(.*\): FAILED.*/\2/p')
    else
        echo SHA256SUMS
    fi
}

# The files of a package that it does not list, and those that it lists and that are missing: unlisted_files FOLDER.
unlisted_files() {
    (cd "$1" && { echo ./SHA256SUMS && sed 's/^[^ ]*  //' SHA256SUMS && find . -type f; } 2>/dev/null | sort | uniq -u)
}

is_whole() {
    [ -z "$(damaged_files "$1")" ] && [ -z "$(unlisted_files "$1")" ]
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
    (cd "$home/$scripts/.." && grep -s '  \./venus/' SHA256SUMS | sha256sum -c >/dev/null 2>&1) || return 0
    for tool in disable uninstall status; do
        complete_script "$home/$scripts/$tool" | cmp -s - "$home/$tool" ||
            complete_script "$home/$scripts/$tool" | put 755 "$home/$tool"
    done
}
