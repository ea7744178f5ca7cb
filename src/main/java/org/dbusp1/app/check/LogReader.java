package org.dbusp1.app.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.decode.DecodeResult;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.frame.FormatHint;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.FrameSink;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.ParityDetectingSource;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;

/** Reads one raw log to its end in the same steps as the bytes of a line, at full speed and in constant memory. */
public final class LogReader implements FrameSink {
    private static final String STDIN = "-";
    private static final int CHUNK_BYTES = 64 * 1024;

    public interface Listener {
        void accepted(Reading reading, Frame frame) throws IOException;

        /** Receives a rejected frame, or bytes that belong to no frame. */
        void rejected(RejectedFrame rejected, Frame frame) throws IOException;

        /** Receives bytes [from, to) of the log, without parity bits, before the frames in them. */
        default void received(byte[] bytes, int from, int to) {
        }

        /** Called after bytes were read and the frames in them were passed on. */
        default void chunkDone() throws IOException {
        }
    }

    private final String file;
    private final FrameScanner scanner;
    private final StreamDecoder decoder;
    private final Listener listener;
    private long bytes;
    private long telegrams;
    private long noiseCount;
    private long unreadableCount;

    /**
     * @param file    name of the log; - is standard input
     * @param scanner finds the frames of this log; not shared with another log
     */
    public LogReader(String file, FrameScanner scanner, StreamDecoder decoder, Listener listener) {
        this.file = file;
        this.scanner = scanner;
        this.decoder = decoder;
        this.listener = listener;
    }

    /** Accepts bytes of a log; the array is used again. */
    @FunctionalInterface
    public interface Receiver {
        void accept(byte[] bytes, int count) throws IOException;
    }

    /** Passes on the bytes of a log, without parity bits. */
    public static void copy(String file, Receiver receiver) throws UserException, IOException {
        try {
            read(file, source(file), (bytes, count) -> uncheck(() -> receiver.accept(bytes, count)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns a log as a source that delivers its bytes at full speed and then ends. */
    static Source source(String file) {
        return new ParityDetectingSource(new ReplaySource(Path.of(file), Speed.MAX));
    }

    /** Reads a log to its end, and passes on its bytes. @throws UserException as {@link #read} */
    static void read(String file, Source log, ObjIntConsumer<byte[]> pieces) throws UserException {
        byte[] buffer = new byte[CHUNK_BYTES];
        try (Source source = log) {
            source.open();
            boolean isAtStart = true;
            for (int count = source.read(buffer, 0); count >= 0; count = source.read(buffer, 0)) {
                if (isAtStart && count > 0) {
                    // A pipe whose bytes came after the opening.
                    ReplaySource.refuseCompressed(Path.of(file), buffer, count);
                    isAtStart = false;
                }
                pieces.accept(buffer, count);
            }
        } catch (SourceException e) {
            throw new UserException(e.condition().exitStatus(), e);
        } catch (IOException e) {
            FileProblem problem = FileProblem.reading(e);
            throw new UserException(problem.status(), file + ": " + problem.words(), e);
        }
    }

    /**
     * Reads the log.
     *
     * @throws UserException     when the file does not exist, may not be read, is a directory, or cannot be read to its end
     */
    public void read() throws UserException, IOException {
        try {
            read(file, source(file), (buffer, count) -> {
                bytes += count;
                listener.received(buffer, 0, count);
                scanner.accept(buffer, 0, count, this);
                uncheck(listener::chunkDone);
            });
            scanner.end(this);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void frame(Frame frame) {
        DecodeResult result = decoder.decode(frame);
        if (result instanceof DecodeResult.Decoded decoded) {
            telegrams++;
            uncheck(() -> listener.accepted(decoded.reading(), frame));
        } else if (result instanceof DecodeResult.Rejected rejected) {
            rejected(frame, rejected.cause());
        }
    }

    /** {@inheritDoc} The time is {@link Instant#EPOCH}: a log does not show when its bytes arrived. */
    @Override
    public void rejected(Frame frame, RejectCause cause) {
        RejectedFrame rejected = new RejectedFrame(frame.bytes(), frame.offset(), Instant.EPOCH, cause);
        unreadableCount += cause == RejectCause.UNREADABLE || cause == RejectCause.UNSCALED ? 1 : 0;
        if (FormatHint.isFromMeter(rejected.bytes(), cause)) {
            telegrams++;
        } else {
            noiseCount++;
        }
        uncheck(() -> listener.rejected(rejected, frame));
    }

    private interface IoAction {
        void write() throws IOException;
    }

    private static void uncheck(IoAction writing) {
        try {
            writing.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean hasTelegrams() {
        return telegrams > 0;
    }

    /** Returns one sentence for the owner if whole messages in the log are of an unknown kind; else empty. */
    public Optional<String> unreadableNote() {
        return unreadableCount == 0 ? Optional.empty() : Optional.of("""
                %s: %d messages are whole and their checksums are right, but this version cannot read their content; please send \
                this file in an issue of the project (dbus-p1 convert --redact removes what is private)""".formatted(
                        file, unreadableCount));
    }

    /** Returns one sentence for the owner if the log holds no telegram; else empty. */
    public Optional<String> emptyNote() {
        if (hasTelegrams()) {
            return Optional.empty();
        }
        if (bytes == 0) {
            return Optional.of(file + ": the file is empty");
        }
        return Optional.of("""
                %s: no telegram in %s bytes%s; a raw log holds the bytes of the meter as they came. See what the bytes look \
                like with dbus-p1 check %s""".formatted(file, bytes, noiseCount > 0 ? ", only noise" : "", typed(file)));
    }

    /** Returns a log as it is typed into a shell; FILE for standard input, whose bytes are gone. */
    public static String typed(String file) {
        return file.equals(STDIN) ? "FILE" : Program.quoted(file);
    }
}
