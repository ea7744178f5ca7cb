package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is logged of an output that falls behind, or fails, again and again. */
@Timeout(120)
class QueuedOutputLogTest {
    /** More than ten: a time that begins before the thread has seen the queue empty belongs to the one before. */
    private static final int TIMES = 60;
    private static final long ERROR = -1;
    private static final long DELIVERED = -2;

    private static final Semaphore GATE = new Semaphore(0);
    private static final Semaphore MARKS = new Semaphore(0);

    /** An output that takes nothing while the gate is closed. */
    private static final class Slow extends SilentOutput {
        @Override
        public void rejected(RejectedFrame rejected) {
            if (rejected.offset() == ERROR) {
                throw new InternalError("no file could be opened");
            } else if (rejected.offset() == DELIVERED) {
                MARKS.release();
            } else {
                GATE.acquireUninterruptibly();
            }
        }
    }

    private static RejectedFrame rejected(long offset) {
        return new RejectedFrame(new byte[0], offset, Instant.EPOCH, RejectCause.CRC);
    }

    /** Lets it fall behind, catch up and fail. */
    public static void main(String[] arguments) {
        QueuedOutput queued = new QueuedOutput("sink", Slow::new, QuickQueue.NO_EXIT);
        queued.start();
        for (int i = 0; i < TIMES; i++) {
            for (int entry = 0; entry < 200; entry++) {
                queued.rejected(rejected(entry));
            }
            GATE.release(200);
            queued.rejected(rejected(ERROR));
            // The second one mostly comes after the queue was found empty after the first.
            for (int mark = 0; mark < 2; mark++) {
                queued.rejected(rejected(DELIVERED));
                MARKS.acquireUninterruptibly();
            }
            GATE.drainPermits();
        }
        queued.close();
    }

    @Test
    void theFirstTimeAndTheTenth(@TempDir Path directory) throws Exception {
        Path messages = directory.resolve("messages");
        try (ChildJvm child = new ChildJvm(QueuedOutputLogTest.class, messages)) {
            assertThat(child.next()).isEqualTo(-1);
        }
        List<String> lines = Files.readAllLines(messages);
        assertThat(lines).filteredOn(line -> line.contains("sink is too slow")).hasSize(2).last().asString().endsWith("; 10 times so far");
        assertThat(lines).filteredOn(line -> line.contains("sink failed on a reading")).hasSize(2);
    }
}
