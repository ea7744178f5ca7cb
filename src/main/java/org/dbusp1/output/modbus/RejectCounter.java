package org.dbusp1.output.modbus;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused, and logs the first of each kind, the tenth, the hundredth and so on. Counted by one thread.
 */
final class RejectCounter {
    /** Why something is refused. */
    enum Kind {
        /** A GX device asks for the units of other makes while it searches. */
        UNIT("a request for a unit that is not 1"),
        FUNCTION("a request for a function that this meter does not have"),
        /** A GX device asks for the registers of other makes while it searches. */
        REGISTERS("a request for registers that this meter does not have"),
        SETTING("a request that would set something; nothing can be set, or the request is damaged"),
        GARBAGE("bytes that are no Modbus request, and closed the connection"),
        CONNECTION("a connection, because there are too many, or too many of this address"),
        PACE("to answer faster, because this client asks more than " + Transport.MOST_EACH_SECOND + " times a second");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RejectCounter.class);
    private static final int FACTOR = 10;

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> next = new EnumMap<>(Kind.class);

    synchronized void count(Kind kind, InetAddress client) {
        long count = counts.merge(kind, 1L, Long::sum);
        if (count >= next.getOrDefault(kind, 1L)) {
            next.put(kind, FACTOR * count);
            LOG.info("modbus: refused {}, from {}; {} so far", kind.sentence, client.getHostAddress(), count);
        }
    }

    /** Returns the number of refused requests since the start. */
    synchronized long of(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }
}
