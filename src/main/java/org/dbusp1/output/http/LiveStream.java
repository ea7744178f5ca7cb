package org.dbusp1.output.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dbusp1.base.process.ThinnedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest state of the meter, and its JSON, made once for all clients of the stream. {@code /api/live} sends the JSON as server-sent
 * events, one for each state, and one when the meter is silent and something else has changed. A client that is too slow for each event
 * gets the newest; a client that does not read is disconnected.
 */
final class LiveStream {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
    private static final String TYPE = "text/event-stream; charset=utf-8";
    /** Largest number of clients that watch at once: half of the server's threads. */
    static final int CLIENTS = WebServer.THREADS / 2;
    /** Largest number of clients from one address: a browser opens no more connections to a server. */
    static final int CLIENTS_OF_ONE_ADDRESS = 6;
    private static final byte[] STILL_HERE = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    /** Milliseconds after which a browser reconnects. */
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * A state, or the same one after something else has changed.
     *
     * @param number 1 for the first
     * @param json made by the first client that asks, without a lock, because the writer asks others
     */
    private record Version(long number, LiveState state, FutureTask<byte[]> json) {
        Version next(LiveState next, Callable<byte[]> made) {
            return new Version(number + 1, next, new FutureTask<>(made));
        }
    }

    private final List<InetAddress> watching = new ArrayList<>();
    private final ThinnedLog refused = ThinnedLog.counted();
    private final Function<LiveState, byte[]> writer;
    private final Duration silence;
    private final LongSupplier nanos;
    private Version newest;

    /** @param silence the time without a telegram after which a comment is sent, which shows which clients have left */
    LiveStream(LiveState first, Function<LiveState, byte[]> writer, Duration silence) {
        this(first, writer, silence, System::nanoTime);
    }

    LiveStream(LiveState first, Function<LiveState, byte[]> writer, Duration silence, LongSupplier nanos) {
        this.writer = writer;
        this.silence = silence;
        this.nanos = nanos;
        this.newest = new Version(1, first, new FutureTask<>(() -> writer.apply(first)));
    }

    synchronized void publish(LiveState next) {
        newest = newest.next(next, () -> writer.apply(next));
        notifyAll();
    }

    synchronized LiveState state() {
        return newest.state();
    }

    /** Returns the JSON of now: outputs and ESS change while the meter is silent too. */
    byte[] present() {
        return writer.apply(state());
    }

    /** Returns the newest version, as soon as its number is higher, or when the silence is over. */
    private synchronized Version awaitAbove(long number) throws InterruptedException {
        long end = nanos.getAsLong() + silence.toNanos();
        for (long rest = silence.toNanos(); newest.number() <= number && rest > 0; rest = end - nanos.getAsLong()) {
            TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
        return newest;
    }

    private byte[] json(Version version) throws InterruptedException {
        version.json().run();
        try {
            return version.json().get();
        } catch (ExecutionException e) {
            // The next client tries again.
            replace(version, () -> writer.apply(version.state()));
            throw new IllegalStateException("the state cannot be written", e.getCause());
        }
    }

    /** Returns the version, or a newer one if something else has changed since its JSON was made. */
    private Version refreshed(Version version) throws InterruptedException {
        byte[] now = writer.apply(version.state());
        return Arrays.equals(now, json(version)) ? version : replace(version, () -> now);
    }

    /** Returns the newest version. It is a new one of the same state, unless the state has been replaced. */
    private synchronized Version replace(Version version, Callable<byte[]> made) {
        if (newest == version) {
            newest = version.next(version.state(), made);
            notifyAll();
        }
        return newest;
    }

    Response answer(Request request) {
        // Without this header a proxy such as nginx collects an answer before it passes it on.
        return Response.stream(TYPE, out -> serve(out, request.clientAddress())).withHeader("X-Accel-Buffering", "no");
    }

    /** Reserves a stream for a client; returns false when all are used. */
    private synchronized boolean tryEnter(InetAddress address) {
        return watching.size() < CLIENTS && Collections.frequency(watching, address) < CLIENTS_OF_ONE_ADDRESS && watching.add(address);
    }

    private synchronized void leave(InetAddress address) {
        watching.remove(address);
    }

    private void serve(OutputStream out, InetAddress address) throws IOException {
        if (!tryEnter(address)) {
            refused.countAndLog(times -> LOG.info("web server: no place for {} at the live stream; there are {}, and {} for one address{}",
                    address.getHostAddress(), CLIENTS, CLIENTS_OF_ONE_ADDRESS, times));
            // No byte of the answer was written yet.
            throw new IOException("only %s can watch at once, and %s of one address".formatted(CLIENTS, CLIENTS_OF_ONE_ADDRESS));
        }
        try {
            out.write(RETRY);
            long sent = 0;
            while (true) {
                Version next = awaitAbove(sent);
                if (next.number() == sent) {
                    next = refreshed(next);
                }
                if (next.number() == sent) {
                    out.write(STILL_HERE);
                } else {
                    byte[] json = json(next);
                    out.write(DATA);
                    out.write(json);
                    out.write(END);
                }
                out.flush();
                sent = next.number();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the client has left, or the server stops");
        } finally {
            leave(address);
        }
    }
}
