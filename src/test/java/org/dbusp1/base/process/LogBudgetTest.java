package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogBudgetTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private long now = -5;
    private final LogBudget budget = new LogBudget(log, () -> now);

    private void chatter(String sender, int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            budget.pass(sender, "INFO com.victronenergy.grid.p1_ttyUSB0 has left the bus " + i + "\n");
        }
    }

    private List<String> lines() {
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aQuietDriverLogsAll() throws IOException {
        chatter("driver", 100);

        assertThat(lines()).hasSize(100).last().asString().endsWith("the bus 99");
    }

    @Test
    void aSenderTakesNoMoreThanItsShareAndReportsItOnce() throws IOException {
        chatter("driver", 10_000);

        assertThat(log.size()).isBetween(LogBudget.SHARE / 2, LogBudget.SHARE);
        assertThat(lines()).last().asString().startsWith("WARN driver has used up its share of this log for one day");
        assertThat(lines().stream().filter(line -> line.startsWith("WARN"))).hasSize(1);
    }

    @Test
    void noSenderTakesTheShareOfAnother() throws IOException {
        chatter("javax.jmdns", 10_000);
        chatter("driver", 50);

        assertThat(lines()).last().asString().endsWith("the bus 49");
    }

    @Test
    void theNextDayHasANewShare() throws IOException {
        chatter("driver", 10_000);
        int first = log.size();
        now += TimeUnit.DAYS.toNanos(1);
        chatter("driver", 10_000);

        assertThat(log.size()).isBetween(2 * first - 200, 2 * first + 200);
    }

    @Test
    void whyTheDriverEndsIsAlwaysReported() throws IOException {
        chatter("driver", 10_000);
        budget.passAlways("dbus-p1: the D-Bus went away");

        assertThat(lines()).last().isEqualTo("dbus-p1: the D-Bus went away");
    }

    @Test
    void whoAsksForAllGetsAll() throws IOException {
        budget.lift();
        chatter("driver", 10_000);

        assertThat(lines()).hasSize(10_000);
    }

    /** Java writes the first cause at the end. */
    @Test
    void aLongStackTraceKeepsItsBeginningAndItsCause() throws IOException {
        String calls = "  at org.dbusp1.output.QueuedOutput.run(QueuedOutput.java:212)\n".repeat(200);
        budget.pass("output", "ERROR mqtt cannot be started\n  java.lang.IllegalStateException: x\n" + calls
                + "  Caused by: java.io.IOException: no space\n  at java.io.File.write(File.java:1)\n");
        chatter("output", 10);

        assertThat(lines().get(0)).isEqualTo("ERROR mqtt cannot be started");
        assertThat(lines()).contains("  Caused by: java.io.IOException: no space").filteredOn(line -> line.contains(" bytes left out]"))
                .singleElement().asString().matches("  \\[\\d+ lines, \\d+ bytes left out]");
        assertThat(log.size()).isBetween(6_000, 7_000);
        assertThat(lines()).last().asString().endsWith("the bus 9");
    }

    @Test
    void ofTwoLongTracesInADayTheSecondIsLeftOut() throws IOException {
        String calls = "  at a.B.c(B.java:1)\n".repeat(1_000);
        budget.pass("output", "ERROR first\n" + calls);
        budget.pass("output", "ERROR second\n" + calls);

        assertThat(lines()).contains("ERROR first").doesNotContain("ERROR second").last().asString().startsWith("WARN output has used up");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_900, 5_000, 5_000_000})
    void aLongLineKeepsItsBeginningAndItsEnd(int length) throws IOException {
        budget.pass("driver", "WARN the server says " + "\u20ac".repeat(length / 3) + ": is it switched on?\n");
        chatter("driver", 1);

        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("WARN the server says \u20ac").doesNotContain("\ufffd");
        assertThat(lines.get(0).getBytes(StandardCharsets.UTF_8).length).isLessThan(LogBudget.MAX_LINE_BYTES + 50);
        assertThat(lines.get(0).contains(" bytes left out] ")).isEqualTo(length > 2_000);
        assertThat(lines.get(0)).endsWith(": is it switched on?");
    }
}
