package org.dbusp1.frame;

import static org.dbusp1.frame.RepairRule.BLANK;
import static org.dbusp1.frame.RepairRule.CARRIAGE_RETURNS;
import static org.dbusp1.frame.RepairRule.FIRST_LINE;
import static org.dbusp1.frame.RepairRule.JUNK;
import static org.dbusp1.frame.RepairRule.MESSAGE;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tries the repair rules on a telegram whose checksum does not match, in the order of how often lines do such damage,
 * and together where they can occur together. Only bytes whose checksum matches come out.
 */
final class Repairs {
    /** Each a list of rules applied one after the other; one that does not apply is left out by a shorter list. */
    private static final List<List<RepairRule>> PLANS = List.of(
            List.of(FIRST_LINE), List.of(MESSAGE), List.of(MESSAGE, FIRST_LINE),
            List.of(JUNK), List.of(JUNK, FIRST_LINE), List.of(JUNK, MESSAGE), List.of(JUNK, MESSAGE, FIRST_LINE),
            List.of(BLANK), List.of(BLANK, FIRST_LINE), List.of(BLANK, MESSAGE), List.of(BLANK, MESSAGE, FIRST_LINE),
            List.of(CARRIAGE_RETURNS));

    private final RepairTemplate known = new RepairTemplate();

    /**
     * A telegram brought back.
     *
     * @param bytes from '/' to '!'
     * @param rules what was done, in words
     */
    record Repaired(byte[] bytes, String rules) {
        /** With the digits [from, to) that were printed behind it. */
        byte[] withChecksum(byte[] digits, int from, int to) {
            byte[] whole = Arrays.copyOf(bytes, bytes.length + to - from);
            System.arraycopy(digits, from, whole, bytes.length, to - from);
            return whole;
        }
    }

    /** An intact telegram, from '/' to the checksum. */
    void learn(byte[] telegram) {
        known.learn(telegram);
    }

    /**
     * @param damaged from before the telegram's start to its '!'
     * @param printed the checksum that was printed behind it
     * @return the telegram from '/' to '!'; empty where no rule brings back what the checksum was made of
     */
    Optional<Repaired> repair(byte[] damaged, int printed) {
        for (List<RepairRule> plan : PLANS) {
            Optional<byte[]> whole = Optional.of(damaged);
            for (RepairRule rule : plan) {
                whole = whole.flatMap(bytes -> rule.apply(bytes, known));
            }
            if (whole.isPresent() && whole.get()[0] == '/'
                    && Crc16.ARC.of(whole.get(), 0, whole.get().length) == printed) {
                return Optional.of(new Repaired(whole.get(), String.join(", ", plan.stream()
                        .map(RepairRule::title).toList())));
            }
        }
        return Optional.empty();
    }
}
