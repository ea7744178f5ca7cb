package org.dbusp1.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.base.state.OwnFile;
import org.dbusp1.base.state.OwnerOnly;
import org.dbusp1.line.frame.Crc16;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.energy.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the lines of the energy ledger, in numbered files {@code energy/KEY.n00001.txt} of each meter. Lines are only added, to the last
 * file until it is full, so that they are read in the order in which they were written, whatever a clock showed. Each ends with a blank
 * and its checksum in four hex digits: a line without a right one is left out, because one wrong digit would be a peak of the bill. A line
 * cut off by a power failure has no line end: it is not read, and the next line overwrites it.
 */
public final class LedgerFiles implements Ledger.LedgerStore {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFiles.class);
    /** With leading zeros, so that a directory lists the files in the order in which they are read. */
    private static final int NUMBER_DIGITS = 5;
    private static final String SUFFIX = ".txt";
    /** Of a blank and the checksum. */
    private static final int SEAL_LETTERS = 5;
    private static final Pattern NUMBERED = Pattern.compile("\\.n(\\d{5,9})\\.txt");
    /** More than 13 months, also of a meter with all counters. */
    static final int MOST_FILES = 28;
    static final int LONGEST_BYTES = 256 << 10;
    /** The longest file that is read: lines that have waited for a week are written into one. */
    private static final int LONGEST_READ_BYTES = 2 << 20;
    /** The most lines that wait while the disk cannot be written: the quarter hours, and those of gas and water, of a week. */
    private static final int MOST_WAITING = 7 * (96 + 24 + 24);

    private final Path directory;
    private final DiskExecutor disk;
    private final Runnable writeTask = this::write;
    /** Lines that are not written yet. A tree compares names, because comparing records costs memory. */
    private final SortedMap<MeterKey, List<String>> waiting = new TreeMap<>(Comparator.comparing(MeterKey::text));
    private boolean failing;

    public LedgerFiles(Path directory, DiskExecutor disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** Returns the test whether the directory has a ledger of a meter now. It is read at once. */
    public static Predicate<MeterKey> knownMeters(Path directory) {
        String[] names = Objects.requireNonNullElse(directory.toFile().list(), new String[0]);
        return meter -> Arrays.stream(names).anyMatch(name -> name.startsWith(meter.text() + ".") && name.endsWith(SUFFIX));
    }

    @Override
    public void read(MeterKey meter, Consumer<Stream<String>> reader) {
        disk.execute(() -> reader.accept(lines(meter)));
    }

    private Stream<String> lines(MeterKey meter) {
        try {
            return files(meter).values().stream().flatMap(LedgerFiles::lines);
        } catch (IOException | RuntimeException e) {
            return unreadable(directory, e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            String text = new String(OwnFile.read(file, LONGEST_READ_BYTES), StandardCharsets.ISO_8859_1);
            List<String> all = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
            List<String> whole = all.stream().filter(LedgerFiles::isWhole).map(line -> line.substring(0, line.length() - SEAL_LETTERS))
                    .toList();
            if (text.isEmpty() || text.indexOf('\0') >= 0 || whole.size() < all.size()) {
                LOG.warn("{} is damaged, as by a power cut or a worn disk: of {} lines {} are left out, and windows of their time are"
                        + " unknown", file, all.size(), all.size() - whole.size());
            }
            return whole.stream();
        } catch (IOException | RuntimeException e) {
            return unreadable(file, e);
        }
    }

    private static String sealed(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        return line + ' ' + HexFormat.of().withUpperCase().toHexDigits((short) Crc16.ARC.of(bytes, 0, bytes.length));
    }

    private static boolean isWhole(String line) {
        return line.length() > SEAL_LETTERS && line.equals(sealed(line.substring(0, line.length() - SEAL_LETTERS)));
    }

    private static Stream<String> unreadable(Path path, Exception fault) {
        IOException cause = fault instanceof IOException direct ? direct
                : fault.getCause() instanceof IOException inner ? inner : new IOException(fault);
        LOG.warn("cannot read {} ({}): the energies in it are missing", path, FileProblem.reading(cause).words());
        return Stream.empty();
    }

    private SortedMap<Integer, Path> files(MeterKey meter) throws IOException {
        SortedMap<Integer, Path> files = new TreeMap<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, meter.text() + ".n*" + SUFFIX)) {
                for (Path file : found) {
                    Matcher name = NUMBERED.matcher(file.getFileName().toString().substring(meter.text().length()));
                    if (name.matches()) {
                        files.put(Integer.parseInt(name.group(1)), file);
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return files;
    }

    @Override
    public void append(MeterKey meter, List<String> lines) {
        synchronized (this) {
            List<String> file = waiting.computeIfAbsent(meter, key -> new ArrayList<>());
            if (file.size() < MOST_WAITING) {
                file.addAll(lines);
            }
        }
        disk.execute(writeTask);
    }

    private synchronized Map<MeterKey, List<String>> takeWaiting() {
        Map<MeterKey, List<String>> unwritten = new TreeMap<>(waiting);
        waiting.clear();
        return unwritten;
    }

    private synchronized void putBack(MeterKey meter, List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(waiting.getOrDefault(meter, List.of()));
        waiting.put(meter, all);
    }

    private void write() {
        boolean all = true;
        for (Map.Entry<MeterKey, List<String>> lines : takeWaiting().entrySet()) {
            try {
                write(lines.getKey(), lines.getValue().stream().map(line -> sealed(line) + '\n').collect(Collectors.joining())
                        .getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                all = false;
                putBack(lines.getKey(), lines.getValue());
                if (!failing) {
                    LOG.warn("cannot write to {} ({}): the lines wait in memory", directory, FileProblem.writing(e).words());
                }
            }
        }
        failing = !all;
        disk.reportWrite(writeTask, all);
    }

    private void write(MeterKey meter, byte[] added) throws IOException {
        OwnerOnly.createDirectories(directory);
        SortedMap<Integer, Path> files = files(meter);
        int number = files.isEmpty() ? 0 : files.lastKey();
        Path last = files.get(number);
        if (last == null || !Files.isRegularFile(last) || Files.size(last) + added.length > LONGEST_BYTES) {
            // A formatter would load the names of all languages.
            String digits = Integer.toString(number + 1);
            String padding = "0".repeat(Math.max(0, NUMBER_DIGITS - digits.length()));
            last = directory.resolve(meter.text() + ".n" + padding + digits + SUFFIX);
            files.values().stream().limit(Math.max(0, files.size() + 1 - MOST_FILES)).forEach(LedgerFiles::remove);
        }
        try (FileChannel channel = OwnerOnly.open(last, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE))) {
            long end = end(channel);
            try {
                channel.truncate(end).position(end);
                ByteBuffer bytes = ByteBuffer.wrap(added);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
            } catch (IOException e) {
                // All of these lines are written again: whole ones that stayed would be read as a stretch that was used twice.
                channel.truncate(end);
                throw e;
            }
        }
    }

    private static void remove(Path old) {
        try {
            Files.deleteIfExists(old);
        } catch (IOException e) {
            // A folder with files, for example. The next line is worth more than its room.
            LOG.warn("cannot delete {}, which is too old ({}): delete it by hand", old, e.toString());
        }
    }

    /** Returns the position in bytes after the last whole line. */
    private static long end(FileChannel channel) throws IOException {
        ByteBuffer byteBuffer = ByteBuffer.allocate(1);
        for (long end = channel.size(); end > 0; end--) {
            byteBuffer.clear();
            channel.read(byteBuffer, end - 1);
            if (byteBuffer.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }
}
