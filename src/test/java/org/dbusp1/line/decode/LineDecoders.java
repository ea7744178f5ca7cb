package org.dbusp1.line.decode;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.dbusp1.line.decode.han.HanDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.decode.sml.SmlDecoder;
import org.dbusp1.line.frame.Frame;

/** Decoders of every content, as the driver has them. */
public final class LineDecoders {
    private LineDecoders() {
    }

    /** The decoder of a line. */
    public static StreamDecoder ofStream() {
        return ofStream(LocalTimeResolver.ofLog(null));
    }

    public static StreamDecoder ofStream(LocalTimeResolver times) {
        return new StreamDecoder(maker(DsmrDecoder.Options.DEFAULT, times));
    }

    /** The causes of this one are those of the decoder of the content. */
    public static Decoder usual() {
        return with(DsmrDecoder.Options.DEFAULT);
    }

    public static Decoder with(DsmrDecoder.Options telegrams) {
        Function<Frame.Content, Decoder> maker = maker(telegrams, LocalTimeResolver.ofLog(telegrams.zone()));
        Map<Frame.Content, Decoder> made = new EnumMap<>(Frame.Content.class);
        return new Decoder() {
            @Override
            public DecodeResult decode(Frame frame) {
                return made.computeIfAbsent(frame.format().content(), maker).decode(frame);
            }

            @Override
            public void lineLost() {
                made.values().forEach(Decoder::lineLost);
            }
        };
    }

    private static Function<Frame.Content, Decoder> maker(DsmrDecoder.Options telegrams, LocalTimeResolver times) {
        return content -> switch (content) {
            case TELEGRAM -> new DsmrDecoder(telegrams, times);
            case LIST -> new HanDecoder(times, () -> null);
            case SML -> new SmlDecoder();
        };
    }
}
