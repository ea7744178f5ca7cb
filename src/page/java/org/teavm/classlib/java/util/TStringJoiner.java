package org.teavm.classlib.java.util;

/** {@link java.util.StringJoiner}, as far as the driver uses it. */
public final class TStringJoiner {
    private final String delimiter;
    private final String suffix;
    private final StringBuilder joined;
    private boolean empty = true;

    /** Joins with nothing around. @param delimiter between two texts */
    public TStringJoiner(CharSequence delimiter) {
        this(delimiter, "", "");
    }

    /** Joins. @param delimiter between two texts @param prefix before the first @param suffix behind the last */
    public TStringJoiner(CharSequence delimiter, CharSequence prefix, CharSequence suffix) {
        this.delimiter = delimiter.toString();
        this.suffix = suffix.toString();
        this.joined = new StringBuilder(prefix);
    }

    /** Adds a text. @return this */
    public TStringJoiner add(CharSequence text) {
        joined.append(empty ? "" : delimiter).append(text);
        empty = false;
        return this;
    }

    @Override
    public String toString() {
        return joined + suffix;
    }
}
