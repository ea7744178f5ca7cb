package org.dbusp1.driver;

import org.dbusp1.Attempts;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.source.SourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReaderTest {
    private static final Reader.Events WAITING = new Reader.Events() {
        @Override
        public boolean firstOpenFailed(SourceException cause) {
            return true;
        }

        @Override
        public void cableExchanged(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void ended() {
            throw new AssertionError("a line does not end");
        }

        @Override
        public void failed(Throwable fault) {
            throw new AssertionError(fault);
        }
    };

    private final Attempts attempts = new Attempts();
    private Reader reader;

    @Test
    void aSourceThatCannotBeOpenedIsTriedAgainEverMoreSeldomUpToTenSeconds() {
        SilentLine absent = new SilentLine() {
            @Override
            public void open() throws SourceException {
                attempts.add();
                if (attempts.count() == 7) {
                    reader.stop();
                }
                throw new SourceException(Condition.LINE_ABSENT, "not there");
            }
        };
        reader = new Reader(absent, Reader.LineProbe.NONE, TestDriver.ofLine(absent, null).pipeline(), new Watchdog(0), WAITING,
                attempts::nanos);
        reader.run();
        attempts.expectWaits(1, 10);
    }
}
