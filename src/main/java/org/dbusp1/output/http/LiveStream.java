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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dbusp1.base.process.ThinnedLog;
import org.jspecify.annotations.Nullable;
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

    private final List<InetAddress> watching = new ArrayList<>();
    private final ThinnedLog refused = ThinnedLog.counted();
    private final Function<LiveState, byte[]> writer;
    private final Duration silence;
    private LiveState state;
    /** The JSON of the newest state; null until a client asks for it. */
    private byte @Nullable [] json;
    /** How often the state was replaced, also by an equal one when something else has changed. */
    private long replacements;
    /** Whether a thread is writing the JSON of a state. */
    private boolean writing;

    /** @param silence the time without a telegram after which a comment is sent, which shows which clients have left */
    LiveStream(LiveState first, Function<LiveState, byte[]> writer, Duration silence) {
        this.state = first;
        this.writer = writer;
        this.silence = silence;
    }

    synchronized void publish(LiveState next) {
        state = next;
        replacements++;
        json = null;
        notifyAll();
    }

    synchronized LiveState state() {
        return state;
    }

    /** Returns the JSON of now: outputs and ESS change while the meter is silent too. The same array while it is equal. */
    byte[] present() {
        LiveState now;
        long replaced;
        synchronized (this) {
            now = state;
            replaced = replacements;
        }
        byte[] made = writer.apply(now);
        synchronized (this) {
            if (replacements == replaced) {
                json = json != null && Arrays.equals(json, made) ? json : made;
                return json;
            }
            return made;
        }
    }

    /**
     * Returns the newest state as JSON; the same array until the state is replaced. One thread writes it, without the lock, because the
     * writer asks others.
     */
    private byte[] json() throws InterruptedIOException {
        LiveState now;
        long replaced;
        synchronized (this) {
            while (json == null && writing) {
                await(silence.toNanos());
            }
            if (json != null) {
                return json;
            }
            writing = true;
            now = state;
            replaced = replacements;
        }
        byte @Nullable [] made = null;
        try {
            made = writer.apply(now);
            return made;
        } finally {
            written(replaced, made);
        }
    }

    /** @param made the JSON of the state after so many replacements; null if the writer has failed */
    private synchronized void written(long replaced, byte @Nullable [] made) {
        writing = false;
        if (replacements == replaced && json == null) {
            json = made;
        }
        notifyAll();
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
            byte @Nullable [] seen = null;
            while (true) {
                byte[] next = awaitNewer(seen);
                if (next == seen) {
                    out.write(STILL_HERE);
                } else {
                    out.write(DATA);
                    out.write(next);
                    out.write(END);
                }
                out.flush();
                seen = next;
            }
        } finally {
            leave(address);
        }
    }

    /** Waits until the newest JSON differs from the last; without a new state in time, returns that of now, or the last if it is equal. */
    private byte[] awaitNewer(byte @Nullable [] last) throws InterruptedIOException {
        return isReplacedInTime(last) ? json() : present();
    }

    private synchronized boolean isReplacedInTime(byte @Nullable [] last) throws InterruptedIOException {
        long end = System.nanoTime() + silence.toNanos();
        while (last != null && last == json) {
            long nanos = end - System.nanoTime();
            if (nanos <= 0) {
                return false;
            }
            await(nanos);
        }
        return true;
    }

    /** Releases the lock until the state is replaced or its JSON written. */
    private void await(long nanos) throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException("the client has left, or the server stops");
        }
    }
}
