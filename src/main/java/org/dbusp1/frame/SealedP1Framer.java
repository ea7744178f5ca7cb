package org.dbusp1.frame;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.cipher.Opened;
import org.dbusp1.cipher.Opener;
import org.dbusp1.cipher.Sealed;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.Cause;

/**
 * Finds P1 telegrams, encrypted or not: Luxembourg, some operators of Austria and Poland. An encrypted one is a sealed
 * APDU bare on the line, its tag the only proof; its clear text is framed as any telegram is. All other bytes go to the
 * framer of plain telegrams.
 */
public final class SealedP1Framer implements Framer {
    /** A sealed telegram, the longest that there may be, and what stands around its text. */
    private static final int MAX_SEALED = P1Framer.MAX_TELEGRAM + 64;
    /** Control, counter and tag. */
    private static final int LEAST = 17;
    /** Sealed frames that plain telegrams near the end may have behind them. */
    private static final int MOST_SHIFTS = 64;

    /** From this offset among the plain bytes on, so many sealed ones came before. */
    private record Shift(long from, long by) {
    }

    private final Framer plain;
    private final Opener opener;
    private final Hunt hunt = new Hunt(new SealedTelegram(), new Plain(), MAX_SEALED + 1024);
    private final Deque<Shift> shifts = new ArrayDeque<>();
    private long sealedBytes;
    /** The last sealed frames that were refused in a row. */
    private long refusedFrom;
    private long refusedTo;
    private boolean everOpened;
    private int silences;

    public SealedP1Framer(Framer plain, Opener opener) {
        this.plain = plain;
        this.opener = opener;
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        silences = 0;
        hunt.feed(bytes, from, to, frames);
    }

    @Override
    public void idle(Consumer<Frame> frames) {
        if (++silences == LinkFramer.FRAME_PAUSE) {
            hunt.giveUp(frames);
        }
        plain.idle(placed(frames));
    }

    @Override
    public void end(Consumer<Frame> frames) {
        hunt.giveUp(frames);
        plain.end(placed(frames));
    }

    /**
     * What the framer of plain telegrams finds, with its place: it counts only the bytes that it gets. A fragment that
     * it sees in a sealed frame which was refused has been told of.
     */
    private Consumer<Frame> placed(Consumer<Frame> frames) {
        if (shifts.isEmpty() && refusedTo == 0) {
            return frames;
        }
        return frame -> {
            long offset = frame.offset() + shift(frame.offset());
            if (frame.cause().isEmpty() || offset < refusedFrom || offset >= refusedTo) {
                frames.accept(at(frame, offset));
            }
        };
    }

    private long shift(long offset) {
        for (var recent = shifts.descendingIterator(); recent.hasNext();) {
            Shift shift = recent.next();
            if (shift.from <= offset) {
                return shift.by;
            }
        }
        return 0;
    }

    static Frame at(Frame frame, long offset) {
        return new Frame(frame.format(), frame.bytes(), frame.payload(), offset, frame.length(), frame.verdict(),
                frame.cause(), frame.repair());
    }

    private final class Plain implements Rest {
        @Override
        public void stray(byte[] bytes, int from, int to, long offset, Consumer<Frame> frames) {
            plain.feed(bytes, from, to, placed(frames));
        }

        @Override
        public void refused(byte[] bytes, long offset, Cause cause, Consumer<Frame> frames) {
            refusedFrom = offset > refusedTo ? offset : refusedFrom;
            refusedTo = offset + bytes.length;
            frames.accept(new Frame(Format.P1_ENCRYPTED, bytes, offset, bytes.length, Verdict.REJECTED,
                    Optional.of(cause)));
        }

        @Override
        public void found(Consumer<Frame> frames) {
            everOpened = true;
        }
    }

    /** {@code DB 08 | system title | length | control | counter | text | tag}. */
    private final class SealedTelegram implements Shape {
        private byte[] text;

        @Override
        public byte mark() {
            return (byte) Sealed.TAG;
        }

        @Override
        public int measure(Window window) {
            if (window.length() > 1 && window.at(1) != Sealed.TITLE_LENGTH) {
                return NONE;
            }
            Optional<Sealed.Head> head = Sealed.Head.of(window.array(), window.start(),
                    window.start() + window.length());
            if (head.isEmpty()) {
                return window.length() < Sealed.Head.LONGEST ? UNKNOWN : NONE;
            }
            int body = head.get().body() - window.start();
            int length = head.get().end() - window.start();
            if (length - body < LEAST || length > MAX_SEALED) {
                return NONE;
            }
            return window.length() > body && !Sealed.used(window.at(body)) ? NONE : length;
        }

        @Override
        public Optional<Cause> flaw(Window window, int length) {
            Optional<Sealed> sealed = Sealed.of(window.copy(0, length));
            if (sealed.isEmpty()) {
                return Optional.of(Cause.GARBAGE);
            }
            Opened opened = opener.open(sealed.get(), Opener.Tag.REQUIRED);
            if (opened instanceof Opened.NoKey) {
                return Optional.of(Cause.ENCRYPTED);
            }
            if (opened instanceof Opened.Clear clear && clear.text().length > 0 && clear.text()[0] == '/') {
                text = clear.text();
                return Optional.empty();
            }
            // With a key that has opened others the frame must be damaged.
            return Optional.of(everOpened ? Cause.CRC : Cause.KEY);
        }

        @Override
        public void take(Window window, int length, Consumer<Frame> frames) {
            sealedBytes += length;
            shifts.addLast(new Shift(window.offset() + length - sealedBytes, sealedBytes));
            if (shifts.size() > MOST_SHIFTS) {
                shifts.removeFirst();
            }
            List<Frame> telegrams = new ArrayList<>();
            P1Framer clear = new P1Framer();
            clear.feed(text, 0, text.length, telegrams::add);
            clear.end(telegrams::add);
            for (Frame telegram : telegrams) {
                frames.accept(new Frame(Format.P1_ENCRYPTED, telegram.bytes(), window.offset(), length,
                        telegram.verdict(), telegram.cause()));
            }
        }

        /** Without a key nothing can be found inside. */
        @Override
        public boolean done(Cause cause) {
            return cause == Cause.ENCRYPTED;
        }
    }
}
