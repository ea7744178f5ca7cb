package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.dbusp1.line.cipher.Decryptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that repeat: each costs the same, whatever stands before it. */
class HostileLinesTest {
    private static final int BYTES = 256 * 1024;
    /** Ten times the worst one measured. Where the search read all held bytes again, it was four times as many. */
    private static final double MOST_NANOS_PER_BYTE = 4_000;
    private static final String REGISTER = "1-0:1.7.0(00.866*kW)\r\n";

    static Stream<String> units() {
        return Stream.of("!", "/!", "! ", "!0000", "\n!", "\n!0000", "/ABC5X\n", "/!AAAA", REGISTER, "/ABC\n!1234\n", "1-0:1(\n!1\n",
                "/ABC5\n" + REGISTER.repeat(340) + "!1234".repeat(64), "/ABC5\n" + REGISTER.repeat(300) + "\n!1234x".repeat(200),
                "/ABC5\n" + (REGISTER + "x!1234").repeat(280), "/ABC5\n" + "\n".repeat(7_000) + "!1 ".repeat(300),
                REGISTER + " ".repeat(7_000) + "!12".repeat(300), REGISTER + "x".repeat(7_000) + "/ABC5".repeat(200));
    }

    @ParameterizedTest
    @MethodSource("units")
    void noByteCostsMoreBecauseOfThoseBeforeIt(String unit) {
        byte[] repeated = unit.getBytes(StandardCharsets.ISO_8859_1);
        byte[] line = new byte[BYTES];
        for (int at = 0; at < line.length; at++) {
            line[at] = repeated[at % repeated.length];
        }
        TestScanner scanner = new TestScanner(true, Decryptor.none());
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int at = 0; at < line.length; at += 512) {
            scanner.accept(line, at, at + 512);
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(nanos / (double) BYTES).as(unit).isLessThan(MOST_NANOS_PER_BYTE);
    }
}
