package org.dbusp1.base.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.dbusp1.Snapshots;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every small file in which the driver remembers something may be damaged: the driver starts as if there were none. */
class DamagedMemoryTest {
    private static final String CABLE = "FT1234";
    private static final DiskExecutor AT_ONCE = Runnable::run;
    private static final byte[] GOOD = ("# x\nFT1234=E0047\nother=115200-8N1\nE0047=2026-01 4161\n").getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    /** The users of the files, each with what it makes of a fact, and a fact. */
    private enum Use {
        METERS("meters.properties", MeterKey::new, "E0048"), LINES("lines.properties", LineSettings::parse, "9600-7E1"),
        DEVICES("devices.properties", Function.identity(), "p1_E0047_x"), PEAKS("peaks.properties", Function.identity(), "") {
            @Override
            void recall(Path file) {
                Long peak = peaks(file);
                assertThat(peak == null || peak >= 0 && peak <= 1_000_000L).isTrue();
            }

            @Override
            void remember(Path file) {
                memory(file).remember(CABLE + ".printed", "2026-02=900@1769990400+3600");
                assertThat(peaks(file)).isEqualTo(900);
            }

            /** The month's peak as a tracker of windows takes it from the file. */
            private @Nullable Long peaks(Path file) {
                DemandTracker tracker = new DemandTracker(new MeterKey(CABLE), new DemandConfig(Tariff.named("flanders"), null),
                        LedgerStore.NONE, null, memory(file));
                Snapshot snapshot = Snapshots.anonymous(Dialect.NORDIC, Values.NONE).key(CABLE).number(null)
                        .time(new Stamp(Instant.parse("2026-02-10T12:00:00Z").getEpochSecond(), 3600)).take();
                Snapshots.accept(tracker.ledger(), snapshot);
                return Snapshots.accept(tracker, snapshot,
                    new DemandTracker.DemandInputs(null, null, null)).peakWatts();
            }
        };

        private final String name;
        private final Function<String, ?> reader;
        private final String fact;

        Use(String name, Function<String, ?> reader, String fact) {
            this.name = name;
            this.reader = reader;
            this.fact = fact;
        }

        void recall(Path file) {
            memory(file).recall(CABLE, reader);
        }

        void remember(Path file) {
            memory(file).remember(CABLE, fact);
            assertThat(memory(file).recall(CABLE, reader).map(Object::toString)).contains(fact);
        }

        static FileStateStore memory(Path file) {
            return new FileStateStore(file, "facts", AT_ONCE);
        }
    }

    private static Stream<Use> uses() {
        return Stream.of(Use.values());
    }

    /** Cut anywhere, bytes of it changed, or nothing but bytes: the next fact is kept nevertheless. */
    @Property(tries = 100)
    void whateverTheBytesAre(@ForAll @IntRange(max = 60) int cut, @ForAll @IntRange(max = 59) int at, @ForAll byte changed,
                             @ForAll @Size(max = 40) byte[] added) throws IOException {
        byte[] bytes = Arrays.copyOf(Arrays.copyOf(GOOD, Math.min(cut, GOOD.length)), Math.min(cut, GOOD.length) + added.length);
        System.arraycopy(added, 0, bytes, bytes.length - added.length, added.length);
        if (at < bytes.length) {
            bytes[at] = changed;
        }
        Path place = Files.createTempDirectory("damaged");
        try {
            for (Use use : Use.values()) {
                Path file = Files.write(place.resolve(use.name), bytes);
                use.recall(file);
                use.remember(file);
            }
        } finally {
            try (Stream<Path> files = Files.walk(place)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "=", "\u0000", "a b", "../../etc", "\u00e9", "x\ty", "99999-8N1", "115200-9X3",
        "2026-13 5", "2026-01 -5", "2026-01 99999999999999999999", "2026-01 9000000", "2026-01"})
    void anEntryThatIsNoFactCountsAsNone(String fact) throws IOException {
        for (Use use : Use.values()) {
            Path file = Files.writeString(directory.resolve(use.name), CABLE + "=" + fact + "\n");
            use.recall(file);
            use.remember(file);
        }
        Files.writeString(directory.resolve(Use.METERS.name), CABLE + "=" + fact + "\n");
        assertThat(Use.memory(directory.resolve(Use.METERS.name)).recall(CABLE, MeterKey::new)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("uses")
    void aDirectoryInItsPlace(Use use) throws IOException {
        use.recall(Files.createDirectory(directory.resolve(use.name)));
        Use.memory(directory.resolve(use.name)).remember(CABLE, "E0048");
        assertThat(directory.resolve(use.name)).isDirectory();
    }

    /** Opening one would wait for a writer. */
    @ParameterizedTest
    @MethodSource("uses")
    void aPipeInItsPlace(Use use) throws Exception {
        Path file = directory.resolve(use.name);
        Process made = new ProcessBuilder("mkfifo", file.toString()).inheritIO().start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0).isTrue();
        use.recall(file);
        use.remember(file);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void aFileOfAGigabyte(Use use) throws Exception {
        Path file = Files.writeString(directory.resolve(use.name), CABLE + "=");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 30);
        }
        use.recall(file);
        use.remember(file);
        assertThat(Files.size(file)).isLessThan(1_000);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void aLinkToNothing(Use use) throws IOException {
        Path file = Files.createSymbolicLink(directory.resolve(use.name), directory.resolve("nowhere"));
        use.recall(file);
        use.remember(file);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void aFileThatMayNotBeRead(Use use) throws IOException {
        Path file = Files.write(directory.resolve(use.name), GOOD);
        assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file), "root may read everything");
        use.recall(file);
        Use.memory(file).remember(CABLE, use.fact);
        assertThat(file.toFile().setReadable(true)).isTrue();
        assertThat(file).as("it may hold the facts of other cables").hasBinaryContent(GOOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FT1234=E0047", "FT1234=", "\u0000\u0001", "FT1234=\\u00"})
    void whatIsNotDamagedStays(String line) throws IOException {
        Path file = Files.writeString(directory.resolve("meters.properties"), line + "\nother=E0001\n");
        Use.memory(file).remember("third", "E0003");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).contains("third=E0003");
        if (!line.contains("\\u")) {
            assertThat(lines).contains("other=E0001");
        }
    }
}
