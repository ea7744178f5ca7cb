package org.dbusp1.app.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.dbusp1.SimulatedLog;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.gx.service.BlackBoxCopy;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.line.source.NoteFilterInputStream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.simulator.Wiring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlackBoxTest {
    private static final Instant START = Instant.parse("2026-06-21T10:00:00Z");
    private static final DecodingFactory DECODING = new DecodingFactory(DsmrDecoder.Options.DEFAULT, Decryptor.none());

    @TempDir
    private Path directory;
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Boolean> written = new ArrayList<>();
    private Instant now = START;

    private final DiskExecutor disk = new DiskExecutor() {
        @Override
        public void execute(Runnable work) {
            if (!tasks.contains(work)) {
                tasks.add(work);
            }
        }

        @Override
        public void reportWrite(Runnable task, boolean success) {
            written.add(success);
        }
    };

    private BlackBox box(@Nullable Path sticks) {
        return new BlackBox(new BlackBoxFiles(directory), sticks, new DriverState(OwnerChoices.none()),
                DECODING.anonymizer(), disk, disk, () -> Duration.between(START, now).toNanos(), () -> now);
    }

    private void work() {
        List<Runnable> due = List.copyOf(tasks);
        tasks.clear();
        due.forEach(Runnable::run);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private Event event(EventType kind) {
        return new Event(new Finding(kind.usualCondition(), Gravity.ACT, Map.of()), true, now);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory.resolve("black-box"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory.resolve("black-box"))) {
            return all.sorted().toList();
        }
    }

    /** What the box says of it needs none of its bytes: they are in the burst that was received. */
    @Test
    void aRejectedTelegramIsNotKeptASecondTime() {
        BlackBox box = box(null);
        WeakReference<RejectedFrame> rejected = new WeakReference<>(new RejectedFrame(new byte[1_000], 0, now, RejectCause.CRC));
        box.rejected(Objects.requireNonNull(rejected.get()));

        await("the end of the telegram", () -> {
            System.gc();
            return rejected.get() == null;
        });
        assertThat(box.size()).isPositive();
    }

    private static byte[] withoutNotes(byte[] log) throws IOException {
        return new NoteFilterInputStream(new ByteArrayInputStream(log), (offset, note) -> { }).readAllBytes();
    }

    private static List<byte[]> simulated(String name, int telegrams) {
        return SimulatedLog.messages(name, START, telegrams);
    }

    private static void feed(BlackBox box, byte[] bytes) {
        for (int at = 0; at < bytes.length; at += 200) {
            box.received(bytes, at, Math.min(bytes.length, at + 200));
        }
    }

    @Test
    void anEventWritesTheBytesAsTheyCameAndWhatWasMadeOfThem() throws IOException {
        BlackBox box = box(null);
        SampleMeter meter = new SampleMeter("dsmr50", Wiring.THREE_PHASES, START);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i < 5; i++) {
            byte[] bytes = ("noise" + i + "\n").getBytes(ISO_8859_1);
            feed(box, bytes);
            line.writeBytes(bytes);
            box.snapshot(meter.next());
            box.rejected(new RejectedFrame(new byte[812], 0, now, RejectCause.CRC));
            pass(Duration.ofSeconds(1));
        }
        box.offline();
        assertThat(tasks).as("no write without an event").isEmpty();

        box.event(event(EventType.METER_SILENT));
        assertThat(files()).as("written on another thread").isEmpty();
        work();

        assertThat(files()).singleElement().satisfies(file -> {
            assertThat(file.getFileName()).hasToString("000001-20260621T100005Z-meter_silent.log.gz");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        });
        byte[] log = BlackBoxFiles.read(files().get(0));
        assertThat(withoutNotes(log)).isEqualTo(line.toByteArray());
        assertThat(new String(log, ISO_8859_1)).contains("# dbus-p1 black box, 2026-06-21T10:00:05Z, meter_silent;",
                "# dbus-p1 2026-06-21T10:00:02Z  7 bytes in 0 ms\nnoise2\n", "# dbus-p1 2026-06-21T10:00:02Z  published ", " W; good ",
                "; ESS unknown\n", "# dbus-p1 2026-06-21T10:00:02Z  rejected 812 bytes: " + RejectCause.CRC.description(),
                "# dbus-p1 2026-06-21T10:00:05Z  values withdrawn\n", "# dbus-p1 2026-06-21T10:00:05Z  event meter_silent (line.silent)\n");
        assertThat(written).containsExactly(true);
        box.event(new Event(new Finding(Condition.LINE_SILENT, Gravity.WELL, Map.of()), false, now));
        assertThat(tasks).as("the end of an event").isEmpty();
    }

    @Test
    void tenMinutesAreKeptAndNeverMoreThanAMegabyte() {
        BlackBox box = box(null);
        byte[] telegram = simulated("dsmr50", 1).get(0);
        for (int second = 0; second < 1_200; second++) {
            feed(box, telegram);
            pass(Duration.ofSeconds(1));
        }
        assertThat(box.size()).isBetween(599 * telegram.length, 602 * (telegram.length + 160));

        byte[] large = new byte[4_000];
        for (int tenth = 0; tenth < 20_000; tenth++) {
            box.received(large, 0, large.length);
            box.rejected(new RejectedFrame(large, 0, now, RejectCause.CRC));
            pass(Duration.ofMillis(100));
            assertThat(box.size()).isLessThanOrEqualTo(BlackBox.MOST_BYTES);
        }
    }

    @Test
    void tenFilesAndAMegabyteAreKept() throws IOException {
        BlackBox box = box(null);
        byte[] noise = new byte[4_000];
        for (int run = 0; run < 15; run++) {
            pass(Duration.ofHours(1));
            feed(box, simulated("dsmr50", 1).get(0));
            box.event(event(EventType.METER_SILENT));
            work();
        }
        assertThat(files()).hasSize(10);
        assertThat(files().get(9).getFileName().toString()).contains("-20260622T010000Z-");

        Random random = new Random(5);
        for (int run = 0; run < 4; run++) {
            pass(Duration.ofHours(1));
            for (int i = 0; i < 150; i++) {
                random.nextBytes(noise); // cannot be compressed
                box.received(noise, 0, noise.length);
                pass(Duration.ofSeconds(1));
            }
            box.event(event(EventType.METER_SILENT));
            work();
        }
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isBetween(500_000L, BlackBoxFiles.MOST_BYTES);
        assertThat(new BlackBoxFiles(directory).newest()).hasValue(files().get(files().size() - 1));
    }

    @Test
    void theEndOfTheDriverIsWrittenOnceTheMeterWasReadAndTheNewestOneAlone() throws IOException {
        BlackBox silent = box(null);
        silent.rejected(new RejectedFrame(new byte[9], 0, now, RejectCause.CRC));
        silent.end();
        assertThat(tasks).as("a port that may not be that of a meter").isEmpty();

        BlackBox box = box(null);
        box.snapshot(new SampleMeter("dsmr50", Wiring.THREE_PHASES, START).next());
        box.event(event(EventType.METER_SILENT));
        work();
        for (int run = 0; run < 2; run++) {
            pass(Duration.ofHours(1));
            box.end();
            work();
        }
        assertThat(files()).extracting(file -> file.getFileName().toString())
                .containsExactly("000001-20260621T100000Z-meter_silent.log.gz", "000003-20260621T120000Z-end.log.gz");
        assertThat(new BlackBoxFiles(directory).newest()).as("that of the event").hasValue(files().get(0));
        Files.delete(files().get(0));
        assertThat(new BlackBoxFiles(directory).newest()).hasValue(files().get(0));
    }

    /** A device starts with the time at which it was switched off, and ends before the network sets it. */
    @Test
    void theFileThatWasWrittenLastStaysWhateverTheClockWas() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("black-box"));
        for (int hour = 10; hour < 20; hour++) {
            Files.write(folder.resolve("20260621T" + hour + "0000Z-meter_silent.log.gz"), new byte[9]);
        }
        for (String time : List.of("2025-04-01T00:00:00Z", "2026-06-22T00:00:00Z", "1970-01-01T00:02:00Z")) {
            now = Instant.parse(time);
            BlackBox box = box(null);
            box.event(event(EventType.ESS_NOT_USED));
            work();
            assertThat(files()).hasSize(10);
            assertThat(new BlackBoxFiles(directory).newest().orElseThrow()).asString()
                    .endsWith(time.replaceAll("[-:]", "") + "-ess_not_used.log.gz");
        }
        assertThat(files()).as("the oldest went").noneMatch(file -> file.toString().contains("20260621T12"))
                .anyMatch(file -> file.toString().contains("20260621T13"));
    }

    @Test
    void eventsThatBeginTogetherAreOneFile() throws IOException {
        BlackBox box = box(null);
        box.event(event(EventType.METER_SILENT));
        box.event(event(EventType.STATE_NOT_WRITABLE));
        work();
        assertThat(files()).singleElement().asString().endsWith("-meter_silent-state_not_writable.log.gz");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsReportedAndTheNextEventTriesAgain() throws IOException {
        Path blocked = Files.createFile(directory.resolve("black-box"));
        BlackBox box = box(null);
        box.event(event(EventType.METER_SILENT));
        work();
        assertThat(written).containsExactly(false);
        Files.delete(blocked);
        box.event(event(EventType.METER_SILENT));
        work();
        assertThat(written).containsExactly(false, true);
        assertThat(files()).hasSize(1);
    }

    /** The numbers that the meter sends, of the meter and of its M-Bus devices. */
    private static TreeSet<String> numbers(byte[] line) {
        TreeSet<String> numbers = new TreeSet<>();
        StreamDecoder decoder = DECODING.decoder();
        for (ScannedFrame frame : new TestScanner(DECODING.scanner()).accept(line, 0, line.length)) {
            DecodeOutcome.of(decoder, frame).decoded().ifPresent(reading -> {
                Optional.ofNullable(reading.meter().equipmentId()).ifPresent(numbers::add);
                reading.devices().stream().map(MBusDevice::id).filter(Objects::nonNull).forEach(numbers::add);
            });
        }
        return numbers;
    }

    /** A meter whose line cuts telegrams at any byte, and damages others. */
    @ParameterizedTest
    @ValueSource(strings = {"dsmr50", "emucs17", "dsmr22", "sml-emh", "han-aidon"})
    void theCopyForOthersHasNoDigitsOfTheNumbersOfTheMeter(String dialect) throws Exception {
        BlackBox box = box(null);
        Random random = new Random(11);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        List<byte[]> telegrams = simulated(dialect, 300);
        for (int i = 0; i < telegrams.size(); i++) {
            byte[] bytes = telegrams.get(i).clone();
            if (i % 3 == 1) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length)); // cut
            } else if (i % 3 == 2) {
                bytes[random.nextInt(bytes.length)] ^= 0x10; // damaged
            }
            feed(box, bytes);
            line.writeBytes(bytes);
            pass(Duration.ofSeconds(1));
        }
        box.event(event(EventType.METER_SILENT));
        work();
        byte[] stored = BlackBoxFiles.read(files().get(0));
        byte[] copy = DECODING.anonymizer().copy(stored);

        ByteArrayOutputStream intact = new ByteArrayOutputStream();
        telegrams.forEach(intact::writeBytes);
        TreeSet<String> numbers = numbers(intact.toByteArray());
        assertThat(numbers).isNotEmpty();
        String before = forms(stored);
        String after = forms(copy);
        for (String number : numbers) {
            for (int at = 0; at + 6 <= number.length(); at++) {
                String digits = number.substring(at, at + 6);
                String hex = hex(digits);
                if (digits.chars().filter(index -> index >= '1' && index <= (dialect.startsWith("sml") ? 'F' : '9')).count() > 2) {
                    assertThat(before.contains(digits) || before.contains(hex)).as(digits).isTrue();
                    assertThat(after.contains(digits)).as("%s of %s", digits, number).isFalse();
                    assertThat(after.contains(hex)).as("%s of %s", hex, number).isFalse();
                }
            }
        }
        assertThat(withoutNotes(stored)).isEqualTo(line.toByteArray());
        assertThat(withoutNotes(copy)).hasSameSizeAs(withoutNotes(stored));
    }

    /** The bytes as text, and their hex digits, since a number may be in octets. */
    private static String forms(byte[] log) {
        return new String(log, ISO_8859_1).toUpperCase(Locale.ROOT) + '\n' + HexFormat.of().withUpperCase().formatHex(log);
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(ISO_8859_1));
    }

    /** @return where the copy is, or why there is none */
    private String copied(BlackBox box) {
        BlackBoxCopy.@Nullable CopyResult before = box.lastCopy();
        box.requestCopy();
        work();
        await("the copy", () -> box.lastCopy() != before);
        return Objects.requireNonNull(box.lastCopy()).fileOrReason();
    }

    /** What the copy asks of its clock waits, as for a stick that hangs. */
    @Test
    void aCopyThatIsNotWrittenKeepsNothingElseFromTheDiskAndNoOtherBegins() throws Exception {
        CountDownLatch goesOn = new CountDownLatch(1);
        InstantSource hanging = () -> {
            if (Thread.currentThread().getName().equals("copy")) {
                await("the stick", () -> goesOn.getCount() == 0);
            }
            return now;
        };
        BlackBox box = new BlackBox(new BlackBoxFiles(directory), null, new DriverState(OwnerChoices.none()), DECODING.anonymizer(), disk,
                disk, () -> Duration.between(START, now).toNanos(), hanging);
        box.requestCopy();
        work();
        assertThat(box.lastCopy()).as("while the stick hangs").isNull();

        SampleMeter meter = new SampleMeter("dsmr50", Wiring.THREE_PHASES, START);
        box.snapshot(meter.next());
        box.event(event(EventType.METER_SILENT));
        work();
        assertThat(files()).as("the file of an event").hasSize(1);
        assertThat(copied(box)).contains("the last copy is not written yet");
        goesOn.countDown();
        await("the first copy", () -> box.lastCopy().fileOrReason().endsWith(BlackBoxFiles.COPY_NAME));
    }

    @Test
    void oneTapMakesTheCopyOnTheStickOrBesideTheFilesOfEvents() throws IOException {
        Path sticks = Files.createDirectory(directory.resolve("media"));
        BlackBox box = box(sticks);
        assertThat(copied(box)).endsWith(BlackBoxFiles.COPY_NAME);

        simulated("dsmr50", 5).forEach(telegram -> feed(box, telegram));
        Path beside = directory.resolve("black-box").resolve(BlackBoxFiles.COPY_NAME);
        assertThat(copied(box)).isEqualTo(beside.toString());
        assertThat(beside).exists();

        Path stick = Files.createDirectory(sticks.resolve("sda1"));
        assertThat(copied(box)).isEqualTo(stick.resolve(BlackBoxFiles.COPY_NAME).toString());
        assertThat(stick.resolve(BlackBoxFiles.COPY_NAME)).content(ISO_8859_1).startsWith("\n# dbus-p1 redacted copy: ")
                .contains("\n# dbus-p1 black box, ");
        assertThat(new BlackBoxFiles(directory).newest()).as("files of events").isEmpty();
    }
}
