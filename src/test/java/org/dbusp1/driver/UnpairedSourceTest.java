package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.dbusp1.source.SourceException;
import org.dbusp1.source.SourceException.Obstacle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source that its owner has to pair is asked again, and is known as such until it is open. */
@Timeout(60)
class UnpairedSourceTest {
    private static final String PRESS = "press the button";

    @TempDir
    private Path state;
    private final CountDownLatch refused = new CountDownLatch(2);
    private final CountDownLatch pressed = new CountDownLatch(1);
    private final CountDownLatch read = new CountDownLatch(1);

    private final class Dongle extends SilentLine {
        @Override
        public void open() throws SourceException {
            if (pressed.getCount() > 0) {
                refused.countDown();
                throw new SourceException(Obstacle.UNPAIRED, PRESS);
            }
        }

        @Override
        public int read(byte[] into, int timeoutMillis) {
            // The silence before was counted: the state of the line is known.
            if (read.getCount() > 0) {
                read.countDown();
                return 0;
            }
            return -1;
        }
    }

    @Test
    void isAskedUntilItsButtonIsPressed() throws Exception {
        LineStatistics statistics = new LineStatistics();
        Line.Parts parts = TestDriver.parts(new Dongle(), new MeterKeys(Optional.empty(), state), statistics);
        Thread driver = new Thread(() -> TestDriver.run(parts, List.of(), List.of(),
                new Driver.StartOptions(true, Optional.empty(), status -> { }), 20));
        driver.start();
        refused.await();
        assertThat(statistics.isUnpaired()).isTrue();
        assertThat(statistics.state().obstacle()).contains(PRESS);
        pressed.countDown();
        read.await();
        driver.join();
        assertThat(statistics.isUnpaired()).isFalse();
    }
}
