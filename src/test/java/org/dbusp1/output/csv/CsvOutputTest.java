package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.driver.MeterTime;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.DeviceFact;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.csv.CsvConfig.Layout;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CsvOutputTest {
    static final CsvFormat FORMAT = CsvConfig.format('.');
    private static final Clock MACHINE = Clock.fixed(Instant.parse("2026-06-20T00:00:00Z"), ZoneOffset.UTC);
    /** A minute before midnight in Amsterdam. */
    private static final Instant LATE = Instant.parse("2026-06-15T21:59:00Z");

    @TempDir
    private Path directory;

    private CsvConfig settings(Layout layout) {
        return in(directory.toString(), layout, null);
    }

    private CsvConfig atMost(int megabytes) {
        return new CsvConfig(directory.toString(), true, Layout.P1DSMR, '.', megabytes, null);
    }

    private static CsvConfig in(String directory, Layout layout, @Nullable ZoneId zone) {
        return new CsvConfig(directory, true, layout, '.', 200, zone);
    }

    private static SampleMeter meter(Instant start) {
        return new SampleMeter("dsmr42", Wiring.THREE_PHASES, start, SimulatedMedium.GAS);
    }

    private static void write(CsvConfig settings, SampleMeter meter, int telegrams) {
        CsvOutput output = new CsvOutput(settings, MACHINE);
        for (int i = 0; i < telegrams; i++) {
            output.snapshot(meter.next());
        }
        output.close();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> lines(String file) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertThat(text).endsWith("\r\n");
        return text.lines().toList();
    }

    /** A typing error makes no folders, as root anywhere; a stick that is not there yet is waited for. */
    @Test
    void ofAPathOfTheOwnersAtMostTheLastFolderIsMade() throws Exception {
        SampleMeter meter = meter(Instant.parse("2026-01-15T10:00:00Z"));
        Path stick = directory.resolve("stick");
        CsvOutput output = new CsvOutput(new CsvConfig(stick + "/csv", false, CsvConfig.Layout.FULL, '.', 200, null), MACHINE);
        output.snapshot(meter.next());
        assertThat(output.fault()).contains(stick + "/csv cannot be written: there is no directory " + stick);
        assertThat(stick).doesNotExist();
        output.close();

        Files.createDirectory(stick);
        CsvOutput there = new CsvOutput(new CsvConfig(stick + "/csv", false, CsvConfig.Layout.FULL, '.', 200, null), MACHINE);
        there.snapshot(meter.next());
        there.close();
        assertThat(there.fault()).isEmpty();
        assertThat(stick.resolve("csv")).isNotEmptyDirectory();
    }

    /** By an owner who clears up, or a program that moves files away. */
    @ParameterizedTest
    @ValueSource(strings = {"deleted", "moved", "the folder"})
    void aFileThatIsTakenAwayWhileItGrowsIsBegunAnew(String what) throws Exception {
        SampleMeter meter = meter(Instant.parse("2026-01-15T10:00:00Z"));
        Path folder = directory.resolve("csv");
        CsvOutput output = new CsvOutput(new CsvConfig(folder.toString(), true, CsvConfig.Layout.FULL, '.', 200, null), MACHINE);
        output.snapshot(meter.next());
        Path file = Files.list(folder).findFirst().orElseThrow();
        switch (what) {
            case "deleted" -> Files.delete(file);
            case "moved" -> Files.move(file, directory.resolve("kept.csv"));
            default -> Files.move(folder, directory.resolve("kept"));
        }
        output.snapshot(meter.next());
        output.snapshot(meter.next());
        output.close();
        assertThat(Files.readAllLines(file)).as("the header and two lines").hasSize(3);
        assertThat(output.fault()).isEmpty();
    }

    /** A meter without a clock line, whose owner sets where it is: it is winter there, too. */
    @Test
    void aMeterWithoutAClockIsWrittenByTheTimeOfArrivalInTheOwnersZone() throws Exception {
        CsvConfig finnish = in(directory.toString(), Layout.P1DSMR, ZoneId.of("Europe/Helsinki"));
        Snapshot first = new SampleMeter("dsmr30", Wiring.THREE_PHASES, Instant.parse("2026-01-15T20:00:00Z")).next();
        assertThat(first.reading().time()).isNull();
        CsvOutput output = new CsvOutput(finnish, MACHINE);
        output.snapshot(Snapshots.dated(new MeterTime(Origin.LOG, LocalTimeResolver.ofLog(ZoneId.of("Europe/Helsinki")), Instant.EPOCH,
                null), first, 0));
        output.close();

        assertThat(lines("sample_2026-01-15.csv").get(1)).startsWith("\"260115220010W\";");
    }

    @Test
    void onlyTheirOwnerCanReadTheFilesAlsoThoseOfABackup() throws Exception {
        Path fresh = directory.resolve("fresh");
        CsvConfig settings = in(fresh.toString(), Layout.FULL, null);
        write(settings, meter(SampleMeter.START), 1);
        Path older = Files.createFile(fresh.resolve("sample_2026-06-14.csv"));
        Path other = Files.createFile(fresh.resolve("notes.txt"));
        for (Path file : List.of(older, other, fresh.resolve("sample_2026-06-15.csv"))) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }

        write(settings, meter(SampleMeter.START.plusSeconds(1)), 1);

        assertThat(mode(fresh)).isEqualTo("rwx------");
        assertThat(mode(fresh.resolve("sample_2026-06-15.csv"))).isEqualTo("rw-------");
        assertThat(mode(older)).isEqualTo("rw-------");
        assertThat(mode(other)).isEqualTo("rw-r--r--");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void theFullLayoutHasAColumnOfEveryQuantity() throws Exception {
        write(settings(Layout.FULL), meter(SampleMeter.START), 1);
        assertThat(lines("sample_2026-06-15.csv").get(0).replace("\"", "").split(";", -1))
                .hasSize(2 + Quantity.values().length + 4 * DeviceFact.ALL.size())
                .contains(Stream.of(Quantity.values()).map(Quantity::key).toArray(String[]::new))
                .contains(DeviceFact.ALL.stream().map(fact -> "mbus4_" + fact.field()).toArray(String[]::new));
    }

    @Test
    void whatIsWithheldWasSentAllTheSame() throws Exception {
        CsvOutput output = new CsvOutput(settings(Layout.FULL), MACHINE);
        Snapshot doubted = meter(SampleMeter.START).next("1-0:1.7.0(00", "1-0:1.7.0(99");
        output.snapshot(doubted);
        output.close();

        assertThat(doubted.published().withheld().quantities()).contains(Quantity.POWER_IMPORT);
        assertThat(lines("sample_2026-06-15.csv").get(1)).contains("\"99");
    }

    /** Each of its telegrams is of another year. */
    @Test
    void aClockThatJumpsWithEachTelegramMakesNoFileOfEach() throws Exception {
        CsvOutput output = new CsvOutput(settings(Layout.FULL), MACHINE);
        for (int year = 2001; year < 2036; year++) {
            output.snapshot(meter(LATE.plusSeconds(365L * 86_400 * (year - 2_026))).next());
        }
        output.close();
        assertThat(files()).hasSize(1);
        assertThat(Files.readAllLines(directory.resolve(files().get(0)))).as("no line is lost").hasSize(36);
    }

    @Test
    void aNewFileBeginsAtTheMetersMidnight() throws Exception {
        write(atMost(200), meter(LATE), 12);

        assertThat(files()).containsExactly("sample_2026-06-15.csv", "sample_2026-06-16.csv");
        assertThat(lines("sample_2026-06-15.csv")).hasSize(1 + 6);
        assertThat(lines("sample_2026-06-16.csv")).hasSize(1 + 6);
    }

    @Test
    void afterAKillItGoesOnBehindTheLastWholeLine() throws Exception {
        SampleMeter meter = meter(SampleMeter.START);
        write(settings(Layout.P1DSMR), meter, 3);
        Path file = directory.resolve("sample_2026-06-15.csv");
        Files.writeString(file, "\"260615120030S\";\"12", StandardOpenOption.APPEND);

        write(settings(Layout.P1DSMR), meter, 2);

        assertThat(lines("sample_2026-06-15.csv")).hasSize(6).allMatch(line -> line.chars().filter(c -> c == ';').count() == 15);
    }

    /** A file system may keep the length that a file had at a power cut, and lose the bytes: NUL takes their place. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9_000})
    void afterAPowerCutWhatIsNotTextIsCutOffAlsoFromADayThatIsOver(int half) throws Exception {
        write(settings(Layout.P1DSMR), meter(LATE.minusSeconds(86_400)), 3);
        write(settings(Layout.P1DSMR), meter(LATE), 3);
        Path older = directory.resolve("sample_2026-06-14.csv");
        Path last = directory.resolve("sample_2026-06-15.csv");
        byte[] whole = Files.readAllBytes(last);
        Files.write(last, new byte[half], StandardOpenOption.APPEND);
        Files.writeString(last, "0S\";\"12\r\n\"2606", StandardOpenOption.APPEND);
        Files.write(last, new byte[500], StandardOpenOption.APPEND);
        byte[] cut = Files.readAllBytes(older);
        Files.write(older, new byte[4_096], StandardOpenOption.APPEND);
        Files.write(directory.resolve("sample_2026-06-13.csv"), new byte[4_096]);
        Files.write(directory.resolve("shed_2026-06-15.csv"), new byte[9]);

        write(settings(Layout.P1DSMR), meter(LATE.plusSeconds(86_400)), 3);

        assertThat(files()).containsExactly("sample_2026-06-14.csv", "sample_2026-06-15.csv", "sample_2026-06-16.csv",
                "shed_2026-06-15.csv");
        assertThat(older).hasBinaryContent(cut);
        assertThat(directory.resolve("shed_2026-06-15.csv")).as("another driver writes it").hasSize(9);
        assertThat(last).hasBinaryContent(whole);
    }

    /** NUL, after a power cut, or half a header. */
    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0\0", "\"timeStr"})
    void aFileOfTodayWithoutAHeaderIsBegunAnew(String content) throws Exception {
        Files.writeString(directory.resolve("sample_2026-06-15.csv"), content);

        write(settings(Layout.P1DSMR), meter(SampleMeter.START), 2);

        assertThat(files()).containsExactly("sample_2026-06-15.csv");
        assertThat(lines("sample_2026-06-15.csv")).hasSize(3);
    }

    @Test
    void aFileWithOtherColumnsIsLeftAsItIs() throws Exception {
        SampleMeter meter = meter(SampleMeter.START);
        write(settings(Layout.P1DSMR), meter, 2);
        write(settings(Layout.FULL), meter, 2);
        write(settings(Layout.P1DSMR), meter, 2);
        write(settings(Layout.FULL), meter, 2);

        assertThat(files()).containsExactly("sample_2026-06-15.csv", "sample_2026-06-15_2.csv");
        assertThat(lines("sample_2026-06-15.csv")).hasSize(5);
        assertThat(lines("sample_2026-06-15_2.csv")).hasSize(5);
    }

    /** Only a number tells another decimal mark. */
    @ParameterizedTest
    @EnumSource(Layout.class)
    void aFileOfAnotherFormIsLeftAsItIs(Layout layout) throws Exception {
        SampleMeter meter = meter(SampleMeter.START);
        for (char decimal : ".,.,".toCharArray()) {
            write(new CsvConfig(directory.toString(), true, layout, decimal, 200, null), meter, 2);
        }

        assertThat(files()).containsExactly("sample_2026-06-15.csv", "sample_2026-06-15_2.csv");
        assertThat(lines("sample_2026-06-15.csv")).hasSize(5).noneMatch(line -> line.matches(".*\"\\d+,\\d+\".*"));
        assertThat(lines("sample_2026-06-15_2.csv")).hasSize(5).noneMatch(line -> line.matches(".*\"\\d+\\.\\d+\".*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsmr50", "emucs17", "han-aidon"})
    void aColumnHasTheSameNumberOfDecimalsInEachLine(String dialect) throws Exception {
        write(settings(Layout.FULL), new SampleMeter(dialect, Wiring.THREE_PHASES, SampleMeter.START, SimulatedMedium.GAS), 400);

        assertThat(decimals(Quantity.POWER_IMPORT)).containsOnly(0);
        assertThat(decimals(Quantity.ENERGY_IMPORT)).containsOnly(3);
        assertThat(decimals(Quantity.VOLTAGE_L1)).containsOnly(1);
        assertThat(decimals(Quantity.CURRENT_L1)).containsOnly(2);
    }

    @Test
    void aMeterThatSendsMoreDecimalsHasThemFromThenOn() throws Exception {
        SampleMeter meter = SampleMeter.usual();
        CsvOutput output = new CsvOutput(settings(Layout.FULL), MACHINE);
        output.snapshot(meter.next());
        output.snapshot(meter.next("1-0:32.7.0(", "1-0:32.7.0(230.25*V)\r\n1-0:99.99.9("));
        output.snapshot(meter.next());
        output.close();

        assertThat(decimals(Quantity.VOLTAGE_L1)).containsExactly(1, 2, 2);
    }

    /** The numbers of decimals in a column's cells, without those of empty cells. */
    private List<Integer> decimals(Quantity quantity) throws IOException {
        List<String> lines = lines("sample_2026-06-15.csv");
        int position = List.of(lines.get(0).replace("\"", "").split(";")).indexOf(quantity.key());
        return lines.stream().skip(1).map(line -> line.replace("\"", "").split(";", -1)[position]).filter(cell -> !cell.isEmpty())
                .map(cell -> cell.contains(".") ? cell.length() - cell.indexOf('.') - 1 : 0).toList();
    }

    @Test
    void theOldestGoWhenAllTogetherAreTooBigAndFilesOfOthersStay() throws Exception {
        for (String file : List.of("sample_2026-06-12.csv", "shed_2026-06-13.csv", "sample_2026-06-14.csv")) {
            Files.writeString(directory.resolve(file), "x".repeat(499_000));
        }
        List<String> others = List.of("notes_2026.csv", "sample_2026-05-01.txt", "sample_2026-13-01.csv");
        for (String file : others) {
            Files.writeString(directory.resolve(file), "x");
        }
        write(atMost(1), meter(SampleMeter.START), 50);

        assertThat(files()).contains("sample_2026-06-14.csv", "sample_2026-06-15.csv").containsAll(others).hasSize(5);
        assertThat(lines("sample_2026-06-15.csv")).hasSize(51);
    }

    @Test
    void theNewestFileIsNotEndedForItsOwnSake() throws Exception {
        Files.write(directory.resolve("shed_2026-06-15.csv"), new byte[990_000]);
        write(atMost(1), meter(SampleMeter.START), 300);

        assertThat(Files.size(directory.resolve("sample_2026-06-15.csv"))).isBetween(9_000L, 10_000L);
        assertThat(directory.resolve("shed_2026-06-15.csv")).hasSize(990_000);
    }

    @Test
    void eachMeterMayHaveItsDirectory() throws Exception {
        write(in(directory.resolve("csv/<key>").toString(), Layout.FULL, null), meter(SampleMeter.START), 1);

        assertThat(directory.resolve("csv/sample/sample_2026-06-15.csv")).exists();
    }
}
