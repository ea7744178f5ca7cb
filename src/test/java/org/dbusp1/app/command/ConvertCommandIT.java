package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Ended;
import org.dbusp1.JavaCommand;
import org.dbusp1.OwnPlace;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.gx.service.TestBus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The conversion as a process: memory, terminals, and unplanned ends. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConvertCommandIT {
    @TempDir
    private Path directory;
    private Path out;

    @BeforeEach
    void begin() throws IOException {
        out = Files.createDirectory(directory.resolve("out"));
    }

    @Test
    void aLogLargerThanItsMemoryIsConverted() throws Exception {
        int telegrams = 70_000;
        Path log = log(telegrams);
        assertThat(Files.size(log)).isGreaterThan(14_000_000);

        Process process = start("convert " + log + " --out " + out, "-Xmx12m");

        assertThat(Ended.of(process).well()).contains("Telegrams: " + telegrams);
        try (Stream<String> lines = Files.lines(out.resolve("p1.log.Records.csv"))) {
            assertThat(lines.count()).isEqualTo(telegrams + 1);
        }
    }

    @Test
    void anInterruptedConversionLeavesNothing() throws Exception {
        for (String signal : List.of("INT", "TERM", "HUP")) {
            Process process = start("convert - --out " + out);
            try (OutputStream log = process.getOutputStream()) {
                log.write(TestTelegram.dsmr5("1-0:1.7.0(00.100*kW)").repeat(2_000).getBytes(StandardCharsets.US_ASCII));
                log.flush();
                Await.await("the unfinished file", () -> files(out).size() == 1);
                TestBus.signal(process, signal);
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(signal).isTrue();
            }
            assertThat(files(out)).isEmpty();
        }
    }

    @Test
    void aKilledConversionLeavesNoFileUnderAName() throws Exception {
        Path before = Files.writeString(out.resolve("stdin.Records.csv"), "from before");
        Process process = start("convert - --out " + out);
        try (OutputStream log = process.getOutputStream()) {
            log.write(TestTelegram.dsmr5("1-0:1.7.0(00.100*kW)").repeat(2_000).getBytes(StandardCharsets.US_ASCII));
            log.flush();
            Await.await("the unfinished file", () -> files(out).size() == 2);
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(before).hasContent("from before");
        assertThat(files(out)).filteredOn(name -> !name.startsWith(".")).containsExactly("stdin.Records.csv");
    }

    @Test
    void aFullDiskIsOneLineAndLeavesNothing() throws Exception {
        // A limit on the size of files has no other effect on who writes them than a full disk.
        Process process = shell("ulimit -f 100; exec " + command("convert " + log(6_000) + " --out " + out));
        assertThat(Ended.of(process)).isEqualTo(new Ended(ExitStatus.UNWRITABLE.code(),
                "dbus-p1: " + out + ": it cannot be written (File too large); give another --out\n"));
        assertThat(files(out)).isEmpty();
    }

    private Path log(int telegrams) throws IOException {
        Path log = directory.resolve("p1.log");
        byte[] telegram = TestTelegram.dsmr5("1-0:1.8.1(000100.000*kWh)", "1-0:1.7.0(00.100*kW)", "1-0:2.7.0(00.000*kW)",
                "1-0:32.7.0(230.1*V)", "1-0:52.7.0(231.2*V)", "1-0:72.7.0(232.3*V)", "1-0:31.7.0(001*A)")
                .getBytes(StandardCharsets.US_ASCII);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(log))) {
            for (int i = 0; i < telegrams; i++) {
                file.write(telegram);
            }
        }
        return log;
    }

    private static List<String> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String command(String line, String... options) {
        return String.join(" ", JavaCommand.with(options)) + " org.dbusp1.Main " + line;
    }

    private Process start(String line, String... options) throws IOException {
        // Libraries of other tests may have made this JVM ignore a signal, which children inherit.
        return OwnPlace.program(directory, ("env --default-signal=HUP,INT,TERM " + command(line, options)).split(" +"))
                .redirectErrorStream(true).start();
    }

    private Process shell(String line) throws IOException {
        return OwnPlace.program(directory, "bash", "-c", line).redirectErrorStream(true).start();
    }

    /** Of a day and a half of a DSMR 5 meter, with the memory that the launcher gives. */
    @Test
    @Tag("slow")
    @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLogMuchLargerThanItsMemoryIsRedacted() throws Exception {
        Path log = log(1_000_000);
        assertThat(Files.size(log)).isGreaterThan(200_000_000);

        Process process = start("convert " + log + " --redact --out " + out, "-Xmx32m");

        assertThat(Ended.of(process).well()).contains("redacted");
        assertThat(Files.size(out.resolve("p1.log"))).isBetween(Files.size(log), Files.size(log) + 1_000);
    }
}
