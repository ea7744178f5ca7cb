package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessageQueueTest {
    /** A log whose reader has stopped until it is continued. */
    private static final class StalledLog extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final CountDownLatch continued = new CountDownLatch(1);
        private final CountDownLatch stalled = new CountDownLatch(1);

        @Override
        public void write(int b) {
            throw new AssertionError("messages are written whole");
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            stalled.countDown();
            try {
                continued.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            synchronized (taken) {
                taken.write(bytes, from, length);
            }
        }

        private String text() {
            synchronized (taken) {
                return taken.toString(StandardCharsets.US_ASCII);
            }
        }
    }

    private final StalledLog log = new StalledLog();
    private final MessageQueue queue = new MessageQueue(log);

    private void message(String text) throws IOException {
        queue.write((text + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void everyMessageComesInItsOrder() throws Exception {
        log.continued.countDown();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            message("message " + i);
            all.append("message ").append(i).append('\n');
        }

        assertThat(queue.drain(20_000)).isTrue();
        assertThat(log.text()).isEqualTo(all.toString());
    }

    @Test
    void aLogThatTakesNothingHoldsUpNobodyAndTheOldestAreDropped() throws Exception {
        message("first");
        log.stalled.await();
        int written = 100_000;
        for (int i = 0; i < written; i++) {
            message("message " + i);
        }
        assertThat(queue.drain(50)).isFalse();

        log.continued.countDown();
        await("the rest", () -> log.text().endsWith("message " + (written - 1) + "\n"));
        assertThat(log.text().length()).isLessThan(MessageQueue.CAPACITY_BYTES + 200);
        String[] lines = log.text().split("\n");
        assertThat(lines[0]).isEqualTo("first");
        assertThat(lines[1]).matches("WARN \\d+ messages were dropped here.*");
        int dropped = Integer.parseInt(lines[1].split(" ")[1]);
        assertThat(lines[2]).isEqualTo("message " + dropped);
        assertThat(lines).hasSize(2 + written - dropped);
    }

    /** A file on a full disk. */
    @Test
    void aLogThatFailedForAWhileShowsHowManyMessagesItLacks() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        MessageQueue failing = new MessageQueue(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (full.get()) {
                    throw new IOException("No space left on device");
                }
                taken.write(b);
            }
        });
        for (String text : new String[] {"a\n", "b\n", "c\n"}) {
            failing.write(text.getBytes(StandardCharsets.US_ASCII));
            assertThat(failing.drain(20_000)).isTrue();
        }
        full.set(false);
        for (String text : new String[] {"d\n", "e\n"}) {
            failing.write(text.getBytes(StandardCharsets.US_ASCII));
            assertThat(failing.drain(20_000)).isTrue();
        }

        assertThat(taken.toString(StandardCharsets.US_ASCII)).matches("WARN 3 messages were dropped here.*\nd\ne\n");
    }
}
