package org.dbusp1.app.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.app.check.LogReader;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.WholeFile;
import org.dbusp1.line.frame.Crc16;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.csv.CsvConfig;
import org.dbusp1.output.csv.P1DsmrFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts raw logs to CSV, with the values that the meter sent, before the guard.
 *
 * @param directory of the CSV files; null: no files are written
 */
record LogConverter(@Nullable Path directory, DecodingFactory decoding, CsvFormat format, CsvConfig.P1DsmrLayout settings) {
    /** The result of one log. @param mistake why the log was not converted; null if it was */
    record Result(P1DsmrFiles.LogStatistics statistics, @Nullable String mistake) {
    }

    /**
     * Converts one log.
     *
     * @param name the beginning of the names of the CSV files
     * @throws UserException when the log cannot be read
     * @throws IOException when a file cannot be written
     */
    Result convert(String file, String name) throws UserException, IOException {
        long started = System.nanoTime();
        try (CsvFiles made = new CsvFiles(directory, name)) {
            P1DsmrFiles files = new P1DsmrFiles(made.stream(0), made.stream(1), made.stream(2), format, settings);
            LogReader log = new LogReader(file, decoding.scanner(), decoding.decoder(), new TelegramListener(files));
            log.read();
            P1DsmrFiles.LogStatistics found = files.end((System.nanoTime() - started) / 1_000_000);
            if (log.hasTelegrams()) {
                made.commit();
            }
            return new Result(found, log.emptyNote().orElse(null));
        }
    }

    private record TelegramListener(P1DsmrFiles files) implements LogReader.Listener {
        @Override
        public void accepted(Reading reading, Frame frame) throws IOException {
            files.good(reading);
        }

        @Override
        public void rejected(RejectedFrame rejected, Frame frame) throws IOException {
            files.rejected(rejected, checksum(frame.bytes()));
        }

        /** Returns the checksum over a telegram up to its '!', or over the whole telegram without '!'. */
        private static int checksum(byte[] telegram) {
            int mark = telegram.length - 1;
            while (mark > 0 && !(telegram[mark] == '!' && (telegram[mark - 1] == '\n' || telegram[mark - 1] == '\r'))) {
                mark--;
            }
            return Crc16.ARC.of(telegram, 0, mark > 0 ? mark + 1 : telegram.length);
        }
    }

    /** The three files of one log, which get their names when all are complete, or are deleted. */
    private static final class CsvFiles implements AutoCloseable {
        private static final Logger LOG = LoggerFactory.getLogger(LogConverter.class);
        private static final int BUFFER = 256 * 1024;
        private static final List<String> ENDINGS = List.of(".Records.csv", ".Noise.csv", ".Validity.csv");

        private final List<WholeFile> files = new ArrayList<>();
        private final List<OutputStream> streams = new ArrayList<>();
        private final Thread shutdownHook = new Thread(this::abandon, "interrupted");

        CsvFiles(@Nullable Path directory, String log) throws IOException {
            Runtime.getRuntime().addShutdownHook(shutdownHook);
            try {
                for (String ending : ENDINGS) {
                    streams.add(directory == null ? OutputStream.nullOutputStream()
                            : new BufferedOutputStream(begin(directory.resolve(log + ending)).out(), BUFFER));
                }
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        private synchronized WholeFile begin(Path path) throws IOException {
            WholeFile file = new WholeFile(path);
            files.add(file);
            return file;
        }

        OutputStream stream(int ending) {
            return streams.get(ending);
        }

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
                } catch (IOException e) {
                    LOG.warn("a temporary file could not be deleted: {}", e.getMessage());
                }
            }
        }

        /** Deletes the files if they were not committed. */
        @Override
        public void close() throws IOException {
            for (WholeFile file : files) {
                file.close();
            }
            try {
                Runtime.getRuntime().removeShutdownHook(shutdownHook);
            } catch (IllegalStateException e) {
                LOG.debug("interrupted: {}", e.getMessage());
            }
        }
    }
}
