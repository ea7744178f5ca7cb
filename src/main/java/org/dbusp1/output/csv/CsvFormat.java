package org.dbusp1.output.csv;

/**
 * The form of a CSV file. Every cell is quoted, so that separator and decimal mark may be the same.
 *
 * @param separator between cells
 * @param decimal   mark of numbers: a dot or a comma
 */
public record CsvFormat(char separator, char decimal) {
    /** The form that the spreadsheets of most countries read. */
    public static final CsvFormat DEFAULT = new CsvFormat(';', '.');

    /** Describes what {@link #separator(String)} accepts. */
    public static final String SEPARATORS = "one of ; , or tab";
    /** Describes what {@link #decimal(String)} accepts. */
    public static final String DECIMALS = "a dot or a comma";

    /** @throws IllegalArgumentException when it is not {@link #SEPARATORS} */
    public static char separator(String text) {
        return switch (text) {
            case ";", "," -> text.charAt(0);
            case "tab", "\t" -> '\t';
            default -> throw new IllegalArgumentException("a separator is " + SEPARATORS + ", not \"" + text + "\"");
        };
    }

    /** @throws IllegalArgumentException when it is not {@link #DECIMALS} */
    public static char decimal(String text) {
        if (!text.equals(".") && !text.equals(",")) {
            throw new IllegalArgumentException("a decimal mark is " + DECIMALS + ", not \"" + text + "\"");
        }
        return text.charAt(0);
    }
}
