package org.dbusp1.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Limits the time of network calls that are not limited otherwise: a name lookup, which takes 30 s and more where no
 * name server answers, and a server that sends its answer byte by byte. The call runs on a second thread; the caller
 * waits for it no longer than the limit. Used by one thread.
 */
final class TimeLimit {
    /** An answer that comes later than this after the limit waited while the process was stopped. */
    private static final long LATE_NANOS = 2_000_000_000L;
    private static final int KEEP_SECONDS = 10;

    private final ThreadPoolExecutor worker;
    private final long millis;

    /** @param name name of the second thread, which lives only while it is used */
    TimeLimit(String name, long millis) {
        this.millis = millis;
        worker = new ThreadPoolExecutor(1, 1, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        worker.allowCoreThreadTimeOut(true);
    }

    /**
     * Makes a call, and interrupts it at the limit. A call that cannot be interrupted delays the next call.
     *
     * @throws IOException the exception of the call, or if its result did not come in time
     */
    <T> T call(Callable<T> call) throws IOException {
        long start = System.nanoTime();
        Future<T> result = worker.submit(call);
        try {
            T value = result.get(millis, TimeUnit.MILLISECONDS);
            if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(millis) + LATE_NANOS) {
                throw tooLate();
            }
            return value;
        } catch (TimeoutException late) {
            result.cancel(true);
            throw tooLate();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException fault) {
                throw fault;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private SocketTimeoutException tooLate() {
        return new SocketTimeoutException("no answer within " + millis / 1_000 + " s");
    }
}
