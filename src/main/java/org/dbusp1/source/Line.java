package org.dbusp1.source;

/** A source whose line settings can be changed, also while it is open. */
public interface Line extends Source {
    LineSettings settings();

    /** Uses other settings from now on; bytes that came before may still be read. */
    void use(LineSettings settings);
}
