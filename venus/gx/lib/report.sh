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

# A row of a report, by its label in English: row LABEL FILE.
row() {
    awk -F '\t' -v label="$1" '$1 == "row" && $2 == label { print $3; exit }' "$2" 2>/dev/null
}

# The steps of a report, numbered; one that begins with a blank continues the step before: steps_of FILE.
steps_of() {
    awk -F '\t' -v label="$(labelled label.step 'to do' '')" '$1 == "advice" {
        continues = substr($2, 1, 1) == " "
        number += !continues
        printf "%s%s%s\n", number == 1 && !continues ? label : "           ", continues ? "  " : number ". ", $2
    }' "$1"
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

# A duration for people: age SECONDS.
age() {
    if [ "$1" -lt 120 ]; then
        echo "$1 s"
    elif [ "$1" -lt 7200 ]; then
        echo "$(($1 / 60)) min"
    else
        echo "$(($1 / 3600)) h"
    fi
}
