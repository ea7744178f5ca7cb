package org.dbusp1.decode;

import java.util.function.Supplier;
import org.dbusp1.frame.Frame;

/**
 * Decodes every kind of frame that a line delivers. The decoder of a format is made when the first frame of that format
 * comes, so that formats that the line does not use load no class.
 */
public final class LineDecoder implements Decoder {
    private final Supplier<Decoder> makeTelegrams;
    private final Supplier<Decoder> makeLists;
    private Decoder telegrams;
    private Decoder lists;

    /**
     * @param telegrams makes the decoder of P1 telegrams
     * @param lists     makes the decoder of binary meters' lists
     */
    public LineDecoder(Supplier<Decoder> telegrams, Supplier<Decoder> lists) {
        this.makeTelegrams = telegrams;
        this.makeLists = lists;
    }

    @Override
    public Decoded decode(Frame frame) {
        return switch (frame.format()) {
            case P1, P1_ENCRYPTED -> telegrams().decode(frame);
            case HDLC, MBUS -> lists().decode(frame);
        };
    }

    private Decoder telegrams() {
        if (telegrams == null) {
            telegrams = makeTelegrams.get();
        }
        return telegrams;
    }

    private Decoder lists() {
        if (lists == null) {
            lists = makeLists.get();
        }
        return lists;
    }
}
