package org.dbusp1.source;

import java.util.Optional;

/** A source whose line settings can be changed, also while it is open. */
public interface SerialLine extends Source {
    LineSettings settings();

    /** Uses other settings from now on; bytes that came before may still be read. */
    void use(LineSettings settings);

    /**
     * Raises or drops the lines DTR and RTS, from which some cables feed the meter's data request; ports without these
     * lines do not change.
     */
    void request(boolean dtr, boolean rts);

    @Override
    default Optional<LineSettings> line() {
        return Optional.of(settings());
    }
}
