package org.dbusp1.frame;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.LineQuality;

/**
 * Repairs the damage that lines are known to do to telegrams whose checksum does not match. A rule only proposes a
 * telegram, and it is used only if the printed checksum then matches. No rule tries out bits; a checksum of 16 bits is
 * too short for that. Rules take the first line and the message of the last intact telegram: lines damage these parts
 * most, and they rarely change.
 */
final class Repairs {
    private enum Rule {
        /** The first bit edges after a pause are lost: junk, or 0x0E, where the slash was. */
        FIRST_LINE("first line"),
        /** Bytes that the meter did not send are before the line of the message. */
        JUNK("junk before the message"),
        /** The first character of that line arrives as a blank. */
        BLANK("blank for 0"),
        /** The message is half of a telegram, and nearly always the same. */
        MESSAGE("message"),
        /** A log or a bridge kept only the line feeds. */
        CARRIAGE_RETURNS(LineQuality.LINE_ENDS);

        /** The name of the rule in counters. */
        private final String title;

        Rule(String title) {
            this.title = title;
        }
    }

    /**
     * Lists of rules that are applied one after the other, in the order of how often lines do such damage, and together
     * where their damage can occur together; for each rule that may not apply there is a list without it.
     */
    private static final List<List<Rule>> PLANS = List.of(
            List.of(Rule.FIRST_LINE), List.of(Rule.MESSAGE), List.of(Rule.MESSAGE, Rule.FIRST_LINE),
            List.of(Rule.JUNK), List.of(Rule.JUNK, Rule.FIRST_LINE), List.of(Rule.JUNK, Rule.MESSAGE),
            List.of(Rule.JUNK, Rule.MESSAGE, Rule.FIRST_LINE),
            List.of(Rule.BLANK), List.of(Rule.BLANK, Rule.FIRST_LINE), List.of(Rule.BLANK, Rule.MESSAGE),
            List.of(Rule.BLANK, Rule.MESSAGE, Rule.FIRST_LINE),
            List.of(Rule.CARRIAGE_RETURNS));

    private static final byte[] MESSAGE_CODE = ByteSearch.bytes("0-0:96.13.0(");
    private static final byte[] LINE_END = ByteSearch.bytes(")\r\n");
    private static final byte[] BLANK_LINE = ByteSearch.bytes(")\r\n -0:96.13.0(");

    /** The first line of the last intact telegram without its slash; empty until a telegram was intact. */
    private byte[] firstLine = {};
    /** The message between the brackets, often empty; absent if the meter prints no message. */
    private Optional<byte[]> message = Optional.empty();

    /**
     * A repaired telegram.
     *
     * @param bytes from '/' to '!'
     * @param rules what was done, in words
     */
    record Repaired(byte[] bytes, String rules) {
        /** Returns the telegram with the digits [from, to) that were printed behind it. */
        byte[] withChecksum(byte[] digits, int from, int to) {
            byte[] whole = Arrays.copyOf(bytes, bytes.length + to - from);
            System.arraycopy(digits, from, whole, bytes.length, to - from);
            return whole;
        }
    }

    /** Remembers an intact telegram, from '/' to the checksum. Costs nothing while the two parts stay as they are. */
    void learn(byte[] telegram) {
        if (firstLine.length == 0 || !ByteSearch.startsWith(telegram, 1, firstLine)) {
            firstLine = firstLineOf(telegram);
        }
        int from = messageFrom(telegram);
        int to = from < 0 ? telegram.length : ByteSearch.next(telegram, from, telegram.length, (byte) ')');
        if (to < telegram.length && (message.isEmpty()
                || !Arrays.equals(telegram, from, to, message.get(), 0, message.get().length))) {
            message = Optional.of(Arrays.copyOfRange(telegram, from, to));
        }
    }

