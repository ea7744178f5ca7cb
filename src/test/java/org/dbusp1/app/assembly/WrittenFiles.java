package org.dbusp1.app.assembly;

import java.time.Duration;
import java.util.Set;
import org.dbusp1.Await;

/** What the outputs with files write after their end, where the disk or the processor is slow. */
final class WrittenFiles {
    /** Of 500 telegrams that wait, each with names of its own, the history writes two seconds on a machine that does nothing else. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private WrittenFiles() {
    }

    /** Waits until they have written it. @param meter in the names of their threads */
    static void await(String meter) {
        Set<String> writers = Set.of("csv " + meter, "history " + meter);
        Await.await("the end of the threads that write files", LONGEST, () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> writers.contains(thread.getName())));
    }
}
