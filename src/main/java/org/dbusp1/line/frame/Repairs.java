package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.meter.TelegramCounts;
import org.jspecify.annotations.Nullable;

/**
 * Repairs known damage to telegrams whose checksum does not match. A rule only proposes a telegram, and the printed
 * checksum must then match; no rule tries bits, because 16 bits of checksum are too few. Rules reuse the first line and
 * the message of the last intact telegram, which are damaged most often and rarely change.
 */
final class Repairs {
    static final String FIRST_LINE_TITLE = "first line";

    private enum Rule {
        /** The first bit edges after a pause are lost: junk, or 0x0E, instead of the slash. */
        FIRST_LINE(FIRST_LINE_TITLE),
        /** Bytes that the meter did not send precede the message's line. */
        JUNK("junk before the message"),
        /** The line's first character arrives as a blank. */
        BLANK("blank for 0"),
        /** The message is half of a telegram, and rarely changes. */
        MESSAGE("message"),
        /** A log or a bridge stored only the line feeds. */
        CARRIAGE_RETURNS(TelegramCounts.LINE_ENDS),
        /** Some carriage returns were lost. */
        LOST_RETURN("lost CR"),
        /** An E360 read with 8N1 has noise in a bit that text does not use (dsmr_parser, pull request 82). */
        EIGHTH_BIT(TelegramCounts.EIGHTH_BIT);

        /** Name of the rule in counters and logs. */
        private final String title;

        Rule(String title) {
            this.title = title;
        }
    }

    /**
     * Lists of rules, tried one list after the other, the most frequent damage first. A list joins rules for damage that can
     * occur together.
     */
    private static final List<List<Rule>> PLANS = List.of(
            List.of(Rule.FIRST_LINE), List.of(Rule.MESSAGE), List.of(Rule.MESSAGE, Rule.FIRST_LINE),
            List.of(Rule.JUNK), List.of(Rule.JUNK, Rule.FIRST_LINE), List.of(Rule.JUNK, Rule.MESSAGE),
            List.of(Rule.JUNK, Rule.MESSAGE, Rule.FIRST_LINE),
            List.of(Rule.BLANK), List.of(Rule.BLANK, Rule.FIRST_LINE), List.of(Rule.BLANK, Rule.MESSAGE),
            List.of(Rule.BLANK, Rule.MESSAGE, Rule.FIRST_LINE),
            List.of(Rule.CARRIAGE_RETURNS), List.of(Rule.LOST_RETURN), List.of(Rule.EIGHTH_BIT));
    private static final List<List<Rule>> PLANS_OF_NOISY_MARK = List.of(List.of(Rule.EIGHTH_BIT));

    /** The eighth bit of a byte. */
    private static final int NOISE = 0x80;
    /** Of so many bytes at most one may have noise: more is another damage, and a try too many. */
    private static final int BYTES_PER_NOISE = 50;

    private static final String MESSAGE_CODE = "0-0:96.13.0(";
    private static final Pattern MESSAGE = Pattern.compile(Pattern.quote(MESSAGE_CODE) + "[^)]*");
    private static final String LINE_END = ")\r\n";
    private static final String BLANK_LINE = ")\r\n -0:96.13.0(";
    /** A slash, the plain text of the first line, and the line ends of the first line and the empty line. */
    private static final Pattern FIRST_LINE = Pattern.compile("/([ -~&&[^(]]*[\r\n]+)", Pattern.DOTALL);

    private final FirstLineMemory memory;
    /** The last intact telegram, from '/' to its checksum; empty before the first. */
    private byte[] intact = {};
    /** First line of the last intact telegram of this or an earlier run, with its slash; null if there is none. */
    private @Nullable String firstLine;

    Repairs(FirstLineMemory memory) {
        this.memory = memory;
        firstLine = memory.recall();
    }

    /**
     * A repaired telegram.
     *
     * @param bytes from '/' to '!'
     * @param rules names of the applied rules
     */
    record Repaired(byte[] bytes, String rules) {
        /** Returns the telegram with its checksum, the digits [from, to), which may have noise in the eighth bit. */
        byte[] withChecksum(byte[] digits, int from, int to) {
            byte[] whole = Arrays.copyOf(bytes, bytes.length + to - from);
            for (int i = from; i < to; i++) {
                whole[bytes.length + i - from] = ByteSearch.sevenBits(digits[i]);
            }
            return whole;
        }
    }

