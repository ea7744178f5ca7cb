package org.dbusp1.frame;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import org.dbusp1.meter.LineQuality;

/**
 * Repairs of the damage that lines are known to do to telegrams. A rule only proposes a telegram: it is used only if
 * the printed checksum then matches. No rule tries out bits; a checksum of 16 bits is too short for that.
 */
enum RepairRule {
    /** The first bit edges after a pause are lost: junk, or 0x0E, where the slash was. */
    FIRST_LINE("first line") {
        @Override
        Optional<byte[]> apply(byte[] damaged, RepairTemplate known) {
            return known.firstLine().flatMap(line -> {
                int at = ByteSearch.lastIndexOf(damaged, damaged.length, line);
                boolean intact = at == 1 && damaged[0] == '/';
                return at < 0 || intact ? Optional.empty()
                        : Optional.of(ByteSearch.replace(damaged, 0, at, (byte) '/'));
            });
        }
    },
    /** Bytes that the meter did not send are before the line of the message. */
    JUNK("junk before the message") {
        @Override
        Optional<byte[]> apply(byte[] damaged, RepairTemplate known) {
            int code = ByteSearch.indexOf(damaged, 0, RepairTemplate.MESSAGE_CODE);
            int lineEnd = code < 0 ? -1 : ByteSearch.lastIndexOf(damaged, code, LINE_END);
            int from = lineEnd + LINE_END.length;
            return lineEnd < 0 || from == code ? Optional.empty()
                    : Optional.of(ByteSearch.replace(damaged, from, code));
        }
    },
    /** The first character of that line arrives as a blank. */
    BLANK("blank for 0") {
        @Override
        Optional<byte[]> apply(byte[] damaged, RepairTemplate known) {
            int line = ByteSearch.indexOf(damaged, 0, BLANK_LINE);
            int blank = line + LINE_END.length;
            return line < 0 ? Optional.empty() : Optional.of(ByteSearch.replace(damaged, blank, blank + 1, (byte) '0'));
        }
    },
    /** The message is half of a telegram, and nearly always the same. */
    MESSAGE("message") {
        @Override
        Optional<byte[]> apply(byte[] damaged, RepairTemplate known) {
            return known.message().flatMap(message -> {
                int from = RepairTemplate.messageFrom(damaged);
                int to = from < 0 ? -1 : ByteSearch.indexOf(damaged, from, LINE_END);
                return from < 0 || to < from || Arrays.equals(damaged, from, to, message, 0, message.length)
                        ? Optional.empty()
                        : Optional.of(ByteSearch.replace(damaged, from, to, message));
            });
        }
    },
    /** A log or a bridge kept only the line feeds. */
    CARRIAGE_RETURNS(LineQuality.LINE_ENDS) {
        @Override
        Optional<byte[]> apply(byte[] damaged, RepairTemplate known) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream(damaged.length + 64);
            for (int at = 0; at < damaged.length; at++) {
                if (damaged[at] == '\n' && (at == 0 || damaged[at - 1] != '\r')) {
                    whole.write('\r');
                }
                whole.write(damaged[at]);
            }
            return whole.size() == damaged.length ? Optional.empty() : Optional.of(whole.toByteArray());
        }
    };

    private static final byte[] LINE_END = ByteSearch.bytes(")\r\n");
    private static final byte[] BLANK_LINE = ByteSearch.bytes(")\r\n -0:96.13.0(");

    private final String title;

    RepairRule(String title) {
        this.title = title;
    }

    /** Returns the name of the rule in counters. */
    String title() {
        return title;
    }

    /** Returns the telegram with this damage repaired; empty if the telegram does not have this damage. */
    abstract Optional<byte[]> apply(byte[] damaged, RepairTemplate known);
}
