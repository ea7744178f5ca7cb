package org.dbusp1.frame;

import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.RejectCause;

/**
 * Data-notifications (IEC 62056-5-3) without any frame around them, as Czech meters (EG.D, CEZ: Sagemcom XT211) send
 * them on RS-485: {@code 0F | invoke id 4 | date-time | structure of 2 {enum, array of n}}, each entry of the array a
 * structure of 2 whose first part, class 2, code 6 and attribute 1, has no type tag, and whose second part is an A-XDR
 * value. There is neither a checksum nor a length of the whole: a message is accepted if all of it has this shape, and
 * is marked unproven.
 */
final class NotificationFormat implements FrameFormat {
    /** Ten times as long as the known message of 27 entries. */
    private static final int MAX_FRAME = 4 * 1024;
    private static final byte[] STARTS = {Push.TAG};
    /** Start, invoke id, an empty date, and what comes before the first entry. */
    private static final int HEAD = 12;
    private static final int INVOKE_ID = 4;
    private static final int DATE_TIME = 12;
    private static final int HIGHEST_MEDIUM = 9;
    private static final int DEEPEST = 8;
    private static final int MOST_ENTRIES = 0xFF;

    /** Walks over a message; a byte that is not there yet ends the walk. */
    private static final class Walk {
        private final byte[] bytes;
        private final int end;
        private int at;
        private boolean wrong;

        Walk(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.end = end;
            this.at = from;
        }

        private int next() {
            int value = at < end ? bytes[at] & 0xFF : 0;
            at++;
            return value;
        }

        private void expect(boolean right) {
            wrong |= !right && at <= end;
        }

        /** Reads a count or length, of one to three bytes. */
        private int count() {
            int first = next();
            if (first < 0x80) {
                return first;
            }
            expect(first == 0x81 || first == 0x82);
            int count = next();
            return first == 0x82 ? count << 8 | next() : count;
        }

        /** Walks over the message; afterwards {@code at} is behind it, and beyond the end if more bytes are needed. */
        void message() {
            expect(next() == Push.TAG);
            at += INVOKE_ID;
            int date = next();
            date = date == Type.OCTET_STRING.tag() ? next() : date;
            expect(date == 0 || date == DATE_TIME);
            at += date;
            expect(next() == Type.STRUCTURE.tag());
            expect(next() == 2);
            expect(next() == Type.ENUM.tag());
            next();
            expect(next() == Type.ARRAY.tag());
            int count = count();
            expect(count > 0 && count <= MOST_ENTRIES);
            for (int i = 0; i < count && !wrong; i++) {
                entry();
            }
        }

        private void entry() {
            expect(next() == Type.STRUCTURE.tag());
            expect(next() == 2);
            expect(next() == 0);
            expect(next() != 0);
            expect(next() <= HIGHEST_MEDIUM);
            at += 5;
            int attribute = next();
            expect(attribute > 0 && attribute < 0x80);
            value(1);
        }

        private void value(int depth) {
            int tag = next();
            Type type = Type.of(tag).orElse(Type.NULL_DATA);
            expect(tag == type.tag());
            switch (type) {
                case ARRAY, STRUCTURE -> {
                    expect(depth < DEEPEST);
                    int count = count();
                    for (int i = 0; i < count && !wrong; i++) {
                        value(depth + 1);
                    }
                }
                case OCTET_STRING, VISIBLE_STRING, UTF8_STRING -> skip(count());
                case BIT_STRING -> skip((count() + 7) / 8);
                default -> skip(type.size());
            }
        }

        private void skip(int count) {
            at += count;
        }
    }

    @Override
    public byte[] starts() {
        return STARTS;
    }

    /** {@inheritDoc} A pause ends a message, and so do bytes that are no entry: then the count of entries is wrong. */
    @Override
    public Outcome look(Window window, int at) {
        Walk walk = new Walk(window.bytes(), at, window.end());
        walk.message();
        if (walk.wrong || walk.at - at > MAX_FRAME) {
            return Outcome.NOT_MINE;
        }
        if (walk.at > window.end()) {
            return window.length(at) < HEAD ? Outcome.undecided(window)
                    : Outcome.unfinished(window, Format.NOTIFICATION, at);
        }
        int behind = window.length(walk.at);
        if (behind < 2 && window.silences() == 0) {
            return Outcome.MORE;
        }
        if (behind >= 2 && window.at(walk.at) == Type.STRUCTURE.tag() && window.at(walk.at + 1) == 2) {
            return Outcome.damaged(window, Format.NOTIFICATION, at, walk.at, RejectCause.GARBAGE);
        }
        return Outcome.whole(window, Format.NOTIFICATION, at, walk.at, Verdict.UNPROVEN);
    }

    /** {@inheritDoc} Only if the format of the line is known: bytes without a start do not show their format. */
    @Override
    public Outcome discarded(Window window, int from, int to, boolean known, boolean followed) {
        return known && !followed && to - from <= MAX_FRAME / 2
                ? Outcome.damaged(window, Format.NOTIFICATION, from, to, RejectCause.TRUNCATED) : Outcome.NOT_MINE;
    }
}
