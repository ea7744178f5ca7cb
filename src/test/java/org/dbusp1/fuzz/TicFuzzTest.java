package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.tic.TicDecoder;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Unit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile TIC frames with right checks, and an owner who wants the apparent power as power: no power without a direction, and no 0 that
 * the meter did not send.
 */
class TicFuzzTest {
    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.2);

    static Stream<Arguments> lines() {
        return Seeds.lines().filter(line -> line.get()[0].toString().matches(".*(tic-|historique|standard).*"));
    }

    @MethodSource("lines")
    @FuzzTest
    void noPowerWithoutADirection(byte[] data) {
        byte[] line = Resealed.line(data);
        FrameScanner framer = new FrameScanner(false, Decryptor.none());
        TicDecoder decoder = new TicDecoder(true, Optional.empty());
        int[] accepted = {0};
        framer.take(line, 0, line.length).forEach(frame -> accepted[0] += check(frame, decoder));
        framer.end().forEach(frame -> accepted[0] += check(frame, decoder));
        SHARE.count(data, accepted[0] > 0);
    }

    private static int check(Frame frame, TicDecoder decoder) {
        boolean tic = frame.format() == Format.TIC_HISTORIQUE || frame.format() == Format.TIC_STANDARD;
        Optional<Reading> decoded = tic ? DecodeResult.of(decoder, frame).decoded() : Optional.empty();
        if (decoded.isEmpty()) {
            return 0;
        }
        Reading reading = decoded.get();
        Map<String, String> printed = new HashMap<>();
        for (Register register : reading.message().registers()) {
            printed.put(register.obis(), register.raw());
        }
        for (Quantity quantity : reading.values().present()) {
            if (quantity.unit() == Unit.WATT) {
                assertThat(frame.format()).as("mode of %s", quantity).isEqualTo(Format.TIC_STANDARD);
                assertThat(quantity).isIn(Quantity.POWER_NET, Quantity.POWER_L1);
                assertPower(printed, reading.values().number(quantity));
            }
        }
        return 1;
    }

    private static void assertPower(Map<String, String> printed, double watts) {
        double drawn = Double.parseDouble(printed.get("SINSTS"));
        if (printed.containsKey("SINSTI")) {
            assertThat(watts).isEqualTo(drawn - Double.parseDouble(printed.get("SINSTI")));
        } else {
            assertThat(watts).isEqualTo(drawn);
            assertThat(Long.parseLong(printed.get("STGE"), 16) & 1 << 9).isZero();
        }
        if (watts == 0) {
            assertThat(printed).hasEntrySatisfying("IRMS1", amperes -> assertThat(Integer.parseInt(amperes)).isZero());
        }
    }
}
