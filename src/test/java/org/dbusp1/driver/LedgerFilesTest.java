package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger's lines in the files of months. */
class LedgerFilesTest {
    private static final MeterKey HOUSE = new MeterKey("house");
    private static final YearMonth MARCH = YearMonth.of(2026, 3);

    @TempDir
    private Path state;

    private LedgerFiles files() {
        return new LedgerFiles(state.resolve("energy"), Runnable::run);
    }

    private List<String> read() {
        List<String> all = new ArrayList<>();
        files().read(HOUSE, lines -> lines.forEach(all::add));
        return all;
    }

    private Path march() {
        return state.resolve("energy/house.2026-03.txt");
    }

    @Test
    void linesComeBackMonthByMonthAndThoseOfAnotherMeterDoNot() throws Exception {
        assertThat(read()).isEmpty();
        files().append(HOUSE, YearMonth.of(2026, 4), List.of("april"));
        files().append(HOUSE, MARCH, List.of("first", "second"));
        files().append(new MeterKey("house2"), MARCH, List.of("other"));
        assertThat(read()).containsExactly("first", "second", "april");
        assertThat(march()).hasContent("first\nsecond\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(march()))).isEqualTo("rw-------");
    }

    /** After a power cut a file ends at any byte, or with bytes that the disk made up. */
    @Test
    void aLineThatWasCutAtAnyByteIsGoneAndTheNextOneIsWhole() throws Exception {
        byte[] whole = "2026-03-01T00:00:00+01:00 import=1\n2026-03-01T00:15:00+01:00 import=2\n".getBytes(StandardCharsets.US_ASCII);
        Files.createDirectories(march().getParent());
        for (int length = 0; length <= whole.length; length++) {
            Files.write(march(), Arrays.copyOf(whole, length));
            List<String> before = read();
            assertThat(before).hasSize(length == whole.length ? 2 : length > whole.length / 2 - 1 ? 1 : 0);
            files().append(HOUSE, MARCH, List.of("2026-03-01T00:30:00+01:00 import=3"));
            List<String> after = new ArrayList<>(before);
            after.add("2026-03-01T00:30:00+01:00 import=3");
            assertThat(read()).as("cut after byte " + length).isEqualTo(after);
        }
        Files.write(march(), new byte[4_096], StandardOpenOption.APPEND);
        files().append(HOUSE, MARCH, List.of("last"));
        assertThat(read()).hasSize(4).endsWith("last");
    }

    @Test
    void aDiskThatCannotBeWrittenCostsNoLine() throws Exception {
        Files.writeString(state.resolve("energy"), "a file in the place of the directory");
        LedgerFiles files = files();
        files.append(HOUSE, MARCH, List.of("first"));
        files.append(HOUSE, MARCH, List.of("second"));
        Files.delete(state.resolve("energy"));
        files.append(HOUSE, MARCH, List.of("third"));
        assertThat(read()).containsExactly("first", "second", "third");
    }

    /** Writes a line after the other, and prints how many it had. */
    static final class Appending {
        private Appending() {
        }

        public static void main(String[] arguments) throws InterruptedException {
            LedgerFiles files = new LedgerFiles(Path.of(arguments[0]), Runnable::run);
            for (int line = 1; line <= 20_000; line++) {
                files.append(HOUSE, MARCH, List.of("2026-03-01T00:00:00+01:00 import=" + line));
                System.out.println(line);
                Thread.sleep(10);
            }
        }
    }

    /** Room for a few of the lines that wait, and none again: a stretch that is in the file twice would be used twice. */
    @Test
    void aLineThatADiskTookAmongOthersIsNotWrittenTwice() throws Exception {
        try (ChildJvm child = new ChildJvm(Appending.class, state.resolve("messages"), state.resolve("energy").toString())) {
            assertThat(child.next()).isOne();
            for (String bytes : List.of("3000", "3400", "3900", "unlimited")) {
                child.limitFiles(bytes);
                long size = Files.size(march());
                int shown = child.next();
                while (bytes.equals("unlimited") ? Files.size(march()) <= Math.max(size, 6_000) : child.next() < shown + 30) {
                    Thread.onSpinWait();
                }
            }
        }
        assertThat(read()).hasSizeGreaterThan(150).doesNotHaveDuplicates();
    }

    @Test
    void thirteenMonthsAreKeptAlsoWhereAClockWasWrongForSome() {
        for (int month = 0; month < 40; month++) {
            files().append(HOUSE, YearMonth.of(2026, 1).plusMonths(month), List.of("month " + month));
        }
        assertThat(read()).hasSize(28).startsWith("month 12").endsWith("month 39");
        files().append(HOUSE, YearMonth.of(1970, 1), List.of("wrong"));
        assertThat(read()).as("the running month, by whatever clock").hasSize(28)
                .contains("wrong", "month 13", "month 39").doesNotContain("month 12");
    }

    /** What others may put in the place of a file: a driver with little memory starts, and its next lines are kept. */
    @ParameterizedTest
    @ValueSource(strings = {"pipe", "link to a device"})
    void whatIsNoFileOfTheLedgerIsNotReadAndMakesRoomForTheNextLine(String what) throws Exception {
        files().append(HOUSE, YearMonth.of(2026, 2), List.of("february"));
        if (what.equals("pipe")) {
            Process made = new ProcessBuilder("mkfifo", march().toString()).inheritIO().start();
            assertThat(made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0).isTrue();
        } else {
            Files.createSymbolicLink(march(), Path.of("/dev/zero"));
        }
        assertThat(read()).containsExactly("february");
        files().append(HOUSE, MARCH, List.of("march"));
        assertThat(read()).containsExactly("february", "march");
        assertThat(march()).isRegularFile();
    }

    /** Whatever made it grow: the lines that it has are worth more than the next ones. */
    @Test
    void aFullFileStopsGrowing() throws Exception {
        LedgerFiles files = files();
        List<String> lines = Collections.nCopies(1_000, "2026-03-01T00:00:00+01:00 import=1".repeat(20));
        for (int i = 0; i < 10; i++) {
            files.append(HOUSE, MARCH, lines);
        }
        files.append(HOUSE, YearMonth.of(2026, 4), List.of("april"));
        assertThat(Files.size(march())).isLessThanOrEqualTo(LedgerFiles.LONGEST_BYTES);
        assertThat(read()).hasSize(3_001).endsWith("april");
    }

    /** As a power cut or a damaged file system leaves it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300, LedgerFiles.LONGEST_BYTES + 1})
    void aFileOfNothingOrOfZerosTakesTheNextLine(int zeros) throws Exception {
        files().append(HOUSE, YearMonth.of(2026, 2), List.of("february"));
        Files.write(march(), new byte[zeros]);
        assertThat(read()).containsExactly("february");
        files().append(HOUSE, MARCH, List.of("march"));
        assertThat(read()).containsExactly("february", "march");
        assertThat(Files.exists(march().resolveSibling("house.damaged"))).isEqualTo(zeros > LedgerFiles.LONGEST_BYTES);
    }

    /** A worn card: the list of its files ends with a fault of any kind. */
    @Test
    void aDirectoryThatFailsIsReadAsEmpty() {
        Path worn = (Path) Proxy.newProxyInstance(Path.class.getClassLoader(), new Class<?>[] {Path.class}, (path, method, arguments) -> {
            if (method.getName().equals("toString")) {
                return "worn";
            }
            throw new UncheckedIOException(new IOException("Input/output error"));
        });
        List<List<String>> got = new ArrayList<>();
        new LedgerFiles(worn, Runnable::run).read(HOUSE, lines -> got.add(lines.toList()));
        assertThat(got).containsExactly(List.of());
    }

    /** A clock that was never set: the lines of other months that wait with its lines are not lost. */
    @Test
    void aYearOfFiveDigitsCostsNoOtherLine() {
        List<Runnable> tasks = new ArrayList<>();
        LedgerFiles files = new LedgerFiles(state.resolve("energy"), tasks::add);
        files.append(HOUSE, YearMonth.of(32_767, 1), List.of("never"));
        files.append(HOUSE, MARCH, List.of("march"));
        tasks.forEach(Runnable::run);
        assertThat(read()).containsExactlyInAnyOrder("march", "never");
    }
}
