package org.dbusp1.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/** Makes padding and checksums in the bytes of an SML telegram right, inside and outside, by a separate reader. */
public final class ResealedSml {
    /** DZG pads whole words with four zero bytes. */
    private static final int FOUR = 4;
    private static final byte[] START = {0x1B, 0x1B, 0x1B, 0x1B, 1, 1, 1, 1};
    private static final byte[] END = {0x1B, 0x1B, 0x1B, 0x1B, 0x1A};
    private static final int TAIL = END.length + 3;
    private static final int LIST = 7;

    private final byte[] messages;
    private final ObjIntConsumer<byte[]> check;
    private int at;

    private ResealedSml(byte[] messages, ObjIntConsumer<byte[]> check) {
        this.messages = messages;
        this.check = check;
    }

    /** A telegram with all checksums of the kind Kermit. */
    public static byte[] kermit(byte[] telegram) {
        return of(telegram, 0, Checksums::putKermit).orElseThrow().bytes;
    }

    /** A telegram with four zero bytes as padding; as it was where another padding is needed. */
    public static byte[] padded(byte[] telegram) {
        boolean wholeWords = telegram[telegram.length - 3] == 0;
        return wholeWords ? sealed(Arrays.copyOfRange(telegram, START.length, telegram.length - TAIL), FOUR, Checksums::putX25) : telegram;
    }

    /** A telegram made right, and how many bytes of the line it replaces. */
    record Telegram(byte[] bytes, int length) {
    }

    /** The telegram that begins at a place; empty where none does, or none ends. */
    static Optional<Telegram> of(byte[] line, int from) {
        return of(line, from, Checksums::putX25);
    }

    private static Optional<Telegram> of(byte[] line, int from, ObjIntConsumer<byte[]> check) {
        if (from + START.length > line.length || !Arrays.equals(line, from, from + START.length, START, 0, START.length)) {
            return Optional.empty();
        }
        for (int end = from + START.length; end + TAIL <= line.length; end++) {
            if (Arrays.equals(line, end, end + END.length, END, 0, END.length)) {
                int sent = line[end + END.length];
                int padding = Math.min(sent == FOUR ? FOUR : sent & 3, end - from - START.length);
                byte[] messages = Arrays.copyOfRange(line, from + START.length, end - padding);
                boolean four = padding == FOUR && messages.length % FOUR == 0;
                return Optional.of(new Telegram(sealed(messages, four ? FOUR : -messages.length & 3, check), end + TAIL - from));
            }
        }
        return Optional.empty();
    }

    private static byte[] sealed(byte[] messages, int padding, ObjIntConsumer<byte[]> check) {
        ResealedSml inner = new ResealedSml(messages, check);
        while (inner.message()) {
            // The next one begins where it ended.
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(START);
        out.writeBytes(messages);
        out.writeBytes(new byte[padding]);
        out.writeBytes(END);
        out.write(padding);
        byte[] telegram = Arrays.copyOf(out.toByteArray(), out.size() + 2);
        check.accept(telegram, telegram.length - 2);
        return telegram;
    }

    /** Seals the message that begins here; false where none does. */
    private boolean message() {
        int start = at;
        if (at >= messages.length || messages[at++] != 0x76 || !skip(3) || at >= messages.length || messages[at++] != 0x72 || !skip(2)
                || at + 3 >= messages.length) {
            return false;
        }
        int size = messages[at] == 0x63 ? 2 : 0;
        if (size == 2) {
            byte[] message = Arrays.copyOfRange(messages, start, at + 2);
            check.accept(message, at - start);
            messages[at + 1] = message[at - start];
            messages[at + 2] = message[at - start + 1];
        }
        return skip(1) && at < messages.length && messages[at++] == 0;
    }

    private boolean skip(int values) {
        for (int left = values; left > 0; left--) {
            int from = at;
            int type = at < messages.length ? messages[at] >> 4 & 7 : 0;
            int length = 0;
            int last;
            do {
                if (at >= messages.length || at - from > 3) {
                    return false;
                }
                last = messages[at++];
                length = length << 4 | last & 0x0F;
            } while (last < 0);
            if (type == LIST) {
                left += length;
            } else {
                at = from + Math.max(length, at - from);
            }
        }
        return at <= messages.length;
    }
}
