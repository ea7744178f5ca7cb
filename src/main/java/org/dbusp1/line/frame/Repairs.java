package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.meter.TelegramCounts;
import org.jspecify.annotations.Nullable;

/**
 * Undoes damage that lines do to each telegram in the same way. Four repairs propose one telegram each: the first line of the last
 * telegram, its message too, no eighth bits, a carriage return before each line feed. The printed checksum must then match; none tries
 * bits, because 16 bits of checksum are too few. A first line that was never seen intact is guessed among the known makers, and
 * counts from its second telegram on.
 */
final class Repairs {
    /** The first characters are lost or arrive damaged: a line that is not idle before a telegram, or a slow level shifter. */
    private static final String FIRST_LINE = "first line";
    /** The message is half of a telegram, and rarely changes. */
    private static final String MESSAGE = "message";
    /** Some carriage returns were lost; a log or a bridge that stored only the line feeds is {@link TelegramCounts#LINE_ENDS}. */
    private static final String LOST_RETURN = "lost CR";

    /** Of so many bytes at most one may have noise in its eighth bit: more is another damage, and a try too many. */
    private static final int BYTES_PER_NOISE = 50;
    private static final String MESSAGE_CODE = "96.13.0(";
    private static final String MESSAGE_END = ")\r\n";
    /** How captured telegrams with a checksum begin, by the checksum of these characters: slash, maker or grid operator, mostly a speed. */
    private static final Map<Integer, List<String>> MAKERS = Stream.of("/ADN9", "/AUR2", "/AUX5", "/ELL5", "/ESO5", "/EST5", "/Ene5",
            "/FLU5", "/GRE5", "/HLY5", "/ISK5", "/ISk5", "/KAM5", "/KFM5", "/KMP5", "/LGF5", "/Lux5", "/MCS5", "/NWA-", "/SAG5", "/STR5",
            "/WSE5", "/XMX5").collect(Collectors.groupingBy(maker -> Crc16.ARC.of(bytes(maker), 0, maker.length())));
    private static final Pattern LONE_FEED = Pattern.compile("(?<!\r)\n");
    /** Most characters that arrive in the place of a maker's. */
    private static final int MOST_DAMAGED = 8;

    private String head = "";
    /** Whether the head is of a telegram that arrived intact, and not guessed. */
    private boolean arrived;
    /** The line of the message in the last intact telegram, without its bracket at the end. */
    private String message = "";
    private String guess = "";
    /** Offset of the mark of the telegram with the guessed head. The same telegram may be searched again, which confirms nothing. */
    private long guessedAt;

    /** @param title the kind of damage; null if the first line never arrives otherwise */
    record Repaired(byte[] bytes, @Nullable String title) {
        /** Returns the telegram with its checksum, the digits [from, to), which may have noise in the eighth bit. */
        byte[] withChecksum(byte[] digits, int from, int to) {
            byte[] whole = Arrays.copyOf(bytes, bytes.length + to - from);
            for (int i = from; i < to; i++) {
                whole[bytes.length + i - from] = ByteSearch.sevenBits(digits[i]);
            }
            return whole;
        }
    }

    /** @param telegram a telegram with a right checksum as it arrived, or with a guessed first line, from '/' to the checksum */
    void learn(byte[] telegram) {
        String first = text(telegram, 0, ByteSearch.afterLine(telegram, 0, telegram.length));
        if (first.equals(head) && !arrived) {
            return;
        }
        head = first;
        arrived = true;
        guess = "";
        learnMessage(telegram);
    }

    /** Of a message that did not change, as nearly always, no string is made. */
    private void learnMessage(byte[] telegram) {
        int code = ByteSearch.find(telegram, 0, MESSAGE_CODE);
        int from = Math.max(0, code);
        while (from > 0 && telegram[from - 1] != '\n') {
            from--;
        }
        int to = code < 0 ? from : Math.max(code, ByteSearch.find(telegram, code, MESSAGE_END));
        if (to - from != message.length() || !ByteSearch.isAt(telegram, from, message)) {
            message = text(telegram, from, to);
        }
    }

