package org.dbusp1.app.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.app.check.LogReader;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.WholeFile;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.csv.P1DsmrRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts raw logs to CSV, with the values that the meter sent, before the guard.
 *
 * @param directory of the CSV files; null: no files are written
 * @param zone of the meter's clock; null: the zone of the meter's country
 */
record LogConverter(@Nullable Path directory, DecodingFactory decoding, CsvFormat format, @Nullable ZoneId zone) {
    private static final int BUFFER = 256 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(LogConverter.class);

    record Result(P1DsmrRecords.LogStatistics statistics, @Nullable String mistake) {
    }

    /** Returns the name of the CSV file of a log. */
    static String csvName(String name) {
        return name + ".Records.csv";
    }

    /** Converts one log. */
    Result convert(String file, String name) throws UserException, IOException {
        if (directory == null) {
            return convert(file, OutputStream.nullOutputStream());
        }
        try (WholeFile whole = new WholeFile(directory.resolve(csvName(name)))) {
            // An interrupted command leaves no part of a file.
            ShutdownHook hook = ShutdownHook.add(() -> abandon(whole));
            try {
                OutputStream out = new BufferedOutputStream(whole.out(), BUFFER);
                Result result = convert(file, out);
                if (result.mistake() == null) {
                    out.flush();
                    whole.commit();
                }
                return result;
            } finally {
                hook.remove();
            }
        }
    }

    private Result convert(String file, OutputStream out) throws UserException, IOException {
        P1DsmrRecords records = new P1DsmrRecords(out, format, zone);
        LogReader log = new LogReader(file, decoding.scanner(), decoding.decoder(), new TelegramListener(records));
        log.read();
        return new Result(records.statistics(), log.emptyNote().orElse(null));
    }

    private static void abandon(WholeFile file) {
        try {
            file.abandon();
        } catch (IOException e) {
            LOG.warn("a temporary file could not be deleted: {}", e.getMessage());
        }
    }

    private record TelegramListener(P1DsmrRecords records) implements LogReader.Listener {
        @Override
        public void accepted(Reading reading, Frame frame) throws IOException {
            records.good(reading);
        }

        @Override
        public void rejected(RejectedFrame rejected, Frame frame) {
            records.rejected();
        }
    }
}
