package org.dbusp1.rawlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.dbusp1.decode.Decoded;
import org.dbusp1.decode.Decoder;
import org.dbusp1.frame.Crc16;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.Framer;
import org.dbusp1.meter.Cause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.csv.LogStatistics;
import org.dbusp1.output.csv.P1DsmrFiles;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;

/** One raw log on its way to CSV. */
public final class ConvertedLog {
    private final String name;
    private final Framer framer;
    private final Decoder decoder;
    private final P1DsmrFiles files;

    public ConvertedLog(String name, Framer framer, Decoder decoder, P1DsmrFiles files) {
        this.name = name;
        this.framer = framer;
        this.decoder = decoder;
        this.files = files;
    }

    /**
     * Reads it to its end.
     *
     * @throws Failure              when it cannot be read
     * @throws IOException          when the files cannot be written
     * @throws UncheckedIOException when the files cannot be written
     */
    public LogStatistics convert(InputStream bytes, RawLog.Progress progress) throws Failure, IOException {
        long started = System.nanoTime();
        try {
            RawLog.read(bytes, framer, this::take, progress);
        } catch (IOException unreadable) {
            throw new Failure(ExitStatus.ABSENT, name + ": cannot be read to its end: " + unreadable.getMessage(), unreadable);
        }
        return files.end((System.nanoTime() - started) / 1_000_000);
    }

    private void take(Frame frame) {
        Decoded decoded = decoder.decode(frame);
        try {
            if (decoded instanceof Decoded.Accepted accepted) {
                files.good(accepted.reading());
            } else if (decoded instanceof Decoded.Refused refused) {
                files.refused(rejected(frame, refused.cause()), checksum(frame.bytes()));
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** A log does not tell when its bytes came. */
    private static Rejected rejected(Frame frame, Cause cause) {
        return new Rejected(frame.bytes(), frame.offset(), Instant.EPOCH, cause);
    }

    /** What a telegram's checksum should have been: up to its '!', or of all that there is. */
    private static int checksum(byte[] telegram) {
        int mark = telegram.length - 1;
        while (mark > 0 && !(telegram[mark] == '!' && (telegram[mark - 1] == '\n' || telegram[mark - 1] == '\r'))) {
            mark--;
        }
        return Crc16.of(telegram, 0, mark > 0 ? mark + 1 : telegram.length);
    }
}
