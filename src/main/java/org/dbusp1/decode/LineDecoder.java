package org.dbusp1.decode;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.dbusp1.frame.Frame;

/**
 * Decodes every kind of frame that a line delivers. The decoder of a language is made when the first frame in it comes,
 * so that the others load no class.
 */
public final class LineDecoder implements Decoder {
    private final Function<Language, Decoder> maker;
    private final Map<Language, Decoder> made = new EnumMap<>(Language.class);

    /** @param maker makes the decoder of a language, once for each that comes on the line */
    public LineDecoder(Function<Language, Decoder> maker) {
        this.maker = maker;
    }

    @Override
    public Decoded decode(Frame frame) {
        return made.computeIfAbsent(Language.of(frame.format()), maker).decode(frame);
    }
}
