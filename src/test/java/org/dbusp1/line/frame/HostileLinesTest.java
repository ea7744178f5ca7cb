package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.CountedSteps;
import org.dbusp1.line.cipher.Decryptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that repeat: each costs the same, whatever stands before it, and however small the pieces are. */
class HostileLinesTest {
    private static final int BYTES = 256 * 1024;
    /** Twice the worst one. */
    private static final long MOST_STEPS_PER_BYTE = 400;
    private static final String REGISTER = "1-0:1.7.0(00.866*kW)\r\n";

    static Stream<String> units() {
        return Stream.of("!", "/!", "! ", "!0000", "\n!", "\n!0000", "/ABC5X\n", "/!AAAA", REGISTER, "/ABC\n!1234\n", "1-0:1(\n!1\n",
                "/ABC5\n" + REGISTER.repeat(340) + "!1234".repeat(64), "/ABC5\n" + REGISTER.repeat(300) + "\n!1234x".repeat(200),
                "/ABC5\n" + (REGISTER + "x!1234").repeat(280), "/ABC5\n" + "\n".repeat(7_000) + "!1 ".repeat(300),
                REGISTER + " ".repeat(7_000) + "!12".repeat(300), REGISTER + "x".repeat(7_000) + "/ABC5".repeat(200));
    }

    @ParameterizedTest
    @MethodSource("units")
    void noByteCostsMoreBecauseOfThoseBeforeIt(String unit) throws Exception {
        byte[] repeated = unit.getBytes(StandardCharsets.ISO_8859_1);
        byte[] line = new byte[BYTES];
        for (int at = 0; at < line.length; at++) {
            line[at] = repeated[at % repeated.length];
        }
        assertThat(CountedSteps.of(Scan.class, line) / BYTES).isLessThan(MOST_STEPS_PER_BYTE);
    }

    /** The way of a line, in pieces. */
    static final class Scan implements Consumer<byte[]> {
        @Override
        public void accept(byte[] line) {
            TestScanner scanner = new TestScanner(true, Decryptor.none());
            for (int at = 0; at < line.length; at += 64) {
                scanner.accept(line, at, at + 64);
            }
        }
    }
}
