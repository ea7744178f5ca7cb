package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The order of locks, as the chapter Architecture has it: two threads that take two locks in turns stop each other for ever. */
class LocksTest {
    /** May be taken under any lock, and take none. */
    private static final Set<String> LEAVES = Set.of("LogBudget", "MessageQueue", "ThinnedLog", "FileStateStore", "WholeFile", "DiskQueue",
            "LedgerFiles", "LiveStream", "RecentValues", "MachineClock", "Board");
    /** The lock of the chain of a telegram, under which the others are taken: never taken under one of them. */
    private static final String FIRST = "MeterPipeline";

    /** What is called under a lock besides, because it takes none and returns at once. */
    private static final Map<String, Set<String>> EXCEPTIONS = Map.of(
            // Makes the receiver of restored quarter hours, a part of the demand.
            "Ledger", Set.of("callback Function.apply"),
            // The clocks of the machine.
            "MachineClock", Set.of("callback Supplier.get"),
            // Makes the part that outputs share, once.
            "OutputContext", Set.of("callback Supplier.get"),
            // The key of the meter: a volatile field.
            "OwnerChoices", Set.of("callback Supplier.get"),
            // The key of the meter, which is that of the page's state: LiveStream writes no text under its lock.
            "PublicTexts", Set.of("callback Supplier.get"));

    @Test
    void underALockOnlyLeavesAreTakenAndNobodyIsCalledBack() throws Exception {
        SortedMap<String, SortedMap<String, String>> all = LockOrder.of(Path.of("target/classes")).underEach();
        assertThat(all).hasSizeGreaterThan(25);
        SortedMap<String, Map<String, String>> wrong = new TreeMap<>();
        all.forEach((owner, under) -> {
            String lock = LockOrder.simple(owner);
            Map<String, String> more = new TreeMap<>(under);
            // Of a leaf no exception but a clock.
            more.keySet().removeIf(what -> !LEAVES.contains(lock) && LEAVES.contains(what.replace("lock of ", ""))
                    || EXCEPTIONS.getOrDefault(lock, Set.of()).contains(what));
            if (!lock.equals(FIRST) && !more.isEmpty()) {
                wrong.put(lock, more);
            }
        });
        assertThat(wrong).isEmpty();
    }
}
