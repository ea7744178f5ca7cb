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
 * and rules together whose damage can occur together. Only bytes whose checksum matches are returned.
 */
final class Repairs {
    /**
     * Lists of rules that are applied one after the other; for each rule that may not apply there is a list without it.
     */
    private static final List<List<RepairRule>> PLANS = List.of(
            List.of(FIRST_LINE), List.of(MESSAGE), List.of(MESSAGE, FIRST_LINE),
            List.of(JUNK), List.of(JUNK, FIRST_LINE), List.of(JUNK, MESSAGE), List.of(JUNK, MESSAGE, FIRST_LINE),
            List.of(BLANK), List.of(BLANK, FIRST_LINE), List.of(BLANK, MESSAGE), List.of(BLANK, MESSAGE, FIRST_LINE),
            List.of(CARRIAGE_RETURNS));

    private final RepairTemplate known = new RepairTemplate();

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

    /** Remembers an intact telegram, from '/' to the checksum. */
    void learn(byte[] telegram) {
        known.learn(telegram);
    }

    /**
     * @param damaged the bytes from before the telegram's start to its '!'
     * @param printed the checksum that was printed behind it
     * @return the telegram from '/' to '!'; empty if no rule restores the bytes that the checksum was made of
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
