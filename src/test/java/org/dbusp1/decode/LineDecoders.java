package org.dbusp1.decode;

import org.dbusp1.decode.han.HanDecoder;
import org.dbusp1.decode.han.HanOptions;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.decode.sml.SmlDecoder;
import org.dbusp1.decode.tic.TicDecoder;
import org.dbusp1.decode.tic.TicOptions;

/** Decoders of every content, as the driver has them. */
public final class LineDecoders {
    private LineDecoders() {
    }

    public static LineDecoder usual() {
        return with(DsmrOptions.DEFAULT, HanOptions.DEFAULT);
    }

    public static LineDecoder with(DsmrOptions telegrams, HanOptions lists) {
        return new LineDecoder(content -> switch (content) {
            case TELEGRAM -> new DsmrDecoder(telegrams);
            case LIST -> new HanDecoder(lists);
            case SML -> new SmlDecoder();
            case TIC -> new TicDecoder(TicOptions.DEFAULT);
        });
    }
}
