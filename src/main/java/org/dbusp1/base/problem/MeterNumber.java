package org.dbusp1.base.problem;

/** The number of a meter, which identifies a house: clients of the web server do not see it whole. */
public record MeterNumber(String text) {
    @Override
    public String toString() {
        return text;
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof MeterNumber that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
