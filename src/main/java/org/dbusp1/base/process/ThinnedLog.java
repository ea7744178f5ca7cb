package org.dbusp1.base.process;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Logs a message about an event that others can cause at any rate, such as a refused request: at the first event, the tenth,
 * the hundredth and so on. Use one object for each message, not for each client. Thread safe.
 *
 * <pre>{@code
 * private final ThinnedLog slow = new ThinnedLog();
 * slow.countAndLog(suffix -> LOG.info("raw port: {} does not read fast enough and is disconnected{}", address, suffix));
 * }</pre>
 */
public final class ThinnedLog {
    private final AtomicLong count = new AtomicLong();

    /** Counts an event. @param log logs the message; receives the end of the message: empty, or {@code "; 10 times so far"} */
    public void countAndLog(Consumer<String> log) {
        long times = count.incrementAndGet();
        if (Long.toString(times).matches("10*")) {
            log.accept(times == 1 ? "" : "; " + times + " times so far");
        }
    }
}
