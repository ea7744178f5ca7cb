package org.dbusp1.line.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Limits the time of network calls that are not limited otherwise: a name lookup, which takes 30 s and more where no name
 * server answers, and a server that stops within its answer. A call that does not end in time is cancelled and abandoned: no
 * later call waits for it.
 */
final class BoundedCall {
    private BoundedCall() {
    }

    /** @throws IOException that of the call, or if its result did not arrive in time, or another thread has cancelled it */
    static <T> T await(CompletableFuture<T> call, long millis) throws IOException {
        try {
            return call.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw new SocketTimeoutException("no answer within " + millis / 1_000 + " s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (CancellationException e) {
            throw new InterruptedIOException("cancelled");
        } catch (InterruptedException interrupted) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
