package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.han.HanDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;

class StreamDecoderTest {
    private static final byte[] BAD = TestTelegram.dsmr5("1-0:1.7.0(00.666*kW)").getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] GOOD = TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)").getBytes(StandardCharsets.ISO_8859_1);

    private final List<String> logged = new ArrayList<>();
    private final DsmrDecoder decoder = new DsmrDecoder(DsmrDecoder.Options.DEFAULT, LocalTimeResolver.ofLog(null));
    private final TestScanner scanner = new TestScanner(false, Decryptor.none());
    private final StreamDecoder stream = new StreamDecoder(content -> frame -> {
        if (new String(frame.bytes(), StandardCharsets.ISO_8859_1).contains("00.666")) {
            throw new IllegalStateException("for input: " + new String(frame.bytes(), StandardCharsets.ISO_8859_1));
        }
        return decoder.decode(frame);
    }, ThinnedLog.onChange((line, none) -> logged.add(line)));

    private List<Optional<RejectCause>> causes(byte[] telegram) {
        List<Optional<RejectCause>> causes = new ArrayList<>();
        for (ScannedFrame frame : scanner.accept(telegram, 0, telegram.length)) {
            causes.add(DecodeOutcome.of(stream, frame).cause());
        }
        return causes;
    }

    @Test
    void aTelegramThatTheDecoderFailsOnIsLoggedOnceWithoutItsBytes() {
        assertThat(causes(BAD)).containsExactly(Optional.of(RejectCause.GARBAGE));
        assertThat(causes(BAD)).containsExactly(Optional.of(RejectCause.GARBAGE));
        assertThat(causes(GOOD)).containsExactly(Optional.empty());
        assertThat(logged).singleElement().asString().contains("(p1, " + BAD.length + " bytes)", "IllegalStateException",
                "at " + StreamDecoderTest.class.getName()).doesNotContain("00.666")
                .doesNotContain(HexFormat.of().withUpperCase().formatHex(BAD, 0, 3));
    }

    /** A notification that was parsed to its end is no noise. */
    @Test
    void anUnknownListOfANotificationWithoutAFrameIsContentThatCannotBeRead() {
        byte[] notification = HexFormat.of().parseHex("0F00000003" + "00" + "0203" + "09025431" + "0600000265" + "1601");
        List<RejectCause> rejected = new ArrayList<>();
        StreamDecoder real = new StreamDecoder(content -> new HanDecoder(LocalTimeResolver.ofLog(null), () -> null));
        List<ScannedFrame> frames = new ArrayList<>(scanner.accept(notification, 0, notification.length));
        frames.addAll(scanner.idle());
        frames.forEach(frame -> DecodeOutcome.of(real, frame).cause().ifPresent(rejected::add));
        assertThat(rejected).containsExactly(RejectCause.UNREADABLE);
    }
}
