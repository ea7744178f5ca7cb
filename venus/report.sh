# shellcheck shell=sh disable=SC2154
# Read by status: what running drivers say of themselves, each in a file in memory (StatusReport.java): a line for each
# thing, a word and then columns with tabs between.

# Whether the driver of a file is still there.
runs() {
    pid=$(said process "$1" 2)
    [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'org\.dbusp1\.Main'
}

# A column of the first line that begins with a word: said WORD FILE COLUMN.
said() {
    awk -F '\t' -v word="$1" -v column="$3" '$1 == word { print $column; exit }' "$2" 2>/dev/null
}

row() {
    awk -F '\t' -v label="$1" '$1 == "row" && $3 == label { print $4; exit }' "$2" 2>/dev/null
}

# The files of the drivers that run.
reports() {
    for candidate in "$run"/*.status; do
        [ ! -e "$candidate" ] || ! runs "$candidate" || echo "$candidate"
    done
}

# The file of the driver that has a port.
report_of() {
    for each in $(reports); do
        [ "$(readlink -f "$(said source "$each" 2)")" != "$(readlink -f "/dev/$1")" ] || echo "$each"
    done | head -n 1
}

# What a driver's service ends with, of whatever class it is: after_class FILE.
after_class() {
    name=${1##*/} name=${name%.status}
    echo "p1_${name%.*}"
}

# How long ago, for people: ago SECONDS.
ago() {
    if [ "$1" -lt 120 ]; then
        echo "$1 s ago"
    elif [ "$1" -lt 7200 ]; then
        echo "$(($1 / 60)) min ago"
    else
        echo "$(($1 / 3600)) h ago"
    fi
}
