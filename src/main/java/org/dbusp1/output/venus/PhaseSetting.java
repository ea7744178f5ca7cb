package org.dbusp1.output.venus;

import java.util.Optional;

/**
 * A device's setting Phases. An empty text means the order of the configuration, any other order wins over it; an
 * invalid text changes nothing. Guarded by the output's lock.
 */
final class PhaseSetting {
    private final PhaseMap configured;
    private PhaseMap map;
    private String lastValid = "";
    private Optional<String> refusal = Optional.empty();

    PhaseSetting(PhaseMap configured) {
        this.configured = configured;
        this.map = configured;
    }

    void update(String text) {
        try {
            map = tidy(text).isEmpty() ? configured : PhaseMap.parse(text);
            lastValid = text;
            refusal = Optional.empty();
        } catch (IllegalArgumentException invalid) {
            refusal = Optional.of(invalid.getMessage());
        }
    }

    /**
     * The same order in canonical form.
     *
     * @throws IllegalArgumentException when it is no order of phases; one line
     */
    static String tidy(String text) {
        return text.isBlank() ? "" : PhaseMap.parse(text).text();
    }

    /** The last valid order. */
    PhaseMap map() {
        return map;
    }

    /** The last valid text. */
    String lastValid() {
        return lastValid;
    }

    /** Why the last text is invalid, in one line; empty where it is valid. */
    Optional<String> refusal() {
        return refusal;
    }
}