    /** @param telegram an intact telegram, from '/' to the checksum */
    void learn(byte[] telegram) {
        String line = text(telegram).split("[\r\n]", 2)[0];
        // Once in a run: two meters on one line would write with each telegram.
        if (intact.length == 0 && !line.equals(firstLine)) {
            memory.remember(line);
        }
        firstLine = line;
        intact = telegram;
    }

    /** Returns whether noise in the eighth bit can be removed: the first line of an intact telegram is known. */
    boolean knowsFirstLine() {
        return firstLine != null;
    }

    /** Returns whether the last intact telegram has this first line, with its slash. */
    boolean knows(String head) {
        return text(intact).startsWith(head) && intact.length > head.length() && ByteSearch.isLineEnd(intact[head.length()]);
    }

    /**
     * @param damaged the bytes from before the telegram's start to its '!'
     * @param printed the checksum printed after it
     * @param noisyMark whether the '!', a digit of the checksum or a byte beside them has noise in the eighth bit
     * @return the telegram from '/' to '!'; null if no list of rules makes the checksum match
     */
    @Nullable Repaired repair(byte[] damaged, int printed, boolean noisyMark) {
        for (List<Rule> plan : noisyMark ? PLANS_OF_NOISY_MARK : PLANS) {
            String whole = text(damaged);
            for (Rule rule : plan) {
                whole = apply(rule, whole);
            }
            byte[] bytes = whole.getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.length > 0 && bytes[0] == '/' && Crc16.ARC.of(bytes, 0, bytes.length) == printed) {
                return new Repaired(bytes, String.join(", ", plan.stream().map(rule -> rule.title).toList()));
            }
        }
        return null;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Returns the repaired telegram; empty if the telegram does not have the rule's damage. */
    private String apply(Rule rule, String damaged) {
        String known = text(intact);
        String repaired = switch (rule) {
            case FIRST_LINE -> withFirstLine(damaged, known);
            case JUNK -> withoutJunk(damaged);
            case BLANK -> damaged.replace(BLANK_LINE, LINE_END + MESSAGE_CODE);
            case MESSAGE -> withMessage(damaged, known);
            case CARRIAGE_RETURNS -> damaged.indexOf('\r') < 0 ? damaged.replace("\n", "\r\n") : damaged;
            case LOST_RETURN -> damaged.replaceAll("(?<!\r)\n", "\r\n");
            case EIGHTH_BIT -> withoutEighthBit(damaged);
        };
        // The noise may be in the checksum alone.
        return repaired.equals(damaged) && rule != Rule.EIGHTH_BIT ? "" : repaired;
    }

    private String withoutEighthBit(String damaged) {
        String known = firstLine;
        if (known == null) {
            return "";
        }
        byte[] bytes = damaged.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = ByteSearch.sevenBits(bytes[i]);
        }
        int at = text(bytes).lastIndexOf(known);
        if (at < 0 || at + known.length() >= bytes.length || !ByteSearch.isLineEnd(bytes[at + known.length()])) {
            return "";
        }
        long noisy = damaged.substring(at).chars().filter(character -> character >= NOISE).count();
        return noisy * BYTES_PER_NOISE > damaged.length() - at ? "" : text(bytes).substring(at);
    }

    private static String withFirstLine(String damaged, String intact) {
        Matcher head = FIRST_LINE.matcher(intact);
        int at = head.lookingAt() ? damaged.lastIndexOf(head.group(1)) : -1;
        return at < 0 ? "" : "/" + damaged.substring(at);
    }

    private static String withoutJunk(String damaged) {
        int code = damaged.indexOf(MESSAGE_CODE);
        int lineEnd = damaged.lastIndexOf(LINE_END, code - LINE_END.length());
        return code < 0 || lineEnd < 0 ? "" : damaged.substring(0, lineEnd + LINE_END.length()) + damaged.substring(code);
    }

    private static String withMessage(String damaged, String intact) {
        Matcher known = MESSAGE.matcher(intact);
        int code = damaged.indexOf(MESSAGE_CODE);
        int end = damaged.indexOf(LINE_END, code);
        return code < 0 || end < 0 || !known.find() ? "" : damaged.substring(0, code) + known.group() + damaged.substring(end);
    }
}
