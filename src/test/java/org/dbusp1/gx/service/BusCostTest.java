package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.SimulatedMedium;
import org.junit.jupiter.api.Test;

/** Tests what a telegram costs on its way to the bus: which paths are sent, and how much memory their values take. */
class BusCostTest {
    private static final int WARM = 600;
    private static final int TELEGRAMS = 1_200;
    /** Bytes for the view and the values of a telegram, which are boxed numbers and some texts. */
    private static final long MEASURED_FOR_VALUES = 5_512;
    /** Bytes for the signal of those that changed. */
    private static final long MEASURED_FOR_SIGNAL = 4_090;
    /** The most, as a multiple of what was measured: how much a compiler spares differs from one JDK to the next. */
    private static final int TIMES = 2;
    private static final int LISTS = 1_440;
    private static final int LISTS_OF_TEN_SECONDS = 4;

    private final MeterState state = new MeterState(() -> "115200-8N1");
    private final VenusConfig settings = VenusRig.settings();
    private final List<PathDefinition<MeterView>> rows = PathRows.of(Role.GRID).stream()
            .filter(row -> row.lifetime() != PathDefinition.Lifetime.FIXED).toList();
    private final List<Item> items = rows.stream().map(Item::new).toList();
    private final SampleMeter meter = new SampleMeter("dsmr50", org.dbusp1.simulator.Wiring.THREE_PHASES,
            SampleMeter.START, SimulatedMedium.GAS);

    private final Guard guard = new Guard();

    private Snapshot next() {
        Snapshot snapshot = meter.next();
        state.accept(snapshot);
        return snapshot;
    }

    private MeterView view(Snapshot snapshot) {
        return new MeterView(snapshot, state.summary(), new Registration("grid", 40, "", 0, PhaseOrder.STRAIGHT),
                settings, Map.of(), Map.of(), QuickAccess.Names.ENGLISH, null, null, PhaseWatts.ZERO);
    }

    private void fill(MeterView view) {
        for (int i = 0; i < rows.size(); i++) {
            items.get(i).set(rows.get(i).value().apply(view));
        }
    }

    /** Makes the signal of what changed. */
    private void flush() {
        List<Item> changed = new ArrayList<>();
        for (Item item : items) {
            if (item.changed()) {
                changed.add(item);
            }
        }
        ServedItems.itemsChanged(changed);
    }

    @Test
    void pathsThatChangeRarelyAreNotSentWithEachTelegram() {
        Map<String, Integer> sent = new TreeMap<>();
        for (int telegram = 0; telegram < TELEGRAMS; telegram++) {
            fill(view(next()));
            for (Item item : items) {
                if (item.changed()) {
                    sent.merge(item.row().path(), 1, Integer::sum);
                    item.markSent();
                }
            }
        }
        assertThat(sent).containsKeys("/Ac/Power", "/Ac/L1/Power");
        sent.forEach((path, times) -> {
            if (times > TELEGRAMS / 10) {
                assertThat(path).as("sent with " + times + " of " + TELEGRAMS + " telegrams")
                        .matches("/Ac/(L[123]/)?(Power|Voltage|Current|Energy/(Forward|Reverse))|/P1/Energy/(Import|Export)/T[12]");
            }
        });
    }

    /**
     * An hour of a house at 0 W whose power has another direction by chance in each list: one each 2.5 s, each fourth with the export. That
     * 0 W stands in begins or ends twice in ten seconds at most, in the mean.
     */
    @Test
    void thatZeroStandsInIsSentSeldom() {
        ShownPowers bus = new ShownPowers();
        Random random = new Random(1);
        int changes = 0;
        boolean before = false;
        for (int list = 0; list < LISTS; list++) {
            long net = Math.round(30 * random.nextGaussian());
            boolean hasExport = list % LISTS_OF_TEN_SECONDS == 0;
            Snapshots sent = Snapshots.of("POWER_IMPORT=" + Math.max(0, net) + (hasExport ? " POWER_EXPORT=" + Math.max(0, -net) : "")
                    + (hasExport || net > 0 ? " POWER_NET=" + net : ""));
            Snapshot snapshot = Snapshots.guarded(guard, sent.dialect(Dialect.AIDON).reading(), new MeterKey("house"),
                    Instant.ofEpochSecond(1_800_000_000L).plusMillis(2_500L * list), 2_500_000_000L * list).orElseThrow();
            boolean standsIn = bus.after(snapshot).standsIn();
            changes += standsIn == before ? 0 : 1;
            before = standsIn;
        }
        assertThat(changes).isBetween(LISTS / 10, 2 * LISTS / LISTS_OF_TEN_SECONDS);
    }

    @Test
    void aTelegramTakesLittleMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int telegram = 0; telegram < WARM; telegram++) {
            fill(view(next()));
            flush();
        }
        long values = 0;
        long signals = 0;
        for (int telegram = 0; telegram < TELEGRAMS; telegram++) {
            Snapshot snapshot = next();
            long before = threads.getCurrentThreadAllocatedBytes();
            fill(view(snapshot));
            long filled = threads.getCurrentThreadAllocatedBytes();
            flush();
            values += filled - before;
            signals += threads.getCurrentThreadAllocatedBytes() - filled;
        }
        assertThat(values / TELEGRAMS).isLessThan(TIMES * MEASURED_FOR_VALUES);
        assertThat(signals / TELEGRAMS).isLessThan(TIMES * MEASURED_FOR_SIGNAL);
    }
}
