package org.dbusp1.driver;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.problem.Condition;
import org.dbusp1.process.ThinnedLog;
import org.dbusp1.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which obstacles are logged. An obstacle is the reason why a source cannot be opened: it is logged once, and again
 * only after another obstacle or after the source was open. Where other devices of the network decide the text, each
 * condition is logged once, and then as a {@link ThinnedLog}. Used by one thread.
 */
final class ObstacleLog {
    private String last = "";
    private final Map<Condition, ThinnedLog> logsByCondition = new EnumMap<>(Condition.class);

    /** Returns the line to log; null if the obstacle is already in the log, or is thinned out. */
    @Nullable String lineFor(SourceException cause) {
        if (cause.getMessage().equals(last)) {
            return null;
        }
        last = cause.getMessage();
        AtomicReference<@Nullable String> line = new AtomicReference<>();
        if (cause.hasUntrustedText()) {
            logsByCondition.computeIfAbsent(cause.condition(), key -> new ThinnedLog())
                    .countAndLog(suffix -> line.set(last + "; waiting for it" + suffix));
        } else {
            line.set(last + "; waiting for it");
        }
        return line.get();
    }

    /** Called when the source is open. @return whether it had an obstacle since it was last open */
    boolean opened() {
        boolean was = !last.isEmpty();
        last = "";
        logsByCondition.clear();
        return was;
    }
}
