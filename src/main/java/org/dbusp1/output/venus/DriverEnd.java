package org.dbusp1.output.venus;

import java.util.concurrent.atomic.AtomicBoolean;
import org.dbusp1.process.ExitRequest;
import org.dbusp1.process.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this output ends the driver: once, by the first cause, and not when the driver is closing anyway. Any thread may
 * call, without the output's lock.
 */
final class DriverEnd {
    private static final Logger LOG = LoggerFactory.getLogger(DriverEnd.class);

    private final ExitRequest exit;
    private final AtomicBoolean done = new AtomicBoolean();

    DriverEnd(ExitRequest exit) {
        this.exit = exit;
    }

    /** The driver is closing: an error from now on, such as an interrupted registration, ends nothing. */
    void closing() {
        done.set(true);
    }

    void end(ExitStatus status, String line) {
        if (done.compareAndSet(false, true)) {
            exit.exit(status, line);
        }
    }

    /** The bus went away. */
    void lost() {
        end(ExitStatus.UNAVAILABLE, "the D-Bus went away; the driver ends and is started again when the bus is back");
    }

    /** An internal error. */
    void fault(Throwable mistake) {
        end(ExitStatus.FAULT, "internal error on the D-Bus, please report it: " + mistake);
        LOG.error("internal error on the D-Bus", mistake);
    }
}
