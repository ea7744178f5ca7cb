package org.dbusp1.frame;

import java.util.function.Consumer;
import java.util.function.Function;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * Finds the link frames of binary meters and hands out what they carry: parts of one are put together, in order and
 * without a gap or not at all. A frame that fails is refused, never repaired: 16 bits would agree to one in 65,536
 * guesses.
 */
public final class LinkFramer implements Framer {
    /** Silences in a row, half a second each, after which the rest of a frame will not come any more. */
    static final int FRAME_PAUSE = 2;
    /** The same for the rest of a message. */
    private static final int MESSAGE_PAUSE = 4;

    private final Format format;
    private final ApduAssembler assembler;
    private final UnframedBytes unframed;
    private final FrameScanner scanner;
    /** Silences since the last byte. */
    private int silences;

    private LinkFramer(Format format, UnframedBytes unframed, Function<ApduAssembler, FrameFormat> layout, int size) {
        this.format = format;
        this.unframed = unframed;
        assembler = new ApduAssembler(format);
        scanner = new FrameScanner(layout.apply(assembler), new Leftovers(), size);
    }

    /** HDLC frames of type 3, with segmentation and general-block-transfer. */
    public static LinkFramer hdlc() {
        return new LinkFramer(Format.HDLC, new UnframedBytes(Format.HDLC, HdlcHeader.FLAG), HdlcFormat::new,
                HdlcFormat.MAX_FRAME + 1024);
    }

    /** Long frames of the wired M-Bus. */
    public static LinkFramer mbus() {
        return new LinkFramer(Format.MBUS, new UnframedBytes(Format.MBUS, MBusFormat.STOP), MBusFormat::new,
                MBusFormat.MAX_FRAME + 1024);
    }

    /** SML files; each is whole, so that nothing is put together. */
    public static LinkFramer sml() {
        return new LinkFramer(Format.SML, UnframedBytes.ofNoisyLine(Format.SML, SmlFormat::ends),
                assembler -> new SmlFormat(), SmlFormat.MAX_FRAME + 1024);
    }

    /** Data-notifications without a frame. */
    public static LinkFramer notification() {
        return new LinkFramer(Format.NOTIFICATION, UnframedBytes.ofNoisyLine(Format.NOTIFICATION, row -> false),
                assembler -> new NotificationFormat(), NotificationFormat.MAX_FRAME + 1024);
    }

    @Override
    public boolean claims() {
        return scanner.certain();
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        silences = 0;
        scanner.feed(bytes, from, to, frames);
    }

    @Override
    public int quiet(byte[] bytes, int from, int to) {
        return assembler.waiting() ? 0 : scanner.quiet(bytes, from, to);
    }

    /** Meters do not pause inside a frame, and little inside a message; but networks that carry them do. */
    @Override
    public void idle(Consumer<Frame> frames) {
        silences++;
        if (silences == FRAME_PAUSE) {
            scanner.giveUp(frames);
        }
        if (silences == MESSAGE_PAUSE) {
            assembler.drop(RejectCause.TRUNCATED, frames);
        }
        unframed.end(frames);
    }

    @Override
    public void end(Consumer<Frame> frames) {
        scanner.giveUp(frames);
        assembler.drop(RejectCause.TRUNCATED, frames);
        unframed.last(frames);
    }

    private final class Leftovers implements FrameScanner.Listener {
        @Override
        public void unclaimed(byte[] bytes, int from, int to, long offset, Consumer<Frame> frames) {
            int told = (int) Math.max(0, Math.min(to - from, scanner.claimed() - offset));
            if (unframed.add(bytes, from + told, to, offset + told) && assembler.drop(RejectCause.TRUNCATED, frames)) {
                unframed.reported();
            }
        }

        @Override
        public void refused(byte[] bytes, long offset, RejectCause cause, Consumer<Frame> frames) {
            unframed.refused(frames);
            assembler.drop(cause, frames);
            frames.accept(Frame.rejected(format, bytes, offset, bytes.length, cause));
        }

        @Override
        public void accepted(long length, Consumer<Frame> frames) {
            unframed.frame(frames);
        }
    }
}
