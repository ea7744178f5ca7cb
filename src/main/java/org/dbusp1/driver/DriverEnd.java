package org.dbusp1.driver;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.process.ExitRequest;
import org.dbusp1.process.ExitStatus;

/**
 * How the driver ends: the first request counts, the others change nothing. Any thread may request it or wait for it;
 * it has no lock.
 */
final class DriverEnd implements ExitRequest {
    /**
     * An end.
     *
     * @param line for the owner; absent where there is nothing to do
     */
    record Reason(ExitStatus status, Optional<String> line) {
    }

    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicReference<Reason> reason = new AtomicReference<>();

    @Override
    public void exit(ExitStatus status, String line) {
        request(new Reason(status, Optional.of(line)));
    }

    /** The end in order. @return whether this request is the first */
    boolean inOrder() {
        return request(new Reason(ExitStatus.OK, Optional.empty()));
    }

    private boolean request(Reason end) {
        boolean first = reason.compareAndSet(null, end);
        requested.countDown();
        return first;
    }

    /** Waits for the first request; an interrupt is one to end in order. */
    Reason await() {
        try {
            requested.await();
        } catch (InterruptedException order) {
            inOrder();
        }
        return reason();
    }

    /** Waits for it; false where it does not come in time. */
    boolean await(int millis) throws InterruptedException {
        return requested.await(millis, TimeUnit.MILLISECONDS);
    }

    /** To be asked after the first request. */
    Reason reason() {
        return reason.get();
    }
}
