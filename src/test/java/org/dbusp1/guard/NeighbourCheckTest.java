package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.Decoded;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.frame.LineFramer;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.meter.DemandWatch;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.junit.jupiter.api.Test;

/** D0 telegrams have no checksum: what is published of them, and what is not. */
class NeighbourCheckTest {
    private static final MeterKey KEY = new MeterKey("house");

    private final Guard guard = new Guard(DemandWatch.NONE);
    private final LineFramer framer = new LineFramer(P1Framer::new, Decryptor.none());
    private final DsmrDecoder decoder = new DsmrDecoder(DsmrOptions.DEFAULT);
    private final List<Snapshot> published = new ArrayList<>();
    private long nanos;

    private static String telegram(String counter, String total) {
        return "/EBZ5DD32R06ETA_107\r\n\r\n1-0:96.1.0*255(1EBZ0100000001)\r\n1-0:1.8.0*255(" + counter + "*kWh)\r\n1-0:16.7.0*255("
                + total + "*W)\r\n1-0:36.7.0*255(000510.00*W)\r\n1-0:56.7.0*255(000100.00*W)\r\n1-0:76.7.0*255(-000310.00*W)\r\n"
                + "1-0:96.5.0*255(001C0104)\r\n!\r\n";
    }

    private static String telegram(String counter) {
        return telegram(counter, "000300.00");
    }

    /** Sends a telegram, a second after the one before; the watts that it publishes. */
    private Optional<Double> send(String telegram) {
        byte[] bytes = telegram.getBytes(StandardCharsets.ISO_8859_1);
        int before = published.size();
        nanos += 1_000_000_000L;
        framer.feed(bytes, 0, bytes.length, frame -> {
            if (decoder.decode(frame) instanceof Decoded.Accepted good) {
                guard.accept(good.reading(), KEY, Telegrams.ARRIVAL, nanos).ifPresent(published::add);
            } else {
                guard.refused(frame.cause().orElseThrow());
            }
        });
        return published.size() == before ? Optional.empty()
                : Optional.of(published.get(before).values().number(Quantity.POWER_NET));
    }

    /** What is published of a telegram that is like those before it but for one text. */
    private Optional<Double> sendChanged(String before, String now) {
        String good = telegram("003699.653").replace("1-0:96.5.0", "1-0:32.7.0*255(230.7*V)\r\n1-0:14.7.0*255(49.98*Hz)\r\n1-0:31.7.0*255(+0.3*A)\r\n1-0:96.5.0");
        guard.lost();
        send(good);
        send(good);
        assertThat(send(good)).contains(300.0);
        assertThat(good).contains(before);
        return send(good.replace(before, now));
    }

    @Test
    void aNumberThatIsPrintedInAnotherWayHasLostSomething() {
        // A voltage has always as many digits.
        assertThat(sendChanged("(230.7*V)", "(30.7*V)")).isEmpty();
        assertThat(sendChanged("(230.7*V)", "(230*V)")).isEmpty();
        assertThat(sendChanged("(49.98*Hz)", "(49.9*Hz)")).isEmpty();
        assertThat(sendChanged("(49.98*Hz)", "(4998*Hz)")).isEmpty();
        assertThat(sendChanged("*kWh)", "*Wh)")).isEmpty();
        assertThat(sendChanged("(49.98*Hz)", "(49.98)")).isEmpty();
        // Where a sign is always printed, none is a loss.
        assertThat(sendChanged("(+0.3*A)", "(0.3*A)")).isEmpty();
    }

    @Test
    void aNumberMayBeAnother() {
        assertThat(sendChanged("(230.7*V)", "(229.9*V)")).contains(300.0);
        assertThat(sendChanged("(+0.3*A)", "(-0.3*A)")).contains(300.0);
        assertThat(sendChanged("(+0.3*A)", "(+10.3*A)")).contains(300.0);
        assertThat(sendChanged("(001C0104)", "(001C8104)")).contains(300.0);
    }

    private long contradictions() {
        return guard.quality().rejected().getOrDefault(RejectCause.CONTRADICTION, 0L);
    }

    @Test
    void theFirstTelegramIsPublishedWithTheSecond() {
        assertThat(send(telegram("003699.653"))).isEmpty();
        assertThat(guard.fresh(nanos)).isFalse();
        assertThat(send(telegram("003699.654"))).contains(300.0);
        assertThat(contradictions()).isZero();
        assertThat(guard.quality().accepted()).isEqualTo(2);
    }

