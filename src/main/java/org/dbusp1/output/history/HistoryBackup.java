package org.dbusp1.output.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.OwnerOnly;
import org.dbusp1.base.state.WholeFile;

/**
 * A copy of the history's file, made while a driver writes it: of the file alone most rows would be absent, because SQLite keeps them in
 * its journal (-wal) for hours.
 */
public final class HistoryBackup implements AutoCloseable {
    private static final String SUFFIX = ".part";

    private final DatabaseUrl url;
    private final Path target;
    private final Path unfinished;
    private volatile boolean begun;

    /** @param target the file of the copy; must not exist */
    public HistoryBackup(DatabaseUrl url, Path target) {
        this.url = url;
        this.target = target;
        this.unfinished = target.resolveSibling(target.getFileName() + SUFFIX);
    }

    /**
     * Writes the copy, which only its owner can read, and synchronises it to the disk. It has a temporary name until it is whole.
     *
     * @throws IOException if the copy cannot be created, such as {@link FileAlreadyExistsException}
     * @throws UserException if the database cannot be read, or its copy not be written
     */
    public void write() throws IOException, UserException {
        FileProblem.requireRegular(List.of(target, unfinished), "; give another file for the backup");
        requireAbsent();
        begun = true;
        Files.deleteIfExists(unfinished);
        OwnerOnly.open(unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)).close();
        try {
            vacuum();
        } catch (SQLException e) {
            throw new UserException(ExitStatus.UNAVAILABLE, "the backup of " + url + " failed: " + DatabaseUrl.describe(e), e);
        }
        try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        requireAbsent();
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        WholeFile.synchronise(target.toAbsolutePath().resolveSibling(""));
    }

    private void vacuum() throws SQLException {
        Connection connection = url.connectForReading();
        try (PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, unfinished.toAbsolutePath().toString());
            copy.execute();
        } finally {
            url.close(connection);
        }
    }

    private void requireAbsent() throws FileAlreadyExistsException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    /** Removes what is unfinished; may be called by another thread when the process ends. */
    @Override
    public void close() throws IOException {
        if (begun) {
            Files.deleteIfExists(unfinished);
        }
    }
}
