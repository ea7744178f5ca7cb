package org.dbusp1.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.source.ParityDetector;
import org.junit.jupiter.api.Test;

/** A line of 7 bits and even parity that is read as 8 bits: a wrong bit spoils the telegram that it is in, and no other. */
class ParityOfTelegramsTest {
    private static final String D0 = "/XXX5METER_1\r\n\r\n1-0:96.1.0*255(1XXX0100000001)\r\n1-0:1.8.0*255(003699.65305306*kWh)\r\n"
            + "1-0:16.7.0*255(001002.92*W)\r\n!\r\n";

    private static byte[] withParity(String text) {
        byte[] wire = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < wire.length; i++) {
            wire[i] |= (byte) (Integer.bitCount(wire[i]) % 2 << 7);
        }
        return wire;
    }

    /** Two good telegrams, the damaged one, a good one. */
    private static TestPipeline chain(byte[] damaged) {
        TestPipeline chain = new TestPipeline();
        ParityDetector parity = new ParityDetector();
        byte[] good = withParity(D0);
        for (byte[] part : List.of(good, good, damaged, good)) {
            byte[] known = new byte[part.length + ParityDetector.HOLD];
            int count = parity.pass(part, part.length, known);
            chain.feed(java.util.Arrays.copyOf(known, count), () -> count);
        }
        return chain.end();
    }

    @Test
    void eachWrongBitSpoilsItsTelegram() {
        byte[] good = withParity(D0);
        Reading sent = chain(good).readings().get(0);
        for (int at = 0; at < good.length - 2; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = good.clone();
                damaged[at] ^= (byte) (1 << bit);
                TestPipeline chain = chain(damaged);
                assertThat(chain.readings()).as("bit %d of byte %d", bit, at).hasSize(3)
                        .allSatisfy(reading -> assertThat(reading.values()).isEqualTo(sent.values()));
            }
        }
    }

    @Test
    void theCauseIsReportedByItsName() {
        byte[] damaged = withParity(D0);
        damaged[D0.indexOf("1002.92")] ^= 1;
        assertThat(chain(damaged).decoded).anySatisfy(decoded ->
                assertThat(decoded).isEqualTo(DecodeResult.rejected(RejectCause.PARITY)));
    }
}
