package org.dbusp1.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Messages on their way to a log that may stop reading: multilog pauses on a full disk, a terminal by Ctrl-S, and a pipe
 * takes no more than 64 KiB. Each write is one message; it is queued, and a thread of its own writes it. No writer ever
 * waits. When the queue is full the oldest messages are dropped, and one line tells how many.
 */
final class MessageQueue extends OutputStream {
    /** Bytes that may wait. */
    static final int CAPACITY = 64 * 1024;

    private final OutputStream log;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private long dropped;
    private boolean writing;

    /** Starts its thread. */
    MessageQueue(OutputStream log) {
        this.log = log;
        Thread thread = new Thread(this::pass, "messages");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** One message, or a part of one. */
    @Override
    public synchronized void write(byte[] message, int from, int length) {
        waiting.add(Arrays.copyOfRange(message, from, from + length));
        bytes += length;
        while (bytes > CAPACITY) {
            bytes -= waiting.remove().length;
            dropped++;
        }
        notifyAll();
    }

    /**
     * Waits until all messages are written, but no longer than this.
     *
     * @return whether they are
     */
    synchronized boolean drain(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (writing || !waiting.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void pass() {
        try {
            while (true) {
                pass(next());
                written();
            }
        } catch (InterruptedException end) {
            written();
        }
    }

    /** Waits for the log; on the thread of this queue alone. */
    private void pass(byte[] message) {
        try {
            log.write(message);
            log.flush();
        } catch (IOException gone) {
            // The reader of the log has ended, so there is nobody who could be told.
            Thread.yield();
        }
    }

    private synchronized void written() {
        writing = false;
        notifyAll();
    }

    private synchronized byte[] next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        writing = true;
        if (dropped > 0) {
            String line = "WARN " + dropped + " messages were dropped here: the log did not take them in time\n";
            dropped = 0;
            return line.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] message = waiting.remove();
        bytes -= message.length;
        return message;
    }
}
