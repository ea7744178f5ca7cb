package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;

class SearchFaultTest {
    private static final byte[] GOOD = TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)").getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] BAD = {'B', 1, 2, 3, 4, 5, 6, 7};

    /** Fails at each B. */
    private static final class Faulty implements FrameFormat {
        @Override
        public byte[] starts() {
            return new byte[] {'B'};
        }

        @Override
        public ParseResult parse(ByteWindow window, int at) {
            throw new IllegalStateException("a fault");
        }

        @Override
        public Frame.Format format() {
            return Frame.Format.HDLC;
        }

        @Override
        public ParseResult parseDiscarded(ByteWindow window, int from, int to, boolean known, boolean followed) {
            return ParseResult.NO_MATCH;
        }
    }

    @Test
    void bytesWithWhichTheSearchFailsAreDroppedAndTheNextTelegramIsRead() {
        TestScanner line = new TestScanner(new FrameScanner(4_096, false, new Decryption(Decryptor.none()), new Faulty(),
                new TelegramFormat(null)));
        for (int i = 0; i < 2; i++) {
            assertThat(line.accept(BAD, 0, BAD.length)).singleElement().satisfies(frame -> {
                assertThat(frame.cause()).contains(RejectCause.GARBAGE);
                assertThat(frame.length()).isEqualTo(BAD.length);
            });
        }
        assertThat(line.accept(GOOD, 0, GOOD.length)).singleElement()
                .satisfies(frame -> assertThat(frame.cause()).isEmpty());
    }
}
