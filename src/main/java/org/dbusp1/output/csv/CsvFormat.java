package org.dbusp1.output.csv;

/**
 * How a CSV file is written; every cell is quoted, so that the two may be the same.
 *
 * @param separator between cells
 * @param decimal   mark of numbers: a dot or a comma
 */
public record CsvFormat(char separator, char decimal) {
    /** What the spreadsheets of most countries take. */
    public static final CsvFormat DEFAULT = new CsvFormat(';', '.');

    /** What {@link #separator(String)} takes, in words. */
    public static final String SEPARATORS = "one of ; , or tab";
    /** What {@link #decimal(String)} takes, in words. */
    public static final String DECIMALS = "a dot or a comma";

    /** @throws IllegalArgumentException when it is none of {@link #SEPARATORS} */
    public static char separator(String text) {
        return switch (text) {
            case ";", "," -> text.charAt(0);
            case "tab", "\t" -> '\t';
            default -> throw new IllegalArgumentException("a separator is " + SEPARATORS + ", not \"" + text + "\"");
        };
    }

    /** @throws IllegalArgumentException when it is none of {@link #DECIMALS} */
    public static char decimal(String text) {
        if (!text.equals(".") && !text.equals(",")) {
            throw new IllegalArgumentException("a decimal mark is " + DECIMALS + ", not \"" + text + "\"");
        }
        return text.charAt(0);
    }
}
