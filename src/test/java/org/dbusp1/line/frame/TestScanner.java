package org.dbusp1.line.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.RejectCause;

/** A scanner, with the frames of each call in a list. */
public final class TestScanner {
    private final FrameScanner scanner;

    public TestScanner(boolean repair, Decryptor decryptor) {
        this(scanner(repair, decryptor));
    }

    public TestScanner(FrameScanner scanner) {
        this.scanner = scanner;
    }

    /** A scanner that refuses a wrong checksum. */
    public static FrameScanner scanner(boolean repair, Decryptor decryptor) {
        return new FrameScanner(repair, false, decryptor);
    }

    public List<ScannedFrame> accept(byte[] bytes, int from, int to) {
        return frames(sink -> scanner.accept(bytes, from, to, sink));
    }

    /** Half a second without a byte. */
    public List<ScannedFrame> idle() {
        return frames(scanner::idle);
    }

    public List<ScannedFrame> end() {
        return frames(scanner::end);
    }

    private static List<ScannedFrame> frames(Consumer<FrameSink> search) {
        List<ScannedFrame> frames = new ArrayList<>();
        search.accept(new FrameSink() {
            @Override
            public void frame(Frame frame) {
                frames.add(new ScannedFrame(frame, Optional.empty()));
            }

            @Override
            public void rejected(Frame frame, RejectCause cause) {
                frames.add(new ScannedFrame(frame, Optional.of(cause)));
            }
        });
        return frames;
    }
}
