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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.ForcedFiles;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger's lines in numbered files. */
class LedgerFilesTest {
    private static final MeterKey HOUSE = new MeterKey("house");

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

    private Path file(int number) {
        return state.resolve("energy/house.n%05d.txt".formatted(number));
    }

    /** Fills the present file. */
    private void fill() throws IOException {
        try (Stream<Path> all = Files.list(state.resolve("energy"))) {
            Path last = all.filter(path -> path.getFileName().toString().startsWith("house.n")).max(Comparator.naturalOrder())
                    .orElseThrow();
            Files.writeString(last, "x".repeat(LedgerFiles.LONGEST_BYTES - (int) Files.size(last) - 1) + "\n", StandardOpenOption.APPEND);
        }
    }

    /** Whatever their clock showed. */
    @Test
    void linesComeBackInTheirOrderAndThoseOfAnotherMeterDoNot() throws Exception {
        assertThat(read()).isEmpty();
        files().append(HOUSE, List.of("april"));
        files().append(HOUSE, List.of("march", "may"));
        files().append(new MeterKey("house2"), List.of("other"));
        assertThat(read()).containsExactly("april", "march", "may");
        assertThat(Files.readString(file(1))).matches("april [0-9A-F]{4}\nmarch [0-9A-F]{4}\nmay [0-9A-F]{4}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(1)))).isEqualTo("rw-------");
    }

    @Test
    void eachLineIsOnTheDiskBeforeTheNext() throws Exception {
        try (ForcedFiles forced = new ForcedFiles()) {
            files().append(HOUSE, List.of("first"));
            files().append(HOUSE, List.of("second", "third"));
            assertThat(forced.stopAndList(state)).containsExactly("energy/house.n00001.txt", "energy/house.n00001.txt");
        }
    }

    /** After a power cut a file ends at any byte, or with bytes that the disk made up. */
    @Test
    void aLineThatWasCutAtAnyByteIsGoneAndTheNextOneIsWhole() throws Exception {
        files().append(HOUSE, List.of("2026-03-01T00:00:00+01:00 import=1", "2026-03-01T00:15:00+01:00 import=2"));
        byte[] whole = Files.readAllBytes(file(1));
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file(1), Arrays.copyOf(whole, length));
            List<String> before = read();
            assertThat(before).hasSize(length == whole.length ? 2 : length > whole.length / 2 - 1 ? 1 : 0);
            files().append(HOUSE, List.of("2026-03-01T00:30:00+01:00 import=3"));
            List<String> after = new ArrayList<>(before);
            after.add("2026-03-01T00:30:00+01:00 import=3");
            assertThat(read()).as("cut after byte " + length).isEqualTo(after);
        }
        Files.write(file(1), new byte[4_096], StandardOpenOption.APPEND);
        files().append(HOUSE, List.of("last"));
        assertThat(read()).hasSize(4).endsWith("last");
    }

    /** 800,500 W for 500, and as many in the bill of a year, by one bit of one line. */
    @Test
    void aDamagedLineIsLeftOut() throws Exception {
        List<String> lines = List.of("2026-03-01T00:00:00+01:00 import=1013.5", "2026-03-01T00:15:00+01:00 import=1013.625",
                "2026-03-01T00:30:00+01:00 import=1013.75");
        files().append(HOUSE, lines);
        byte[] whole = Files.readAllBytes(file(1));
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Files.write(file(1), damaged);
                assertThat(read()).as("bit %d of byte %d", bit, at).isSubsetOf(lines).hasSizeBetween(1, 2);
            }
        }
        Files.writeString(file(1), "2026-03-01T00:00:00+01:00 import=1013.5\n");
        assertThat(read()).as("without a checksum").isEmpty();
    }

    @Test
    void aDiskThatCannotBeWrittenCostsNoLine() throws Exception {
        Files.writeString(state.resolve("energy"), "a file in the place of the directory");
        LedgerFiles files = files();
        files.append(HOUSE, List.of("first"));
        files.append(HOUSE, List.of("second"));
        Files.delete(state.resolve("energy"));
        files.append(HOUSE, List.of("third"));
        assertThat(read()).containsExactly("first", "second", "third");
    }

    /** Writes a line after the other, and prints how many it had. */
    static final class Appending {
        private Appending() {
        }

        public static void main(String[] arguments) throws InterruptedException {
            LedgerFiles files = new LedgerFiles(Path.of(arguments[0]), Runnable::run);
            for (int line = 1; line <= 20_000; line++) {
                files.append(HOUSE, List.of("2026-03-01T00:00:00+01:00 import=" + line));
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
                long size = Files.size(file(1));
                int shown = child.next();
                while (bytes.equals("unlimited") ? Files.size(file(1)) <= Math.max(size, 7_500) : child.next() < shown + 30) {
                    Thread.onSpinWait();
                }
            }
        }
        assertThat(read()).hasSizeGreaterThan(150).doesNotHaveDuplicates();
    }

    @Test
    void aFullFileIsFollowedByTheNextAndTheOldestOf28Goes() throws Exception {
        for (int number = 1; number <= LedgerFiles.MOST_FILES + 1; number++) {
            files().append(HOUSE, List.of("first of " + number));
            assertThat(file(number)).isRegularFile();
            assertThat(Files.size(file(number))).isLessThanOrEqualTo(LedgerFiles.LONGEST_BYTES);
            fill();
        }
        assertThat(read()).filteredOn(line -> line.startsWith("first")).hasSize(28).startsWith("first of 2").endsWith("first of 29");
    }

    /** It cannot be deleted: the next line is kept all the same, and the oldest file goes. */
    @Test
    void aFolderInThePlaceOfTheOldestCostsNoLine() throws Exception {
        Files.createDirectories(file(1).resolve("of the owner"));
        for (int number = 2; number <= LedgerFiles.MOST_FILES + 2; number++) {
            files().append(HOUSE, List.of("first of " + number));
            assertThat(file(number)).isRegularFile();
            fill();
        }
        assertThat(file(1).resolve("of the owner")).isDirectory();
        assertThat(read()).filteredOn(line -> line.startsWith("first")).hasSize(28).startsWith("first of 3").endsWith("first of 30");
    }

    /** What others may put in the place of a file: a driver with little memory starts, and its next lines are kept. */
    @ParameterizedTest
    @ValueSource(strings = {"pipe", "link to a device", "folder"})
    void whatIsNoFileIsNotReadAndTheNextFileTakesTheNextLine(String what) throws Exception {
        files().append(HOUSE, List.of("first"));
        switch (what) {
            case "pipe" -> {
                Process made = new ProcessBuilder("mkfifo", file(2).toString()).inheritIO().start();
                assertThat(made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0).isTrue();
            }
            case "folder" -> Files.createDirectory(file(2));
            default -> Files.createSymbolicLink(file(2), Path.of("/dev/zero"));
        }
        assertThat(read()).containsExactly("first");
        files().append(HOUSE, List.of("second"));
        assertThat(read()).containsExactly("first", "second");
        assertThat(Files.readString(file(3))).matches("second [0-9A-F]{4}\n");
    }

    /** As a power cut or a damaged file system leaves it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300, LedgerFiles.LONGEST_BYTES + 1, 4 * LedgerFiles.LONGEST_BYTES})
    void aFileOfNothingOrOfZerosCostsNoOtherLine(int zeros) throws Exception {
        files().append(HOUSE, List.of("first"));
        Files.write(file(2), new byte[zeros]);
        assertThat(read()).containsExactly("first");
        files().append(HOUSE, List.of("second"));
        assertThat(read()).containsExactly("first", "second");
        assertThat(Files.readString(file(zeros > LedgerFiles.LONGEST_BYTES ? 3 : 2))).matches("second [0-9A-F]{4}\n");
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
}
