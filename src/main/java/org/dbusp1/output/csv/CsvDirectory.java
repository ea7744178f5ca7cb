package org.dbusp1.output.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.base.state.OwnerOnly;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of the CSV files of all meters. The oldest files are deleted when all files together are too large. */
final class CsvDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(CsvDirectory.class);

    private final Path directory;
    private final long mostBytes;

    /**
     * The name of a file: E0012345_2026-01-31.csv; the second file of a day, which has other columns or another
     * form, ends with _2.csv.
     *
     * @param day by the meter's calendar
     * @param part from 1
     */
    record FileName(String meterKey, LocalDate day, int part) {
        private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_]{1,48})_(\\d{4}-\\d\\d-\\d\\d)(?:_(\\d{1,6}))?\\.csv");

        static final Comparator<FileName> BY_AGE = Comparator.comparing(FileName::day).thenComparing(FileName::part);

        /** Returns the name of a file; null for a file of another program. */
        static @Nullable FileName of(Path file) {
            Matcher form = FORM.matcher(file.getFileName().toString());
            if (!form.matches()) {
                return null;
            }
            int part = Integer.parseInt(Objects.requireNonNullElse(form.group(3), "1"));
            try {
                return new FileName(form.group(1), LocalDate.parse(form.group(2)), part);
            } catch (DateTimeException e) {
                return null;
            }
        }

        FileName next() {
            return new FileName(meterKey, day, part + 1);
        }

        @Override
        public String toString() {
            return meterKey + "_" + day + (part > 1 ? "_" + part : "") + ".csv";
        }
    }

    private record StoredFile(Path path, FileName name, long bytes) {
    }

    CsvDirectory(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
    }

    /** Returns the path of the file with this name; creates the directory. */
    Path file(FileName name) throws IOException {
        OwnerOnly.createDirectories(directory);
        return directory.resolve(name.toString());
    }

    /** Cuts damaged ends off this meter's files after a power cut; another driver may be writing the files of other meters. */
    void repair(String key) throws IOException {
        OwnerOnly.createDirectories(directory);
        for (StoredFile storedFile : storedFiles()) {
            if (storedFile.name.meterKey().equals(key)) {
                try {
                    CsvFile.repair(storedFile.path);
                } catch (NoSuchFileException e) {
                    LOG.debug("csv: {} was deleted meanwhile, by another driver that makes room", storedFile.path);
                }
            }
        }
    }

    /** Deletes old files; returns the bytes of those wanted that may be added. @param today files of this day or later stay */
    long makeRoom(LocalDate today, long wanted) throws IOException {
        List<StoredFile> stored = storedFiles();
        long room = mostBytes - stored.stream().mapToLong(StoredFile::bytes).sum();
        for (StoredFile storedFile : stored) {
            if (room < wanted && storedFile.name.day().isBefore(today)) {
                Files.deleteIfExists(storedFile.path);
                LOG.info("csv: {} is deleted: all files are too large", storedFile.path);
                room += storedFile.bytes;
            }
        }
        return room;
    }

    private List<StoredFile> storedFiles() throws IOException {
        List<StoredFile> stored = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                FileName name = FileName.of(file);
                if (name != null && Files.isRegularFile(file)) {
                    OwnerOnly.restrict(file);
                    stored.add(new StoredFile(file, name, size(file)));
                }
            }
        }
        stored.sort(Comparator.comparing(StoredFile::name, FileName.BY_AGE));
        return stored;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            // The driver of another meter also deletes files in this directory.
            return 0;
        }
    }
}