    @Test
    void afterALossTwoTelegramsHaveToAgreeAgain() {
        send(telegram("003699.653"));
        send(telegram("003699.654"));
        guard.lost();
        assertThat(send(telegram("003699.655"))).isEmpty();
        assertThat(send(telegram("003699.656").replace("76.7.0", "75.7.0"))).isEmpty();
        assertThat(send(telegram("003699.657"))).isEmpty();
        send(telegram("003699.658"));
        assertThat(send(telegram("003699.659"))).contains(300.0);
    }

    @Test
    void aTelegramWithOtherRegistersIsRefused() {
        send(telegram("003699.653"));
        send(telegram("003699.653"));
        assertThat(send(telegram("003699.653").replace("1-0:16.7.0", "1-0:1.7.0"))).isEmpty();
        assertThat(send(telegram("003699.653").replace("96.5.0", "96.5.1"))).isEmpty();
        assertThat(send(telegram("003699.653").replaceAll("1-0:36[^\n]*\n", ""))).isEmpty();
        assertThat(contradictions()).isEqualTo(3);
        assertThat(send(telegram("003699.653"))).as("the next whole one").contains(300.0);
    }

    @Test
    void aNumberThatHasLostDigitsRefusesTheTelegram() {
        String easymeter = "/ESY5Q3DA1004 V3.02\r\n\r\n1-0:1.8.0*255(00026107.7034231*kWh)\r\n1-0:1.7.255*255(000336.45*W)\r\n!\r\n";
        send(easymeter);
        assertThat(send(easymeter)).contains(336.45);
        assertThat(send(easymeter.replace("000336.45", "00036.45"))).isEmpty();
        assertThat(send(easymeter)).contains(336.45);
        assertThat(send(easymeter.replace("00026107.7034231", "0026107.7034231"))).isEmpty();
        assertThat(send(easymeter.replace("000336.45", "-000336.45"))).as("export").contains(-336.45);
        assertThat(send(easymeter.replace("000336.45", "003336.45"))).contains(3336.45);
    }

    @Test
    void numbersWithoutLeadingZerosHaveAnyWidth() {
        send(telegram("3699.653", "90.00").replaceAll("1-0:[357]6[^\\n]*\\n", ""));
        assertThat(send(telegram("3699.654", "90.00").replaceAll("1-0:[357]6[^\\n]*\\n", ""))).contains(90.0);
        assertThat(send(telegram("3699.655", "120.00").replaceAll("1-0:[357]6[^\\n]*\\n", ""))).contains(120.0);
    }

    @Test
    void otherRegistersThatStayAreBelieved() {
        send(telegram("003699.653"));
        send(telegram("003699.653"));
        String after = telegram("003699.653").replace("!", "1-0:32.7.0*255(230.0*V)\r\n!");
        assertThat(send(after)).isEmpty();
        assertThat(send(after)).as("the owner has switched on the detailed set").contains(300.0);
    }

    @Test
    void aCounterThatFallsOrJumpsRefusesTheTelegram() {
        send(telegram("003699.653"));
        send(telegram("003699.653"));
        assertThat(send(telegram("003609.653"))).isEmpty();
        assertThat(send(telegram("903699.653"))).isEmpty();
        assertThat(contradictions()).isEqualTo(2);
        assertThat(send(telegram("003699.654"))).contains(300.0);
    }

    @Test
    void aTotalThatIsNotTheSumOfItsPhasesRefusesTheTelegram() {
        send(telegram("003699.653"));
        send(telegram("003699.653"));
        assertThat(send(telegram("003699.653", "000900.00"))).isEmpty();
        assertThat(send(telegram("003699.653", "-000300.00"))).isEmpty();
        assertThat(send(telegram("003699.653", "000312.00"))).isEmpty();
        assertThat(contradictions()).isEqualTo(3);
        assertThat(send(telegram("003699.653", "000310.00"))).as("sampled one after another").contains(310.0);
    }

    @Test
    void refusedTelegramsKeepNothingAlive() {
        send(telegram("003699.653"));
        send(telegram("003699.653"));
        for (int i = 0; i < 20; i++) {
            send(telegram("003699.653", "000900.00"));
        }
        assertThat(guard.fresh(nanos)).isFalse();
    }
}
