package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;

class SearchFaultTest {
    private static final String GOOD = TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)");
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
    }

    /** Needs more bytes from each B on, without end. */
    private static final class Greedy implements FrameFormat {
        @Override
        public byte[] starts() {
            return new byte[] {'B'};
        }

        @Override
        public ParseResult parse(ByteWindow window, int at) {
            return ParseResult.NEED_MORE;
        }

        @Override
        public Frame.Format format() {
            return Frame.Format.HDLC;
        }
    }

    @Test
    void aFormatThatNeverDecidesStopsNoLine() {
        TestScanner line = new TestScanner(new FrameScanner(4_096, false, new Decryption(Decryptor.none()), new Greedy(),
                new TelegramFormat(null)));
        byte[] bytes = LinkFrames.join(BAD, GOOD.repeat(200).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(line.accept(bytes, 0, bytes.length)).last().satisfies(frame -> assertThat(frame.cause()).isEmpty());
    }

    @Test
    void theRestOfAReadIsNotLostWithBytesThatFail() {
        byte[] many = new byte[6_000];
        many[0] = 'B';
        byte[] telegram = GOOD.getBytes(StandardCharsets.ISO_8859_1);
        TestScanner line = new TestScanner(new FrameScanner(4_096, false, new Decryption(Decryptor.none()), new Faulty(),
                new TelegramFormat(null)));
        byte[] bytes = LinkFrames.join(many, telegram);
        assertThat(line.accept(bytes, 0, bytes.length)).last().satisfies(frame -> assertThat(frame.cause()).isEmpty());
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
        byte[] good = GOOD.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(line.accept(good, 0, good.length)).singleElement()
                .satisfies(frame -> assertThat(frame.cause()).isEmpty());
    }
}
