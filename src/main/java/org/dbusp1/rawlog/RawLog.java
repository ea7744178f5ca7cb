package org.dbusp1.rawlog;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.Framer;
import org.dbusp1.source.ParitySense;

/** A raw log, read to its end by the way that the bytes of a line go: parity taken off where there is some, then framed. */
public final class RawLog {
    private static final int PIECE = 64 * 1024;

    private RawLog() {
    }

    /**
     * Reads it.
     *
     * @param frames takes each frame, good or not, in constant memory
     * @param read   told the number of bytes after each piece
     */
    public static void read(InputStream bytes, Framer framer, Consumer<Frame> frames, Progress read) throws IOException {
        ParitySense parity = new ParitySense();
        ParitySense.Sink sink = (piece, from, to) -> framer.feed(piece, from, to, frames);
        byte[] buffer = new byte[PIECE];
        for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
            parity.pass(buffer, 0, count, sink);
            read.passed(count);
        }
        parity.flush(sink);
        framer.end(frames);
    }

    /** Reads it with nobody who asks how far it is. */
    public static void read(InputStream bytes, Framer framer, Consumer<Frame> frames) throws IOException {
        read(bytes, framer, frames, count -> { });
    }

    /** Told how far it is. */
    public interface Progress {
        /** So many bytes more were read, and what they completed was handed out. */
        void passed(int count);
    }
}
