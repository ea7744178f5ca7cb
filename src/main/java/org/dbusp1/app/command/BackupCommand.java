package org.dbusp1.app.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.UserException;
import org.dbusp1.output.history.DatabaseUrl;
import org.dbusp1.output.history.HistoryBackup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 history backup}: writes a copy of the history's file while the driver runs. */
@Command(name = "backup", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Writes a whole copy of the history, also while the driver writes it. A copy of history.db itself lacks the rows of"
                + " hours, which are in history.db-wal.", "", "The copy can be read only by its owner: it shows when a house is empty."},
        footer = {"", "Examples:", "  dbus-p1 history backup history-2026-11-28.db"})
final class BackupCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(BackupCommand.class);

    @Mixin
    private HistoryCommand.Options options;

    @Parameters(index = "0", paramLabel = "FILE", description = "the file to write; it must not exist")
    private Path file;

    @Override
    public Integer call() throws UserException {
        HistoryCommand.SelectedHistory selected = options.select(null);
        DatabaseUrl url = new DatabaseUrl(selected.settings());
        Path source = url.file();
        if (source == null) {
            throw new UserException(ExitStatus.USAGE, noFile(url));
        }
        HistoryCommand.checkFile(source, selected.stateDirectory());
        HistoryBackup backup = new HistoryBackup(url, file);
        ShutdownHook hook = ShutdownHook.add(() -> close(backup));
        try {
            backup.write();
            System.out.print(restoring(source, Files.size(file)));
            return ExitStatus.OK.code();
        } catch (FileAlreadyExistsException e) {
            throw new UserException(ExitStatus.UNWRITABLE, file + ": there is such a file; name one that does not exist", e);
        } catch (IOException e) {
            FileProblem problem = FileProblem.writing(e);
            throw new UserException(problem.status(), file + ": " + problem.words(), e);
        } finally {
            close(backup);
            hook.remove();
        }
    }

    private static String noFile(DatabaseUrl url) {
        return switch (url.dialect()) {
            case MARIADB -> url + " is a server, which has a program for backups: mariadb-dump --single-transaction, or mysqldump";
            case POSTGRESQL -> url + " is a server, which has a program for backups: pg_dump";
            case SQLITE -> url + " names no file; name it with --url sqlite:PATH";
        };
    }

    private String restoring(Path source, long bytes) {
        return """
                %1$s: a whole copy of %2$s, %3$d bytes. To put it back:
                  1. stop the driver
                  2. rm -f %2$s-wal %2$s-shm
                  3. cp %1$s %2$s
                  4. start the driver
                Step 2 matters: with an old -wal beside it, SQLite undoes the copy without a word.
                """.formatted(file, source, bytes);
    }

    private static void close(HistoryBackup backup) {
        try {
            backup.close();
        } catch (IOException e) {
            LOG.warn("an unfinished backup could not be deleted: {}", e.getMessage());
        }
    }
}
