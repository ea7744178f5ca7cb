package org.dbusp1.source;

import java.util.Optional;

/** A source whose line settings can be changed, also while it is open. */
public interface SerialLine extends Source {
    LineSettings settings();

    /** Uses other settings from now on; bytes that came before may still be read. */
    void use(LineSettings settings);

    /**
     * Raises or drops the lines from which some cables feed the meter's data request; ports without them stay as they
     * are.
     */
    void request(boolean dtr, boolean rts);

    @Override
    default Optional<LineSettings> line() {
        return Optional.of(settings());
    }
}
