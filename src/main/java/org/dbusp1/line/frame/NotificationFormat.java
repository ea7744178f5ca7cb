package org.dbusp1.line.frame;

import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.RejectCause;

/**
 * Data-notifications (IEC 62056-5-3) without a frame, as Czech meters (EG.D, CEZ: Sagemcom XT211) send them on RS-485:
 * {@code 0F | invoke id 4 | date-time | structure of 2 {enum, array of n}}. Each entry is a structure of 2: class 2, code
 * 6 and attribute 1 without a type tag, and an A-XDR value. There is no checksum and no total length: a message with
 * exactly this shape is accepted and marked unproven. So is any other structure that ends where the bytes end, or where the next
 * notification begins, as ZPA's AM375 sends it (PREdistribuce): whether its content is known, the decoder says.
 */
final class NotificationFormat implements FrameFormat {
    /** Ten times the length of the known message of 27 entries. */
    private static final int MAX_FRAME_BYTES = 4 * 1024;
    private static final byte[] STARTS = {Push.TAG};
    /** Start, invoke id, an empty date, and the bytes before the first entry. */
    private static final int HEAD = 12;

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public Format format() {
        return Format.NOTIFICATION;
    }

    /** {@inheritDoc} A pause or two bytes that begin no entry end a message; two bytes that begin an entry show a wrong count. */
    @Override
    public ParseResult parse(ByteWindow window, int at) {
        int end;
        try {
            end = AXdrReader.afterDescriptorPush(window.bytes(), at, window.end());
        } catch (AXdrReader.MalformedException e) {
            if (e.needed() == 0 || e.needed() > MAX_FRAME_BYTES) {
                return parsePlain(window, at);
            }
            return window.lengthFrom(at) < HEAD ? ParseResult.notYetRecognized(window) : ParseResult.incompleteFrame(window, at);
        }
        int after = window.lengthFrom(end);
        if (end - at > MAX_FRAME_BYTES) {
            return ParseResult.NO_MATCH;
        }
        if (after < 2 && window.silences() == 0) {
            return ParseResult.NEED_MORE;
        }
        if (after >= 2 && window.byteAt(end) == Type.STRUCTURE.tag() && window.byteAt(end + 1) == 2) {
            return ParseResult.damaged(at, end, RejectCause.GARBAGE);
        }
        return new ParseResult.Complete(
                new Frame(Format.NOTIFICATION, window.copy(at, end), window.offset(at), end - at, Proof.UNPROVEN), end);
    }

    /** Parses a structure without descriptors. Noise often begins like one, so a part of one is no frame. */
    private static ParseResult parsePlain(ByteWindow window, int at) {
        try {
            int end = AXdrReader.afterPush(window.bytes(), at, window.end());
            if (end - at > MAX_FRAME_BYTES) {
                return ParseResult.NO_MATCH;
            }
            boolean isFollowed = window.lengthFrom(end) > 0;
            if (!isFollowed && window.silences() == 0) {
                return ParseResult.NEED_MORE;
            }
            return isFollowed && window.byteAt(end) != Push.TAG ? ParseResult.NO_MATCH
                    : ParseResult.complete(Format.NOTIFICATION, window, at, end, Proof.UNPROVEN);
        } catch (AXdrReader.MalformedException e) {
            return e.needed() == 0 || e.needed() > MAX_FRAME_BYTES ? ParseResult.NO_MATCH : ParseResult.notYetRecognized(window);
        }
    }
}
