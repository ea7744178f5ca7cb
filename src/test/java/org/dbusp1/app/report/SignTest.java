package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.dbusp1.SimulatedLog;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each sign is in the bytes of a simulated meter after its fault, and in none of them without one. */
class SignTest {
    private static final String TEXT = "dsmr50";
    private static final String SML = "sml-iskra";
    private static final String HAN = "han-aidon";

    private static byte[] sent(String meter, int messages) {
        return SimulatedLog.of(meter, Instant.parse("2026-06-15T10:00:00Z"), messages);
    }

    private static byte[] each(byte[] bytes, IntUnaryOperator change) {
        byte[] changed = new byte[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            changed[at] = (byte) change.applyAsInt(bytes[at] & 0xFF);
        }
        return changed;
    }

    private static byte[] without(byte[] bytes, IntPredicate isLost) {
        ByteArrayOutputStream left = new ByteArrayOutputStream();
        for (byte value : bytes) {
            if (!isLost.test(value & 0xFF)) {
                left.write(value);
            }
        }
        return left.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Returns what the fault leaves of what a meter sends. */
    private static byte[] after(Sign fault) {
        return switch (fault) {
            case ONE_BYTE -> new byte[20];
            case REQUESTS -> HexFormat.of().parseHex("105b015c16".repeat(3));
            case REFUSAL -> latin("Connection refused: port already in use\r\n");
            case OTHER_SERVICE -> latin("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            case HEX -> latin(HexFormat.ofDelimiter(" ").formatHex(sent(SML, 2)));
            case WEAK_LIGHT -> each(sent(SML, 4), value -> value & value << 1);
            case INVERTED -> each(sent(TEXT, 2), value -> ~(value << 1) & 0xFF);
            case ONE_PARITY -> without(sent(SML, 8), value -> Integer.bitCount(value) % 2 != 0);
            case EIGHTH_BIT -> each(sent(TEXT, 2), value -> value | (value % 3 == 0 ? 0x80 : 0));
            case DOUBLED_FF -> latin(latin(sent(SML, 8)).replace("\u00FF", "\u00FF\u00FF"));
            case TEXT_CODING -> latin(sent(HAN, 8)).getBytes(StandardCharsets.UTF_8);
            case LINE_ENDS -> latin(latin(sent(TEXT, 2)).replace("\r\n", " "));
            case ZEROS -> without(sent(SML, 8), value -> value == 0);
            case FLOW_CONTROL -> without(sent(SML, 60), value -> value == 0x11 || value == 0x13);
            case SEVEN_BITS -> each(sent(SML, 4), value -> value & 0x7F);
            case TOO_FAST -> each(sent(TEXT, 2), value -> new int[] {0x00, 0x80, 0xE0, 0xFE}[value % 4]);
        };
    }

    @ParameterizedTest
    @EnumSource(Sign.class)
    void aFaultLeavesItsSignAndNoOther(Sign fault) {
        assertThat(Sign.shown(List.of(after(fault)))).isEqualTo(fault.cause());
    }

    /** A part of a sample that is too short shows the sign of another fault at most by what both leave. */
    @ParameterizedTest
    @EnumSource(value = Sign.class, names = {"ONE_BYTE", "WEAK_LIGHT", "INVERTED", "ONE_PARITY", "ZEROS", "FLOW_CONTROL", "SEVEN_BITS", "TOO_FAST"})
    void tooFewBytesShowNothing(Sign fault) {
        assertThat(Sign.shown(List.of(Arrays.copyOf(after(fault), 7)))).isNull();
    }

    @Test
    void noMeterLeavesASign() {
        for (SimulatedDialect dialect : Dialects.all()) {
            assertThat(Sign.shown(List.of(SimulatedLog.of(SimulatedLog.meter(dialect, Instant.parse("2026-06-15T10:00:00Z")), 20))))
                    .as(dialect.name()).isNull();
        }
    }
}