    /**
     * @param damaged the bytes from a first line, or from after the telegram before, to the '!'
     * @param printed the checksum printed after it
     * @param at offset of the '!' in the stream
     * @return null if no repair makes the checksum match
     */
    @Nullable Repaired repair(byte[] damaged, int printed, long at) {
        String text = text(damaged, 0, damaged.length);
        int body = body(damaged);
        if (!head.isEmpty()) {
            String known = head + text.substring(body);
            if (fits(known, printed)) {
                return new Repaired(bytes(known), arrived ? FIRST_LINE : null);
            }
            String withMessage = head + withMessage(text.substring(body));
            if (fits(withMessage, printed)) {
                return new Repaired(bytes(withMessage), MESSAGE);
            }
            String plain = head + withoutNoise(text.substring(body));
            if (fits(plain, printed)) {
                return new Repaired(bytes(plain), TelegramCounts.EIGHTH_BIT);
            }
        }
        String feeds = LONE_FEED.matcher(text).replaceAll("\r\n");
        if (fits(feeds, printed)) {
            return new Repaired(bytes(feeds), text.indexOf('\r') < 0 ? TelegramCounts.LINE_ENDS : LOST_RETURN);
        }
        // Zeros, as some meters always print, fit to one maker or another now and then.
        return printed == 0 ? null : guessed(damaged, body, printed, at);
    }

    private static int body(byte[] damaged) {
        int at = 0;
        while (at < damaged.length - 1 && ByteSearch.sevenBits(damaged[at]) != '(') {
            at++;
        }
        while (at > 0 && !ByteSearch.isLineEnd(ByteSearch.sevenBits(damaged[at - 1]))) {
            at--;
        }
        return at;
    }

    private String withMessage(String body) {
        int code = body.indexOf(MESSAGE_CODE);
        int end = body.indexOf(MESSAGE_END, code);
        return code < 0 || end < 0 ? body : body.substring(0, body.lastIndexOf('\n', code) + 1) + message + body.substring(end);
    }

    private static String withoutNoise(String noisy) {
        byte[] plain = bytes(noisy);
        int noise = 0;
        for (int i = 0; i < plain.length; i++) {
            noise += plain[i] < 0 ? 1 : 0;
            plain[i] = ByteSearch.sevenBits(plain[i]);
        }
        return noise * BYTES_PER_NOISE > plain.length ? "" : text(plain, 0, plain.length);
    }

    /** Tries the makers in the place of the first characters, running the checksum backwards from the '!'. */
    private @Nullable Repaired guessed(byte[] damaged, int body, int printed, long at) {
        String now = Crc16.ARC.findStart(damaged, 1, damaged.length, printed,
                (i, needed) -> i < Math.min(body, MOST_DAMAGED) ? headWith(needed, text(damaged, i, body)) : null);
        if (now == null) {
            return null;
        }
        boolean confirmed = now.equals(guess) && at != guessedAt;
        guess = now;
        guessedAt = at;
        if (!confirmed) {
            return null;
        }
        head = now;
        arrived = false;
        return new Repaired(bytes(head + text(damaged, body, damaged.length)), null);
    }

    /**
     * Returns the head with a maker of this checksum before its rest; null if there is none. Of several makers, as /KAM5 and /SAG5, it
     * is the one whose letters are repeated, as in /SAG5SAG-METER.
     */
    private static @Nullable String headWith(int crc, String rest) {
        List<String> makers = MAKERS.getOrDefault(crc, List.of());
        String head = makers.stream().filter(maker -> rest.startsWith(maker.substring(1, 1 + FirstLine.MAKER_LETTERS))).findFirst()
                .or(() -> makers.stream().findFirst()).map(maker -> maker + rest).orElse(null);
        return head != null && FirstLine.end(bytes(head), 0, head.length()) >= 0 ? head : null;
    }

    private static boolean fits(String telegram, int printed) {
        byte[] bytes = bytes(telegram);
        return bytes.length > 0 && bytes[0] == '/' && Crc16.ARC.of(bytes, 0, bytes.length) == printed;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
