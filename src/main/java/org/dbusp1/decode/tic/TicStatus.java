package org.dbusp1.decode.tic;

import java.util.Optional;

/** The status word of the mode standard, STGE, 32 bits (Enedis-NOI-CPT_54E, 6.2.3.14). */
record TicStatus(int bits) {
    private static final int DIGITS = 8;
    private static final int EXPORTS = 9;
    private static final int TODAY = 24;
    private static final int TOMORROW = 26;

    /** Reads eight hex digits; empty if the text is no such number. */
    static Optional<TicStatus> read(String data) {
        if (data.length() != DIGITS || !data.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            return Optional.empty();
        }
        return Optional.of(new TicStatus(Integer.parseUnsignedInt(data, 16)));
    }

    /** Returns whether active energy flows to the grid. */
    boolean exports() {
        return (bits >>> EXPORTS & 1) != 0;
    }

    /** Returns the colour of the day in the tariff Tempo: 1 blue, 2 white, 3 red; 0 if there is none. */
    int today() {
        return bits >>> TODAY & 3;
    }

    /** Returns tomorrow's colour in the tariff Tempo, 1 to 3; 0 while it is not known. */
    int tomorrow() {
        return bits >>> TOMORROW & 3;
    }
}
