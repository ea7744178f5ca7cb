package org.dbusp1.output;

import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.process.UserException;

/** The characters of a CSV file by which spreadsheets of some countries tell its cells and numbers. */
public record CsvFormat(char separator, char decimal) {
    public static final String SEPARATORS = "one of ; , or tab";
    public static final String DECIMALS = "a dot or a comma";
    /** A tab is written as the word, because a configuration file and a shell lose the character. */
    public static final ValueType<Character> SEPARATOR = ValueType.parsed("CHARACTER", SEPARATORS, text -> switch (text) {
        case ";", "," -> text.charAt(0);
        case "tab", "\t" -> '\t';
        default -> throw new IllegalArgumentException(text);
    });
    public static final ValueType<Character> DECIMAL = ValueType.parsed("CHARACTER", DECIMALS, text -> switch (text) {
        case ".", "," -> text.charAt(0);
        default -> throw new IllegalArgumentException(text);
    });

    /** Returns the form that the options of a command name. @throws UserException if one of them is not allowed */
    public static CsvFormat ofOptions(String separator, String decimal) throws UserException {
        return new CsvFormat(SEPARATOR.value("--separator", separator), DECIMAL.value("--decimal", decimal));
    }

    /** Returns a number with this decimal mark. @param digits with a dot */
    public String number(String digits) {
        return digits.replace('.', decimal);
    }
}
