package org.dbusp1.report;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.dbusp1.process.Failure;
import org.dbusp1.source.LogNotes;
import org.dbusp1.state.WholeFile;

/**
 * The files of the black box: ten at most, and 1 MB together. Each is a raw log with notes, compressed; its name begins
 * with its time. Only the driver's user can read them, since they hold the meter's number.
 */
public final class BlackBoxFiles {
    /** The name of the file for others, without numbers and not compressed. */
    public static final String SHARED = "dbus-p1-black-box.log";

    static final int MOST_FILES = 10;
    static final long MOST_BYTES = 1_000_000;
    private static final String END = ".log.gz";

    private final Path directory;

    /** @param state the state directory */
    public BlackBoxFiles(Path state) {
        directory = state.resolve("black-box");
    }

    public Path directory() {
        return directory;
    }

    /** Writes a file, and removes the oldest ones that are too many. @param name begins with the time */
    void keep(String name, byte[] log) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(log);
        }
        WholeFile.writePrivate(directory.resolve(name + END), packed.toByteArray());
        List<Path> files = newestFirst();
        long bytes = 0;
        for (int i = 0; i < files.size(); i++) {
            bytes += Files.size(files.get(i));
            if (i > 0 && (i >= MOST_FILES || bytes > MOST_BYTES)) {
                Files.delete(files.get(i));
            }
        }
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(END)).sorted((a, b) -> b.compareTo(a)).toList();
        }
    }

    /** Returns the newest file; absent where there was no event. */
    public Optional<Path> newest() throws IOException {
        return newestFirst().stream().findFirst();
    }

    /** Returns the log of a file. */
    public static byte[] read(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    /**
     * Returns a log without the numbers of meters, with its notes.
     *
     * @throws Failure as {@link LogAnonymizer#anonymous}
     */
    public static LogAnonymizer.Anonymous anonymous(byte[] log, LogAnonymizer anonymizer)
            throws Failure, IOException {
        Map<Long, List<byte[]>> notes = new TreeMap<>();
        byte[] bytes;
        try (InputStream in = new LogNotes(new ByteArrayInputStream(log), (offset, note) ->
                notes.computeIfAbsent(offset, any -> new ArrayList<>()).add(note))) {
            bytes = in.readAllBytes();
        }
        LogAnonymizer.Anonymous made = anonymizer.anonymous(bytes);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(log.length);
        int at = 0;
        for (Map.Entry<Long, List<byte[]>> entry : notes.entrySet()) {
            int to = Math.toIntExact(entry.getKey());
            whole.write(made.log(), at, to - at);
            entry.getValue().forEach(whole::writeBytes);
            at = to;
        }
        whole.write(made.log(), at, made.log().length - at);
        return new LogAnonymizer.Anonymous(whole.toByteArray(), made.numbers());
    }
}
