package org.dbusp1.meter;

/**
 * The identity of a meter for every output: settings, topics, unique ids, history. A new meter keeps the key of the
 * meter that it replaces.
 *
 * @param text 1 to 48 characters of A-Z a-z 0-9 _
 */
public record MeterKey(String text) {
    public static final int MAX_LENGTH = 48;

    public MeterKey {
        if (!text.matches("[A-Za-z0-9_]{1," + MAX_LENGTH + "}")) {
            throw new IllegalArgumentException("not a meter key: " + text);
        }
    }

    /**
     * Makes a key of any text: every character that is not allowed becomes an underscore, and a text that is too long is cut.
     *
     * @throws IllegalArgumentException if the text is empty
     */
    public static MeterKey of(String text) {
        String clean = text.replaceAll("[^A-Za-z0-9_]", "_");
        return new MeterKey(clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) : clean);
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof MeterKey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
