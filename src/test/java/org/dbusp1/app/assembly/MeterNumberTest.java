package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of the meter in an answer of a bridge. */
class MeterNumberTest {
    private final DecodingFactory decoding = new DecodingFactory(true, DsmrDecoder.Options.DEFAULT, Decryptor.none());

    private Optional<String> number(byte[] answer) {
        return SourceFactory.meterNumber(decoding.scanner(), decoding.decoder(), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sml-iskra", "sml-emh", "d0"})
    void isThatOfAWholeMessage(String name) {
        SimulatedDialect dialect = Dialects.named(name).orElseThrow();
        SimulatedMeter meter = new SimulatedMeter(dialect, House.usual(dialect, Instant.parse("2026-06-15T10:00:00Z")));
        byte[] message = meter.next();
        Optional<String> number = number(message);
        assertThat(number).isPresent();
        assertThat(number(meter.next())).isEqualTo(number);
        assertThat(number(Arrays.copyOf(message, message.length / 2))).isEmpty();
    }

    @Test
    void isAbsentWithoutAMessage() {
        assertThat(number(new byte[0])).isEmpty();
        assertThat(number("\r\n".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(number("<html>".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }
}
