# shellcheck shell=sh disable=SC2154
# Sourced by status: the reports of running drivers, each a file in memory (StatusReport.java). A line is a word and
# columns, with tabs between.

# Whether the driver of a report is still running.
runs() {
    pid=$(said process "$1" 2)
    [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'org\.dbusp1\.Main'
}

# A column of the first line with a word: said WORD FILE COLUMN.
said() {
    awk -F '\t' -v word="$1" -v column="$3" '$1 == word { print $column; exit }' "$2" 2>/dev/null
}

# Whether the telegrams of one meter come by a report; not where there is no report: telegrams_come [FILE].
telegrams_come() {
    [ -n "${1:-}" ] && [ "$(said finding "$1" 4)" = telegrams ]
}

# The reports of the drivers that run.
reports() {
    for candidate in "$run"/*.status; do
        [ ! -e "$candidate" ] || ! runs "$candidate" || echo "$candidate"
    done
}

# The report of the driver that uses a port.
report_of() {
    for each in $(reports); do
        [ "$(readlink -f "$(said source "$each" 2)")" != "$(readlink -f "/dev/$1")" ] || echo "$each"
    done | head -n 1
}

# The end of the name of a driver's D-Bus service, after its class: after_class FILE.
after_class() {
    name=${1##*/} name=${name%.status}
    echo "p1_${name%.*}"
}
