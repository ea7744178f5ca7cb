package org.dbusp1.output.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.output.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of the files, of whichever meter: what is too old goes, and the oldest when all are too big. */
final class CsvShelf {
    private static final Logger LOG = LoggerFactory.getLogger(CsvShelf.class);

    private final Path directory;
    private final int keepDays;
    private final long mostBytes;

    private record Book(Path file, CsvName name, long bytes) {
    }

    CsvShelf(Path directory, int keepDays, long mostBytes) {
        this.directory = directory;
        this.keepDays = keepDays;
        this.mostBytes = mostBytes;
    }

    Path file(CsvName name) throws IOException {
        OwnerOnly.createDirectories(directory);
        return directory.resolve(name.toString());
    }

    /**
     * Makes room.
     *
     * @param today  files whose last day is this one or later stay
     * @param wanted bytes that are to be added
     * @return bytes that may be added in the end
     */
    long makeRoom(LocalDate today, long wanted) throws IOException {
        List<Book> books = books();
        long room = mostBytes - books.stream().mapToLong(Book::bytes).sum();
        for (Book book : books) {
            LocalDate last = book.name.lastDay();
            if (last.isBefore(today) && (room < wanted || last.isBefore(today.minusDays(keepDays)))) {
                Files.deleteIfExists(book.file);
                LOG.info("csv: {} went: too old, or too much together", book.file);
                room += book.bytes;
            }
        }
        return room;
    }

    /** The oldest first. */
    private List<Book> books() throws IOException {
        List<Book> books = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Optional<CsvName> name = CsvName.of(file);
                if (name.isPresent()) {
                    OwnerOnly.restrict(file);
                    books.add(new Book(file, name.get(), size(file)));
                }
            }
        }
        books.sort(Comparator.comparing(Book::name, CsvName.BY_AGE));
        return books;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            // Another meter's driver tidies here too.
            return 0;
        }
    }
}
