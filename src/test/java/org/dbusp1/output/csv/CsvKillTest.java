package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.csv.CsvConfig.Layout;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files whose writer is killed, or whose disk is full. */
@Timeout(180)
class CsvKillTest {
    @TempDir
    private Path directory;

    /** Writes telegrams, with a pause after each hundredth, and prints then how many it had. */
    public static void main(String[] arguments) throws Exception {
        SampleMeter meter = new SampleMeter("dsmr42", Wiring.THREE_PHASES, SampleMeter.START, SimulatedMedium.GAS);
        CsvOutput output = new CsvOutput(new CsvConfig(arguments[0], true, Layout.P1DSMR, '.', 1_000, null));
        for (int i = 1; i <= Integer.parseInt(arguments[1]); i++) {
            output.snapshot(meter.next());
            if (i % 100 == 0) {
                System.out.println(i);
                Thread.sleep(Long.parseLong(arguments[2]));
            }
        }
        output.close();
    }

    /** The file of the first day. */
    private Path file() {
        return directory.resolve("csv/sample_2026-06-15.csv");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("csv"))) {
            return all.filter(file -> file.toString().endsWith(".csv")).toList();
        }
    }

    /** By chance; of each moment of a kill: CsvOutputTest. */
    @Tag("slow")
    @Test
    void killedAndStartedAnewEveryLineIsWhole() throws Exception {
        for (int round = 0; round < 3; round++) {
            try (ChildJvm child = new ChildJvm(CsvKillTest.class, directory.resolve("messages"),
                    directory.resolve("csv").toString(), "1000000", "0")) {
                while (child.next() < 500 + 300 * round) {
                    Thread.onSpinWait();
                }
            }
        }
        try (ChildJvm last = new ChildJvm(CsvKillTest.class, directory.resolve("messages"),
                directory.resolve("csv").toString(), "10", "0")) {
            assertThat(last.next()).isEqualTo(-1);
        }

        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            assertThat(Files.readString(file)).endsWith("\r\n");
            lines.addAll(Files.readAllLines(file));
        }
        assertThat(lines).hasSizeGreaterThan(2_400).allMatch(line -> line.chars().filter(c -> c == ';').count() == 15);
    }

    @Tag("slow")
    @Test
    void aFullDiskIsReportedOnceAndLinesGoOnWhenThereIsRoom() throws Exception {
        Path messages = directory.resolve("messages");
        try (ChildJvm child = new ChildJvm(CsvKillTest.class, messages, directory.resolve("csv").toString(), "100000000", "50")) {
            assertThat(child.next()).isEqualTo(100);
            child.limitFiles("60000");
            while (!Files.readString(messages).contains("cannot be written")) {
                child.next();
            }
            // It grew until the limit was set.
            long full = Math.max(60_000, Files.size(file()));
            int then = child.next();
            assertThat(child.next()).isGreaterThan(then);
            assertThat(Files.size(file())).isLessThanOrEqualTo(full);
            child.limitFiles("unlimited");
            while (!Files.readString(messages).contains("is written again")) {
                child.next();
            }
        }

        List<String> lines = Files.readAllLines(messages);
        assertThat(lines).filteredOn(line -> line.contains("cannot be written")).hasSize(1);
        assertThat(lines).filteredOn(line -> line.contains("lines were lost")).hasSize(1);
        assertThat(Files.readAllLines(file())).filteredOn(line -> line.startsWith("\"26"))
                .allMatch(line -> line.chars().filter(c -> c == ';').count() == 15);
    }
}
