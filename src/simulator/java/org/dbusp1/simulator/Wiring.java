package org.dbusp1.simulator;

import java.util.Arrays;

/** The connection of the house to the grid. */
public enum Wiring {
    ONE_PHASE("1"),
    THREE_PHASES("3"),
    /** Three phases with 230 V between each two of them, without neutral, as in parts of Belgium and Norway. */
    THREE_BY_230("3x230");

    private final String text;

    Wiring(String text) {
        this.text = text;
    }

    /**
     * Reads {@code 1}, {@code 3} or {@code 3x230}.
     *
     * @throws IllegalArgumentException with the allowed values in one line
     */
    public static Wiring parse(String text) {
        return Arrays.stream(values()).filter(wiring -> wiring.text.equals(text)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("\"" + text + "\" is no number of phases: give 1, 3 or 3x230"));
    }

    /** Returns the number of phases that the meter prints. */
    public int phases() {
        return this == ONE_PHASE ? 1 : 3;
    }

    /** Returns the word of the command line: {@code 1}, {@code 3} or {@code 3x230}. */
    @Override
    public String toString() {
        return text;
    }
}
