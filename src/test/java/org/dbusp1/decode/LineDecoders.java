package org.dbusp1.decode;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.dbusp1.decode.han.HanDecoder;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.sml.SmlDecoder;
import org.dbusp1.frame.Frame;

/** Decoders of every content, as the driver has them. */
public final class LineDecoders {
    private LineDecoders() {
    }

    /** The decoder of a line. */
    public static StreamDecoder ofStream() {
        return ofStream(new StandardTimeDetector(null));
    }

    public static StreamDecoder ofStream(StandardTimeDetector standardTime) {
        return new StreamDecoder(maker(DsmrDecoder.Options.DEFAULT), standardTime);
    }

    /** The causes of this one are those of the decoder of the content. */
    public static Decoder usual() {
        return with(DsmrDecoder.Options.DEFAULT);
    }

    public static Decoder with(DsmrDecoder.Options telegrams) {
        Function<Frame.Content, Decoder> maker = maker(telegrams);
        Map<Frame.Content, Decoder> made = new EnumMap<>(Frame.Content.class);
        return frame -> made.computeIfAbsent(frame.format().content(), maker).decode(frame);
    }

    private static Function<Frame.Content, Decoder> maker(DsmrDecoder.Options telegrams) {
        return content -> switch (content) {
            case TELEGRAM -> new DsmrDecoder(telegrams);
            case LIST -> new HanDecoder(telegrams.zone(), () -> null);
            case SML -> new SmlDecoder();
        };
    }
}
