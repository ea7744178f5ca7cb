package org.dbusp1.output.venus;

import java.util.Optional;

/**
 * What a device's setting Phases says. An empty text means as in the configuration, everything else wins over that; a
 * text that makes no sense changes nothing. Guarded by the output's lock.
 */
final class PhaseSetting {
    private final PhaseMap configured;
    private PhaseMap map;
    private String sensible = "";
    private Optional<String> refusal = Optional.empty();

    PhaseSetting(PhaseMap configured) {
        this.configured = configured;
        this.map = configured;
    }

    void hear(String text) {
        try {
            map = tidy(text).isEmpty() ? configured : PhaseMap.parse(text);
            sensible = text;
            refusal = Optional.empty();
        } catch (IllegalArgumentException nonsense) {
            refusal = Optional.of(nonsense.getMessage());
        }
    }

    /**
     * A text that means the same and is written as we write it.
     *
     * @throws IllegalArgumentException when it makes no sense; one line
     */
    static String tidy(String text) {
        return text.isBlank() ? "" : PhaseMap.parse(text).text();
    }

    /** Which phase is where: the last that made sense. */
    PhaseMap map() {
        return map;
    }

    /** The last text that made sense. */
    String sensible() {
        return sensible;
    }

    /** Why the setting cannot stay as it was last heard, in one line; empty where it can. */
    Optional<String> refusal() {
        return refusal;
    }
}
