package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.Ended;
import org.dbusp1.OwnPlace;
import org.dbusp1.line.source.PtyPair;
import org.dbusp1.system.SendingMeter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Listening at several ptys at once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class ProbeCommandIT {
    @TempDir
    private Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void stateDirectory() throws IOException {
        Files.createDirectory(directory.resolve("state"));
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    /** An adapter to which a program of the shell sends; it ends with the test. Returns what was written to its port. */
    private Path sends(String port, String program) throws IOException {
        Path written = Files.createFile(directory.resolve(port + ".written"));
        Process socat = new ProcessBuilder("socat", "pty,rawer,link=" + directory.resolve(port),
                "SYSTEM:cat >" + written + " & sh " + Files.writeString(directory.resolve(port + ".sh"), program)).start();
        open.add(() -> socat.descendants().forEach(ProcessHandle::destroy));
        open.add(() -> {
            socat.destroy();
            // It deletes the link to its port last.
            socat.onExit().join();
        });
        await("the adapter", () -> Files.exists(directory.resolve(port)));
        return written;
    }

    private Ended probe(String... words) throws Exception {
        return run(List.of(), words);
    }

    /** @param before words before those that start the program */
    private Ended run(List<String> before, String... words) throws Exception {
        return Ended.of(OwnPlace.program(directory, Stream.of(before, List.of("venus/dbus-p1", "probe"), List.of(words))
                .flatMap(List::stream).toList()));
    }

    private String path(String port) {
        return directory.resolve(port).toString();
    }

    private static String capture(String name, int pause) {
        return "while sleep " + pause + "; do cat " + Corpus.file(name) + "; done";
    }

    @Tag(Beside.TAG)
    @Test
    void saysWhatIsHeardAtEachAndWritesNothing() throws Exception {
        List<Path> written = new ArrayList<>();
        open.add(new SendingMeter(directory.resolve("ttyUSB0")));
        written.add(sends("ttyUSB1", capture("streams/encrypted-lu.bin", 1)));
        written.add(sends("ttyUSB2",
                "while sleep 1; do printf '$GPRMC,081836,A,3751.65,S,14507.36,E,000.0,360.0,130998,011.3,E*62\\r\\n'; done"));
        written.add(sends("ttyUSB3", "sleep 100"));
        written.add(sends("ttyUSB4", capture("streams/random.bin", 1)));

        Ended ended = probe("--seconds", "8", path("ttyUSB0"), path("ttyUSB1"), path("ttyUSB2"), path("ttyUSB3"), path("ttyUSB4"),
                "/dev/no-such-port");

        assertThat(ended.well().replace(directory + "/", "").lines()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("ttyUSB0: meter: DSMR 5, version 5.0"),
                line -> assertThat(line).isEqualTo("ttyUSB1: meter: its telegrams are encrypted: name a file with its key by "
                        + "decryption.key.file in dbus-p1.properties"),
                line -> assertThat(line).isEqualTo("ttyUSB2: no telegrams, but other text: this is no meter"),
                line -> assertThat(line).isEqualTo("ttyUSB3: nothing for 8 s"),
                line -> assertThat(line).isEqualTo("ttyUSB4: noise: another speed or another protocol"),
                line -> assertThat(line).startsWith("/dev/no-such-port: not read: /dev/no-such-port is not there"));
        assertThat(written).allSatisfy(file -> assertThat(file).isEmptyFile());
    }

    @Test
    void aNetworkWithoutADongleIsSaid() throws Exception {
        Ended ended = run(OwnPlace.namespaces("-rn"), "--network");

        assertThat(ended.output()).startsWith("network: no HomeWizard dongle announces itself in this network");
        assertThat(ended.status()).isOne();
    }

    /** A second reader would take bytes away from the first. */
    @Test
    void aPortThatAnotherProgramHasOpenIsLeftAlone() throws Exception {
        try (PtyPair cable = new PtyPair(directory.resolve("ttyUSB0"))) {
            Process other = new ProcessBuilder("flock", cable.port().toString(), "sh", "-c", "echo locked; exec sleep 100").start();
            open.add(() -> other.descendants().forEach(ProcessHandle::destroy));
            assertThat(other.inputReader().readLine()).isEqualTo("locked");

            Ended ended = probe(path("ttyUSB0"));

            assertThat(ended.output()).startsWith(path("ttyUSB0") + ": not read: " + path("ttyUSB0") + " is in use by process ");
            assertThat(ended.status()).isOne();
        }
    }

    @Test
    void onlyAMeterThatWasReadBeforeCountsWhereThatIsAsked() throws Exception {
        open.add(new SendingMeter(directory.resolve("ttyUSB0")));
        Path keys = directory.resolve("state/meters.properties");
        Files.writeString(keys, "usb-0403\\:6001-A7-if00=E0099999999\n");
        assertThat(probe("--known", "--seconds", "8", path("ttyUSB0")).output())
                .isEqualTo(path("ttyUSB0") + ": another meter: DSMR 5, version 5.0\n");
        Files.writeString(keys, "usb-0403\\:6001-A7-if00=E0047000\n");
        assertThat(probe("--known", "--seconds", "60", path("ttyUSB0")).well())
                .isEqualTo(path("ttyUSB0") + ": meter: DSMR 5, version 5.0\n");
    }
}
