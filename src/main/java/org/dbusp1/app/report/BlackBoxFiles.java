package org.dbusp1.app.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.dbusp1.base.state.WholeFile;

/**
 * The files of the black box: at most ten, of which one may be from the end of a driver, and at most 1 MB together. Each
 * is a compressed raw log with notes; its name begins with a number that rises, because a clock may be set back. Only the
 * driver's user can read them, because they have the meter's number.
 */
public final class BlackBoxFiles {
    /** The name of the redacted copy for other people, which is not compressed. */
    public static final String COPY_NAME = "dbus-p1-black-box.log";

    /** The word in a file's name, instead of an event, for the end of the driver. */
    static final String END_OF_DRIVER = "end";
    static final int MOST_FILES = 10;
    static final long MOST_BYTES = 1_000_000;
    private static final String SUFFIX = ".log.gz";
    private static final int NUMBER_DIGITS = 6;
    private static final Pattern NUMBERED = Pattern.compile("([0-9]{6,9})-.*");

    private final Path directory;

    public BlackBoxFiles(Path state) {
        directory = state.resolve("black-box");
    }

    public Path directory() {
        return directory;
    }

    /** Writes a file, and removes older ones: those above the limits, and each other end of the driver. */
    void keep(String name, byte[] log) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(log);
        }
        int number = newestFirst().stream().findFirst().map(BlackBoxFiles::number).orElse(0) + 1;
        WholeFile.writePrivate(directory.resolve(numbered(number, name)), packed.toByteArray());
        List<Path> files = newestFirst();
        long bytes = 0;
        boolean ended = false;
        for (int i = 0; i < files.size(); i++) {
            bytes += Files.size(files.get(i));
            boolean ofEnd = isOfEnd(files.get(i));
            if (i > 0 && (i >= MOST_FILES || bytes > MOST_BYTES || ofEnd && ended)) {
                Files.delete(files.get(i));
            }
            ended |= ofEnd;
        }
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparingInt(BlackBoxFiles::number).thenComparing(Comparator.naturalOrder()).reversed())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns the name of a file. Not by a format, which loads the classes of all locales. */
    private static String numbered(int number, String name) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, NUMBER_DIGITS - digits.length())) + digits + "-" + name + SUFFIX;
    }

    private static int number(Path file) {
        Matcher numbered = NUMBERED.matcher(file.getFileName().toString());
        return numbered.matches() ? Integer.parseInt(numbered.group(1)) : 0;
    }

    private static boolean isOfEnd(Path file) {
        return file.toString().endsWith("-" + END_OF_DRIVER + SUFFIX);
    }

    /** Returns the newest file of an event, or that of the driver's end; absent if there is neither. */
    public Optional<Path> newest() throws IOException {
        List<Path> files = newestFirst();
        return files.stream().filter(file -> !isOfEnd(file)).findFirst().or(() -> files.stream().findFirst());
    }

    public static byte[] read(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }
}
