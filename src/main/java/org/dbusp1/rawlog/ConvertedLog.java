package org.dbusp1.rawlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.frame.Crc16;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.csv.LogStatistics;
import org.dbusp1.output.csv.P1DsmrFiles;
import org.dbusp1.process.Failure;

/** Converts one raw log to CSV. */
public final class ConvertedLog implements ReadingStream.Listener {
    private final String name;
    private final LogContents contents;
    private final ReadingStream stream;
    private final P1DsmrFiles files;

    public ConvertedLog(String name, DecodingFactory decoding, P1DsmrFiles files) {
        this.name = name;
        this.contents = new LogContents(name);
        this.stream = decoding.stream(this);
        this.files = files;
    }

    /**
     * Reads it to its end.
     *
     * @throws Failure              when it cannot be read
     * @throws IOException          when the files cannot be written
     * @throws UncheckedIOException when the files cannot be written
     */
    public LogStatistics convert(InputStream bytes, LogReader.Progress progress) throws Failure, IOException {
        long started = System.nanoTime();
        try {
            LogReader.read(bytes, stream::feed, count -> {
                contents.read(count);
                progress.passed(count);
            });
        } catch (IOException unreadable) {
            throw InputFile.failure(name, unreadable);
        }
        stream.end();
        return files.end((System.nanoTime() - started) / 1_000_000);
    }

    /** What was found. */
    public LogContents contents() {
        return contents;
    }

    @Override
    public void accepted(Reading reading, Frame frame) {
        contents.accepted();
        LogWriting.unchecked(() -> files.good(reading));
    }

    @Override
    public void refused(Frame frame, RejectCause cause) {
        Rejected rejected = LogClock.rejected(frame, cause);
        contents.refused(rejected);
        LogWriting.unchecked(() -> files.refused(rejected, checksum(frame.bytes())));
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
