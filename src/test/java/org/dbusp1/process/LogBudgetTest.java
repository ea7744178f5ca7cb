package org.dbusp1.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogBudgetTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private long now = -5;
    private final PrintStream out = new PrintStream(new LogBudget(log, () -> now), true);

    private void chatter(int lines) {
        for (int i = 0; i < lines; i++) {
            out.println("INFO com.victronenergy.grid.p1_ttyUSB0 has left the bus " + i);
        }
    }

    @Test
    void aQuietDriverLogsAll() {
        chatter(500);

        assertThat(log.toString(StandardCharsets.UTF_8).lines()).hasSize(500).last().asString().endsWith("the bus 499");
    }

    @Test
    void aDayTakesNoMoreThanItsShareAndReportsItOnce() {
        chatter(100_000);

        assertThat(log.size()).isBetween(LogBudget.SHARE / 2, LogBudget.SHARE - LogBudget.KEPT);
        assertThat(log.toString(StandardCharsets.UTF_8).lines()).last().asString()
                .startsWith("WARN the size of this log for one day is used up");
        assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("WARN"))).hasSize(1);
    }

    @Test
    void theNextDayHasANewShare() {
        chatter(100_000);
        int first = log.size();
        now += TimeUnit.DAYS.toNanos(1);
        chatter(100_000);

        assertThat(log.size()).isBetween(2 * first - 200, 2 * first + 200);
    }

    @Test
    void whyTheDriverEndsIsAlwaysReported() {
        chatter(100_000);
        out.println("dbus-p1: the D-Bus went away");

        assertThat(log.toString(StandardCharsets.UTF_8)).endsWith("\ndbus-p1: the D-Bus went away\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_900, 5_000, 70_000, 5_000_000})
    void aLongLineKeepsItsBeginningAndItsEnd(int length) {
        out.println("WARN the server says " + "\u20ac".repeat(length / 3) + (length < 70_000 ? ": is it switched on?" : ""));
        chatter(1);

        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("WARN the server says \u20ac").doesNotContain("\ufffd");
        assertThat(lines.get(0).getBytes(StandardCharsets.UTF_8).length).isLessThan(LogBudget.LONGEST + 50);
        assertThat(lines.get(0).contains(" bytes left out] ")).isEqualTo(length > 2_000);
        if (length < 70_000) {
            assertThat(lines.get(0)).endsWith(": is it switched on?");
        }
    }

    @ParameterizedTest
    @CsvSource({"warn, true", "info, true", "debug, false", "trace, false"})
    void whoAsksForAllGetsAll(String level, boolean bounded) {
        PrintStream before = System.err;
        PrintStream beforeOut = System.out;
        // The class remembers the stderr that it was loaded with.
        Logging.drain(0);
        try {
            System.setErr(new PrintStream(log, true));
            Logging.queue();
            Logging.limit(level);
            for (int i = 0; i < 5_000; i++) {
                System.err.println("DEBUG a telegram of 800 bytes came, and it was good");
                Logging.drain(Logging.SHORT_DRAIN_MILLIS);
            }
        } finally {
            System.setErr(before);
            System.setOut(beforeOut);
        }

        assertThat(log.size() < LogBudget.SHARE).isEqualTo(bounded);
    }

    static Set<String> packagesAboutTheMeter() {
        return LogBudget.ABOUT_METER;
    }

    @ParameterizedTest
    @MethodSource
    void packagesAboutTheMeter(String name) {
        assertThat(Path.of("src/main/java/org/dbusp1", name)).isDirectory();
    }
}
