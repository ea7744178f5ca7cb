package org.dbusp1.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.base.state.OwnFile;
import org.dbusp1.base.state.OwnerOnly;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.energy.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the lines of the energy ledger, in a file for each meter and month, {@code energy/KEY.2026-11.txt}. Lines are only
 * added. A line cut off by a power failure has no line end: it is not read, and the next line overwrites it.
 */
public final class LedgerFiles implements Ledger.LedgerStore {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFiles.class);
    private static final String SUFFIX = ".txt";
    /**
     * 13 months and the running one, and as many files of months that a wrong clock showed, which must not displace those of
     * true months.
     */
    private static final int MOST_MONTHS = 28;
    /** The most lines of a file that wait while the disk cannot be written: the quarter hours of a week. Later lines are lost. */
    private static final int MOST_WAITING = 7 * 96;
    /** The end of the name of a damaged file that was set aside; only the newest such file of each meter is kept. */
    private static final String DAMAGED = ".damaged";
    /** In bytes: twice the largest month of a meter with all counters. */
    static final int LONGEST_BYTES = 2 << 20;

    private final Path directory;
    private final DiskExecutor disk;
    private final Runnable writeTask = this::write;
    /** Lines that are not written yet, by file. A tree compares names, because comparing records costs memory. */
    private final SortedMap<Month, List<String>> waiting = new TreeMap<>(Comparator.comparing(Month::name));
    private boolean failing;
    private final Set<String> loggedFull = new HashSet<>();

    private record Month(MeterKey meter, YearMonth month) {
        String name() {
            return meter.text() + "." + month + SUFFIX;
        }

        Path in(Path directory) {
            return directory.resolve(name());
        }
    }

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
            return files(meter).stream().flatMap(LedgerFiles::lines);
        } catch (IOException | RuntimeException e) {
            return unreadable(directory, e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            String text = new String(OwnFile.read(file, LONGEST_BYTES), StandardCharsets.ISO_8859_1);
            if (text.isEmpty() || text.indexOf('\0') >= 0) {
                LOG.warn("{} is damaged, as by a power cut: energies in it are missing", file);
            }
            return text.substring(0, text.lastIndexOf('\n') + 1).lines();
        } catch (IOException | RuntimeException e) {
            return unreadable(file, e);
        }
    }

    private static Stream<String> unreadable(Path path, Exception fault) {
        IOException cause = fault instanceof IOException direct ? direct
                : fault.getCause() instanceof IOException inner ? inner : new IOException(fault);
        LOG.warn("cannot read {} ({}): the energies in it are missing", path, FileProblem.reading(cause).words());
        return Stream.empty();
    }

    private Set<Path> files(MeterKey meter) throws IOException {
        Set<Path> files = new TreeSet<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, meter.text() + ".*" + SUFFIX)) {
                found.forEach(files::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return files;
    }

    @Override
    public void append(MeterKey meter, YearMonth month, List<String> lines) {
        synchronized (this) {
            List<String> file = waiting.computeIfAbsent(new Month(meter, month), key -> new ArrayList<>());
            if (file.size() < MOST_WAITING) {
                file.addAll(lines);
            }
        }
        disk.execute(writeTask);
    }

    private void write() {
        Map<Month, List<String>> unwritten;
        synchronized (this) {
            unwritten = new TreeMap<>(waiting);
            waiting.clear();
        }
        boolean all = true;
        for (Map.Entry<Month, List<String>> file : unwritten.entrySet()) {
            try {
                append(file.getKey(), file.getValue());
            } catch (IOException e) {
                all = false;
                putBack(file.getKey(), file.getValue());
                if (!failing) {
                    LOG.warn("cannot write {} ({}): the lines wait in memory", file.getKey().in(directory),
                            FileProblem.writing(e).words());
                }
                failing = true;
            }
        }
        failing = !all;
        disk.reportWrite(writeTask, all);
    }

    private synchronized void putBack(Month month, List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(waiting.getOrDefault(month, List.of()));
        waiting.put(month, all);
    }

    private void append(Month month, List<String> lines) throws IOException {
        OwnerOnly.createDirectories(directory);
        Path file = month.in(directory);
        if (Files.exists(file) && !Files.isDirectory(file) && !Files.isRegularFile(file)) {
            LOG.warn("{} is no file of the ledger: it is replaced", file);
            Files.delete(file);
        }
        boolean isNew = !Files.exists(file);
        byte[] added = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        long size = Files.isRegularFile(file) ? Files.size(file) : 0;
        if (size > LONGEST_BYTES) {
            Path aside = directory.resolve(month.meter().text() + DAMAGED);
            LOG.warn("{} is longer than this program writes it: it is set aside as {}", file, aside);
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } else if (size + added.length > LONGEST_BYTES) {
            if (loggedFull.add(month.name())) {
                LOG.warn("{} is full: after a restart the energies of the rest of the month are not known", file);
            }
            return;
        }
        try (FileChannel channel = OwnerOnly.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
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
        if (isNew) {
            removeOld(month.meter(), file);
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

    private void removeOld(MeterKey meter, Path added) throws IOException {
        List<Path> files = new ArrayList<>(files(meter));
        files.remove(added);
        for (Path old : files.subList(0, Math.max(0, files.size() + 1 - MOST_MONTHS))) {
            Files.delete(old);
        }
    }
}
