package org.dbusp1.base.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A queue of messages for a log that may stop reading: multilog on a full disk, a terminal at Ctrl-S. Each write adds one
 * message, which the queue's own thread writes later: no caller waits. A full queue drops its oldest messages; one line
 * reports the number of messages that were dropped or could not be written.
 */
final class MessageQueue extends OutputStream {
    static final int CAPACITY_BYTES = 64 * 1024;

    private final OutputStream log;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private long dropped;
    private long reporting;
    private boolean writing;

    MessageQueue(OutputStream log) {
        this.log = log;
        Thread thread = new Thread(this::writeMessages, "messages");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** Adds one message. A part of a message that is written by itself may be dropped by itself. */
    @Override
    public synchronized void write(byte[] message, int from, int length) {
        waiting.add(Arrays.copyOfRange(message, from, from + length));
        bytes += length;
        while (bytes > CAPACITY_BYTES) {
            bytes -= waiting.remove().length;
            dropped++;
        }
        notifyAll();
    }

    /** Waits until all messages are written, at most {@code millis}; returns whether they are. */
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
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void writeMessages() {
        try {
            while (true) {
                written(tryWrite(next()));
            }
        } catch (InterruptedException interrupted) {
            written(true);
        }
    }

    /**
     * Blocks until the log accepts the message; called only by the queue's thread. Returns false if the log's reader has
     * ended, or its disk is full.
     */
    private boolean tryWrite(byte[] message) {
        try {
            log.write(message);
            log.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized void written(boolean accepted) {
        dropped += accepted ? 0 : reporting + 1;
        reporting = 0;
        writing = false;
        notifyAll();
    }

    private synchronized byte[] next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        writing = true;
        byte[] message = waiting.remove();
        bytes -= message.length;
        reporting = dropped;
        dropped = 0;
        return reporting == 0 ? message : joined(
                "WARN " + reporting + " messages were dropped here: the log did not take them in time\n", message);
    }

    private static byte[] joined(String line, byte[] message) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        both.writeBytes(message);
        return both.toByteArray();
    }
}
