package org.dbusp1.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports of running drivers, in files of directories in memory; each driver has one file. */
public final class StatusFiles {
    private static final Logger LOG = LoggerFactory.getLogger(StatusFiles.class);
    private static final String END = ".status";

    private StatusFiles() {
    }

    /** Returns the file of a driver. */
    static Path of(Path directory, String name, StatusReport.Owner driver) {
        return directory.resolve(name + "." + driver.pid() + END);
    }

    /** Returns the reports of all drivers that run. */
    public static List<StatusReport> running(List<Path> directories) {
        List<StatusReport> reports = new ArrayList<>();
        for (Path directory : directories) {
            for (Path file : in(directory)) {
                read(file).filter(report -> report.driver().runs()).ifPresent(reports::add);
            }
        }
        return reports;
    }

    private static Optional<StatusReport> read(Path file) {
        try {
            return StatusReport.parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            // The driver of this file ended just now, or belongs to another user.
            LOG.debug("{}: {}", file, unreadable.toString());
            return Optional.empty();
        }
    }

    /** Removes the files of drivers that were killed. */
    static void clean(Path directory) {
        for (Path file : in(directory)) {
            if (read(file).filter(report -> !report.driver().runs()).isPresent()) {
                delete(file);
            }
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException fault) {
            LOG.debug("{}: {}", file, fault.toString());
        }
    }

    private static List<Path> in(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*" + END)) {
            all.forEach(files::add);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return files;
        } catch (IOException unreadable) {
            LOG.debug("{}: {}", directory, unreadable.toString());
        }
        return files;
    }
}
