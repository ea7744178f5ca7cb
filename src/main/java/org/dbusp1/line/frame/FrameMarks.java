package org.dbusp1.line.frame;

import java.util.Set;

/** The bytes that begin and end frames of binary meters. */
public final class FrameMarks {
    public static final byte HDLC_FLAG = HdlcHeader.FLAG;
    public static final byte MBUS_START = 0x68;
    public static final byte MBUS_STOP = 0x16;
    /** Sent four times at the start and at the end of an SML file. */
    public static final byte SML_ESCAPE = 0x1B;
    /** Sent four times after the escape sequence at the start. */
    public static final byte SML_VERSION = 0x01;
    /** Follows the escape sequence at the end. */
    public static final byte SML_END = 0x1A;
    /** The number of equal bytes in an escape sequence or a version of SML. */
    public static final int SML_WORD = 4;

    private static final Set<Byte> OF_LINK_FRAMES = Set.of(HDLC_FLAG, MBUS_START, MBUS_STOP);

    private FrameMarks() {
    }

    public static boolean isOfLinkFrame(byte mark) {
        return OF_LINK_FRAMES.contains(mark);
    }
}
