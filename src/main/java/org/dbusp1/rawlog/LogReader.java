package org.dbusp1.rawlog;

import java.io.IOException;
import java.io.InputStream;
import org.dbusp1.source.ParityDetector;

/** Reads a raw log to its end, in constant memory; parity bits, where the log has them, are removed. */
public final class LogReader {
    private static final int PIECE = 64 * 1024;

    private LogReader() {
    }

    /**
     * Reads the log.
     *
     * @param bytes    takes the log's bytes without parity
     * @param progress called after each piece with the number of bytes that were read
     */
    public static void read(InputStream log, Sink bytes, Progress progress) throws IOException {
        ParityDetector parity = new ParityDetector();
        byte[] buffer = new byte[PIECE];
        byte[] known = new byte[PIECE + ParityDetector.HOLD];
        for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
            bytes.accept(known, 0, parity.pass(buffer, count, known));
            progress.passed(count);
        }
        bytes.accept(known, 0, parity.flush(known));
    }

    /** Takes bytes [from, to). */
    public interface Sink {
        void accept(byte[] bytes, int from, int to);
    }

    /** Takes the progress of reading. */
    public interface Progress {
        /** This many more bytes were read, and what they completed was handed out. */
        void passed(int count);
    }
}