    /** Returns the bytes behind the slash, with the line end and the line end of the empty line; plain text only. */
    private static byte[] firstLineOf(byte[] telegram) {
        int to = 1;
        while (to < telegram.length && telegram[to] >= ' ' && telegram[to] < 0x7F && telegram[to] != '(') {
            to++;
        }
        int text = to;
        while (to < telegram.length && ByteSearch.isLineEnd(telegram[to])) {
            to++;
        }
        return to == text ? new byte[0] : Arrays.copyOfRange(telegram, 1, to);
    }

    /** Returns the place where the content of the message begins; -1 if there is no message. */
    private static int messageFrom(byte[] telegram) {
        int code = ByteSearch.indexOf(telegram, 0, MESSAGE_CODE);
        return code < 0 ? -1 : code + MESSAGE_CODE.length;
    }

    /**
     * @param damaged the bytes from before the telegram's start to its '!'
     * @param printed the checksum that was printed behind it
     * @return the telegram from '/' to '!'; empty if no rule restores the bytes that the checksum was made of
     */
    Optional<Repaired> repair(byte[] damaged, int printed) {
        for (List<Rule> plan : PLANS) {
            Optional<byte[]> whole = Optional.of(damaged);
            for (Rule rule : plan) {
                whole = whole.flatMap(bytes -> apply(rule, bytes));
            }
            if (whole.isPresent() && whole.get()[0] == '/'
                    && Crc16.ARC.of(whole.get(), 0, whole.get().length) == printed) {
                return Optional.of(new Repaired(whole.get(), String.join(", ", plan.stream()
                        .map(rule -> rule.title).toList())));
            }
        }
        return Optional.empty();
    }

    /** Returns the telegram with this damage repaired; empty if the telegram does not have this damage. */
    private Optional<byte[]> apply(Rule rule, byte[] damaged) {
        return switch (rule) {
            case FIRST_LINE -> withFirstLine(damaged);
            case JUNK -> withoutJunk(damaged);
            case BLANK -> withoutBlank(damaged);
            case MESSAGE -> message.flatMap(known -> withMessage(damaged, known));
            case CARRIAGE_RETURNS -> withCarriageReturns(damaged);
        };
    }

    private Optional<byte[]> withFirstLine(byte[] damaged) {
        int at = firstLine.length == 0 ? -1 : ByteSearch.lastIndexOf(damaged, damaged.length, firstLine);
        boolean intact = at == 1 && damaged[0] == '/';
        return at < 0 || intact ? Optional.empty() : Optional.of(ByteSearch.replace(damaged, 0, at, (byte) '/'));
    }

    private static Optional<byte[]> withoutJunk(byte[] damaged) {
        int code = ByteSearch.indexOf(damaged, 0, MESSAGE_CODE);
        int lineEnd = code < 0 ? -1 : ByteSearch.lastIndexOf(damaged, code, LINE_END);
        int from = lineEnd + LINE_END.length;
        return lineEnd < 0 || from == code ? Optional.empty() : Optional.of(ByteSearch.replace(damaged, from, code));
    }

    private static Optional<byte[]> withoutBlank(byte[] damaged) {
        int line = ByteSearch.indexOf(damaged, 0, BLANK_LINE);
        int blank = line + LINE_END.length;
        return line < 0 ? Optional.empty() : Optional.of(ByteSearch.replace(damaged, blank, blank + 1, (byte) '0'));
    }

    private static Optional<byte[]> withMessage(byte[] damaged, byte[] known) {
        int from = messageFrom(damaged);
        int to = from < 0 ? -1 : ByteSearch.indexOf(damaged, from, LINE_END);
        return from < 0 || to < from || Arrays.equals(damaged, from, to, known, 0, known.length)
                ? Optional.empty() : Optional.of(ByteSearch.replace(damaged, from, to, known));
    }

    private static Optional<byte[]> withCarriageReturns(byte[] damaged) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(damaged.length + 64);
        for (int at = 0; at < damaged.length; at++) {
            if (damaged[at] == '\n' && (at == 0 || damaged[at - 1] != '\r')) {
                whole.write('\r');
            }
            whole.write(damaged[at]);
        }
        return whole.size() == damaged.length ? Optional.empty() : Optional.of(whole.toByteArray());
    }
}
