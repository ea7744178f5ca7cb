package org.dbusp1.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.state.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three files of one log, which appear together and whole when the log has been read to its end, or not at all. */
final class ConvertedFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConvertedFiles.class);
    private static final int BUFFER = 256 * 1024;
    private static final List<String> ENDINGS = List.of(".Records.csv", ".Noise.csv", ".Validity.csv");

    private final List<WholeFile> files = new ArrayList<>();
    private final List<OutputStream> streams = new ArrayList<>();
    private final Thread interrupted = new Thread(this::abandon, "interrupted");

    /**
     * Begins them.
     *
     * @param directory where they shall be; absent: nowhere
     * @param log       the name of the log, with which the names of the files begin
     */
    ConvertedFiles(Optional<Path> directory, String log) throws IOException {
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            for (String ending : ENDINGS) {
                streams.add(directory.isPresent()
                        ? new BufferedOutputStream(begin(directory.get().resolve(log + ending)).out(), BUFFER)
                        : OutputStream.nullOutputStream());
            }
        } catch (IOException unwritable) {
            close();
            throw unwritable;
        }
    }

    private synchronized WholeFile begin(Path path) throws IOException {
        WholeFile file = new WholeFile(path);
        files.add(file);
        return file;
    }

    OutputStream records() {
        return streams.get(0);
    }

    OutputStream noise() {
        return streams.get(1);
    }

    OutputStream validity() {
        return streams.get(2);
    }

    /** They are complete. */
    void commit() throws IOException {
        for (OutputStream stream : streams) {
            stream.flush();
        }
        for (WholeFile file : files) {
            file.commit();
        }
    }

    private synchronized void abandon() {
        for (WholeFile file : files) {
            try {
                file.abandon();
            } catch (IOException left) {
                LOG.warn("a temporary file could not be deleted: {}", left.getMessage());
            }
        }
    }

    /** Forgets what was not committed. */
    @Override
    public void close() throws IOException {
        for (WholeFile file : files) {
            file.close();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException ending) {
            LOG.debug("interrupted: {}", ending.getMessage());
        }
    }
}
