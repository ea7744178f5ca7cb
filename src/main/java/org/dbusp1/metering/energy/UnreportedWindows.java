package org.dbusp1.metering.energy;

import java.util.ArrayList;
import java.util.List;
import org.dbusp1.metering.energy.Ledger.WindowReceiver;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a demand tariff that end at the boundaries of one counter, until they are reported.
 *
 * <table>
 * <caption>What is reported of a window</caption>
 * <tr><th>the window</th><th>reported</th></tr>
 * <tr><td>the energy between its boundaries is known</td><td>its mean</td></tr>
 * <tr><td>the energy is unknown: see {@link QuarterBoundaries}</td><td>nothing</td></tr>
 * <tr><td>the clock was set back, and the window ends again</td><td>its mean again</td></tr>
 * <tr><td>the first reading at or after its end was wrong</td><td>null: its mean is unknown</td></tr>
 * </table>
 */
final class UnreportedWindows {
    private final QuarterBoundaries boundaries;
    /** Length of the windows, in seconds; 0: none is reported. */
    private final int windowSeconds;
    private final List<Window> unreported = new ArrayList<>();

    /**
     * @param start start of the window, in seconds since 1970
     * @param watts mean power; null if the mean reported before was wrong
     */
    private record Window(long start, @Nullable Long watts) {
    }

    UnreportedWindows(QuarterBoundaries boundaries, int seconds) {
        this.boundaries = boundaries;
        this.windowSeconds = seconds;
    }

    /** Called when a boundary was stored: notes the mean of the window that ends there, if it is known. */
    void addWindow(long boundary) {
        Long watts = windowSeconds == 0 || boundary % windowSeconds != 0 ? null : boundaries.mean(boundary, windowSeconds);
        if (watts != null) {
            unreported.add(new Window(boundary - windowSeconds, watts));
        }
    }

    /** Retracts the windows that end from one second, exclusive, to another, inclusive. */
    void retract(long from, long to) {
        if (windowSeconds == 0) {
            return;
        }
        for (long start = from - from % windowSeconds; start + windowSeconds <= to; start += windowSeconds) {
            unreported.add(new Window(start, null));
        }
    }

    void report(WindowReceiver receiver) {
        unreported.forEach(window -> receiver.accept(window.start(), window.watts()));
        unreported.clear();
    }
}
