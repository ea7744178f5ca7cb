package org.dbusp1.process;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Something that others can cause as often as they like, such as a refused request: it is logged the first time, the
 * tenth, the hundredth and so on, so that nobody can use up the log of a day. One object for each message, and never one
 * for each client, whose number has no limit. Any thread may call.
 *
 * <pre>{@code
 * private final Recurrence slow = new Recurrence();
 * slow.count(times -> LOG.info("raw port: {} does not read fast enough and is disconnected{}", address, times));
 * }</pre>
 */
public final class Recurrence {
    private final AtomicLong count = new AtomicLong();

    /** Counts one more. @param log logs the message, and gets its end: empty, or {@code "; 10 times so far"} */
    public void count(Consumer<String> log) {
        long times = count.incrementAndGet();
        if (Long.toString(times).matches("10*")) {
            log.accept(times == 1 ? "" : "; " + times + " times so far");
        }
    }
}
