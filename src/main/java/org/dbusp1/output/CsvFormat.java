package org.dbusp1.output;

import org.dbusp1.config.Key.ValueType;

/** The characters of a CSV file by which spreadsheets of some countries tell its cells and numbers. */
public record CsvFormat(char separator, char decimal) {
    /** A tab is written as the word, because a configuration file and a shell lose the character. */
    public static final ValueType<Character> SEPARATOR = ValueType.parsed("CHARACTER", "one of ; , or tab", text -> switch (text) {
        case ";", "," -> text.charAt(0);
        case "tab", "\t" -> '\t';
        default -> throw new IllegalArgumentException(text);
    });
    public static final ValueType<Character> DECIMAL = ValueType.parsed("CHARACTER", "a dot or a comma", text -> switch (text) {
        case ".", "," -> text.charAt(0);
        default -> throw new IllegalArgumentException(text);
    });

    /** Returns a number with this decimal mark. @param digits with a dot */
    public String number(String digits) {
        return digits.replace('.', decimal);
    }
}
