# shellcheck shell=sh
# Sourced by the scripts for a GX device and a stick, and by serial-starter/driver: texts in the language of the screen. A script
# has each text in English, with its id; the other languages are in texts_LANGUAGE.properties next to this file, by the id.

texts=${texts:-${package:-}/venus}

# The language that the owner has chosen for the screen, in two letters. The settings may not be on the bus yet.
language() {
    sed -n '/<Gui>/,/<\/Gui>/s|.*<Language[^>]*>\([a-z][a-z]\)[^a-z].*|\1|p' /data/conf/settings.xml 2>/dev/null | head -n 1
}

# Prints a text with its {places} filled: say ID ENGLISH [PLACE=VALUE...].
say() {
    awk 'BEGIN {
        text = ARGV[3]
        while ((getline row <ARGV[1]) > 0)
            if (index(row, ARGV[2] "=") == 1) text = substr(row, length(ARGV[2]) + 2)
        for (i = 4; i < ARGC; i++) {
            at = index(ARGV[i], "=")
            place = "{" substr(ARGV[i], 1, at - 1) "}"
            filled = ""
            while ((found = index(text, place)) > 0) {
                filled = filled substr(text, 1, found - 1) substr(ARGV[i], at + 1)
                text = substr(text, found + length(place))
            }
            text = filled text
        }
        print text
    }' "$texts/texts_$(language).properties" "$@"
}

# Prints a line with its label, by the id of the label and its English: labelled ID ENGLISH TEXT.
labelled() {
    label=$(say "$1" "$2")
    # In characters, of which some have two bytes.
    width=$(printf %s "$label" | tr -d '\200-\277' | wc -c)
    printf '%s%*s %s\n' "$label" $((width < 10 ? 10 - width : 0)) '' "$3"
}
