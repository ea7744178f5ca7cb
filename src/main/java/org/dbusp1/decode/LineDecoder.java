package org.dbusp1.decode;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;

/**
 * Decodes every kind of frame that a line delivers. A decoder is made when the first frame for it comes, so that unused
 * decoders load no class.
 */
public final class LineDecoder implements Decoder {
    private final Function<Frame.Content, Decoder> maker;
    private final Map<Frame.Content, Decoder> made = new EnumMap<>(Frame.Content.class);

    /** @param maker makes the decoder of a content, once for each that comes on the line */
    public LineDecoder(Function<Frame.Content, Decoder> maker) {
        this.maker = maker;
    }

    @Override
    public Reading decode(Frame frame) throws DecodeException {
        return made.computeIfAbsent(frame.format().content(), maker).decode(frame);
    }
}
