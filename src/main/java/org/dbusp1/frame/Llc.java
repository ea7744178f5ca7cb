package org.dbusp1.frame;

import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.ApduAssembler.Part;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * What stands between an HDLC frame and its APDU: the LLC header, which only the first frame has, and
 * general-block-transfer (IEC 62056-5-3): {@code E0 | control | block number 2 | acknowledged 2 | length | data}. Each
 * way of splitting an APDU has its own mark for the last part.
 */
final class Llc {
    /** Destination E6, source E7 as a server answers, or E6 as it is asked; quality 0. */
    private static final int DESTINATION = 0xE6;
    private static final int SOURCE = 0xE6;
    private static final int HEADER = 3;

    private static final int NOTIFICATION = 0x0F;
    private static final int CIPHERED = 0xDB;
    private static final int BLOCK = 0xE0;
    private static final int LAST_BLOCK = 0x80;
    private static final int FIRST_NUMBER = 1;
    private static final int LENGTH_AT = 6;

    private final ApduAssembler assembler;

    Llc(ApduAssembler assembler) {
        this.assembler = assembler;
    }

    /** @param segmented whether the frame says that more of the same APDU follow */
    void add(Part part, boolean segmented, Consumer<Frame> frames) {
        Part apdu = headed(part) ? part.from(HEADER) : part;
        if (assembler.inOrder() && !headed(part)) {
            assembler.more(part, !segmented, frames);
        } else if (apdu.at(0) == BLOCK && !segmented) {
            block(apdu, frames);
        } else if (!headed(part) && part.at(0) != NOTIFICATION && part.at(0) != CIPHERED) {
            // Adapters may take the header off, but then the APDU's tag comes first: this is the middle of one.
            assembler.more(part, !segmented, frames);
        } else {
            assembler.first(apdu, !segmented, frames);
        }
    }

    private static boolean headed(Part part) {
        return part.length() > HEADER && isHeader(part.bytes(), part.from());
    }

    private static boolean isHeader(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) == DESTINATION && (bytes[at + 1] & 0xFE) == SOURCE && bytes[at + 2] == 0;
    }

    /** Whether the header is anywhere in the bytes. */
    static boolean holdsHeader(byte[] bytes) {
        for (int at = 0; at + HEADER <= bytes.length; at++) {
            if (isHeader(bytes, at)) {
                return true;
            }
        }
        return false;
    }

    private void block(Part part, Consumer<Frame> frames) {
        Optional<Part> data = data(part);
        if (data.isEmpty()) {
            assembler.drop(RejectCause.TRUNCATED, frames);
            frames.accept(Frame.rejected(Format.HDLC, part.bytes(), part.offset(), part.bytes().length,
                    RejectCause.GARBAGE));
            return;
        }
        int number = part.at(2) << 8 | part.at(3);
        assembler.numbered(data.get(), number, FIRST_NUMBER, (part.at(1) & LAST_BLOCK) != 0, frames);
    }

    /** The data of a block, which reaches to the end of its frame. */
    private static Optional<Part> data(Part part) {
        if (part.length() <= LENGTH_AT) {
            return Optional.empty();
        }
        int first = part.at(LENGTH_AT);
        int more = first <= 0x80 ? 0 : first - 0x80;
        if (more > 2 || first == 0x80 || part.length() <= LENGTH_AT + more) {
            return Optional.empty();
        }
        int length = more == 0 ? first : 0;
        for (int i = 1; i <= more; i++) {
            length = length << 8 | part.at(LENGTH_AT + i);
        }
        Part data = part.from(LENGTH_AT + 1 + more);
        return data.length() == length ? Optional.of(data) : Optional.empty();
    }
}
