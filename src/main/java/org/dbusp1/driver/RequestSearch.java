package org.dbusp1.driver;

import java.util.List;
import java.util.Optional;
import org.dbusp1.source.Source.SerialLine;

/**
 * While a line is wholly silent, tries the other states of DTR and RTS, from which some cables feed the meter's data
 * request. With the first byte the states are kept, and the search for the line's settings goes on. Used by a check
 * only: a driver uses the configured states.
 */
public final class RequestSearch implements Reader.LineTuner {
    /** The time of a try: a meter that sends each ten seconds has sent by then. */
    private static final long TRY_NANOS = 12_000_000_000L;

    /** The states of both lines. */
    private record Request(boolean dtr, boolean rts) {
        /** Returns the lines that are on, as in the configuration. */
        String raised() {
            return (dtr ? "dtr" : "") + (dtr && rts ? "," : "") + (rts ? "rts" : "");
        }

        @Override
        public String toString() {
            return "DTR " + (dtr ? "on" : "off") + ", RTS " + (rts ? "on" : "off");
        }
    }

    private static final List<Request> ALL = List.of(new Request(true, true), new Request(true, false),
            new Request(false, true), new Request(false, false));

    private final SerialLine line;
    private final Reader.LineTuner settings;
    private final Request configured;
    private volatile Request current;
    private volatile boolean received;
    private volatile int tried = 1;
    private long since;

    /** @param settings tunes the settings of a line that is not silent */
    public RequestSearch(SerialLine line, Reader.LineTuner settings, boolean dtr, boolean rts) {
        this.line = line;
        this.settings = settings;
        this.configured = new Request(dtr, rts);
        this.current = configured;
    }

    @Override
    public void opened(long nanos) {
        since = nanos;
        settings.opened(nanos);
    }

    @Override
    public void received(byte[] bytes, int count, long intactFrames, long nanos) {
        received |= count > 0;
        if (received) {
            settings.received(bytes, count, intactFrames, nanos);
        } else if (nanos - since > TRY_NANOS) {
            since = nanos;
            current = ALL.get((ALL.indexOf(current) + 1) % ALL.size());
            tried++;
            line.request(current.dtr, current.rts);
            // The earlier silence proves nothing about the line's settings.
            settings.opened(nanos);
        }
    }

    /** Returns the result of the search, for people; empty if the configured states work. */
    public Optional<String> words() {
        if (received) {
            return current.equals(configured) ? Optional.empty() : Optional.of("the meter sends with " + current
                    + " only: set serial.lines=" + current.raised());
        }
        return Optional.of((tried > ALL.size() ? "all states of DTR and RTS were tried; now " : "trying ") + current);
    }
}
