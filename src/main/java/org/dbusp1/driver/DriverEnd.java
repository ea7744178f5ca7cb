package org.dbusp1.driver;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.process.ExitRequest;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Logging;

/**
 * The end of the driver: the first request counts, later requests have no effect. The line of the reason is printed
 * before the end begins, so that it is in the log even if little processor time is left. Any thread may request the end
 * or wait for it; no lock is used.
 */
final class DriverEnd implements ExitRequest {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicReference<Driver.End> reason = new AtomicReference<>();

    @Override
    public void exit(ExitStatus status, String line) {
        request(new Driver.End(status, Optional.of(line)));
    }

    /** Requests a normal end. @return whether this request is the first */
    boolean inOrder() {
        return request(new Driver.End(ExitStatus.OK, Optional.empty()));
    }

    private boolean request(Driver.End end) {
        boolean first = reason.compareAndSet(null, end);
        if (first) {
            end.line().ifPresent(Logging::lastWords);
        }
        requested.countDown();
        return first;
    }

    /** Waits for the first request; returns false if it does not come in time. */
    boolean await(int millis) throws InterruptedException {
        return requested.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Returns the reason of the end; null before the first request. */
    Driver.End reason() {
        return reason.get();
    }
}
