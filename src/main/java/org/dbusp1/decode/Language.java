package org.dbusp1.decode;

import org.dbusp1.frame.Frame;

/** What frames are written in: for each a decoder. */
public enum Language {
    /** P1 telegrams of text. */
    TELEGRAM,
    /** Lists of binary meters, DLMS. */
    LIST,
    /** SML files. */
    SML,
    /** Frames of the TIC. */
    TIC;

    /** Of a frame's format. */
    static Language of(Frame.Format format) {
        return switch (format) {
            case P1, P1_ENCRYPTED -> TELEGRAM;
            case HDLC, MBUS, NOTIFICATION -> LIST;
            case SML -> SML;
            case TIC_HISTORIQUE, TIC_STANDARD -> TIC;
        };
    }
}
