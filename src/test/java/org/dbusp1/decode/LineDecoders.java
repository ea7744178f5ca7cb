package org.dbusp1.decode;

import java.util.Optional;
import org.dbusp1.decode.han.HanDecoder;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.sml.SmlDecoder;

/** Decoders of every content, as the driver has them. */
public final class LineDecoders {
    private LineDecoders() {
    }

    public static Decoder usual() {
        return with(DsmrDecoder.Options.DEFAULT);
    }

    public static Decoder with(DsmrDecoder.Options telegrams) {
        return Decoder.ofContents(content -> switch (content) {
            case TELEGRAM -> new DsmrDecoder(telegrams);
            case LIST -> new HanDecoder(telegrams.zone().orElse(null), Optional::empty);
            case SML -> new SmlDecoder();
        });
    }
}
