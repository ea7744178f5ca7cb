package org.dbusp1.rawlog;

import java.util.Optional;
import org.dbusp1.frame.FormatHint;
import org.dbusp1.meter.Rejected;

/** Counts what a raw log holds, and tells when a file is no raw log of a meter. */
public final class LogContents {
    private final String name;
    private long bytes;
    private long telegrams;
    private long noise;

    /** @param name of the log, for people */
    LogContents(String name) {
        this.name = name;
    }

    /** So many more bytes were read. */
    void read(int count) {
        bytes += count;
    }

    /** A good telegram or frame was found. */
    void accepted() {
        telegrams++;
    }

    /** A telegram or frame was refused, or noise that begins like one. */
    void refused(Rejected rejected) {
        if (FormatHint.ofMeter(rejected.bytes(), rejected.cause())) {
            telegrams++;
        } else {
            noise++;
        }
    }

    /** Whether the log holds a telegram or frame of a meter, good or refused. */
    public boolean any() {
        return telegrams > 0;
    }

    /** One sentence for the owner where the log holds none; otherwise empty. */
    public Optional<String> mistake() {
        if (any()) {
            return Optional.empty();
        }
        return Optional.of(name + (bytes == 0 ? ": the file is empty" : ": no telegram in " + bytes + " bytes"
                + (noise > 0 ? ", only noise" : "")
                + "; a raw log holds the bytes of the meter as they came. See what the bytes"
                + " look like with dbus-p1 check --replay " + (name.equals("-") ? "FILE" : name)));
    }
}
