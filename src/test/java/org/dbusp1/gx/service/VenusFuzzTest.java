package org.dbusp1.gx.service;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Beside;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.fuzz.CheckedLine;
import org.dbusp1.fuzz.FairShare;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.gx.service.MBusServices.MBusView;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages as they go to D-Bus: every value fits its type, and dbus-java makes the same bytes of it. */
@Tag(Beside.TAG)
class VenusFuzzTest {
    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @Tag("search")
    @FuzzTest
    void everyItemFitsItsType(byte[] line) throws Exception {
        MeterState memory = new MeterState(() -> null);
        List<Snapshot> snapshots = CheckedLine.snapshots(line);
        Messages messages = new Messages();
        for (Snapshot sent : snapshots) {
            Snapshot snapshot = messages.after(sent);
            memory.accept(snapshot);
            for (Role role : Role.values()) {
                Registration registration = new Registration(role.text(), 40, "", 0, PhaseOrder.STRAIGHT);
                MeterView view = new MeterView(snapshot, memory.summary(), registration, VenusRig.settings(),
                        java.util.Map.of(), java.util.Map.of(), QuickAccess.Names.ENGLISH, null, null, PhaseWatts.ZERO);
                verify(items(PathRows.of(role), view), role == Role.GRID); // the bytes of a path are the same in each role
            }
            for (MBusDevice device : snapshot.published().devices()) {
                if (device.reading() != null) {
                    MBusView view = new MBusView(device,
                            new Registration("pulsemeter", 41, "", 0, PhaseOrder.STRAIGHT),
                            VenusRig.settings(null, null, PhaseOrder.STRAIGHT, true));
                    verify(items(PathRows.of("pulsemeter"), view), true);
                    verify(items(PathRows.of("gasmeter"), view), true);
                }
            }
        }
        SHARE.count(line, !snapshots.isEmpty());
    }

    private static <V extends PathDefinition.View> List<Item> items(List<PathDefinition<V>> rows, V view) {
        List<Item> items = new ArrayList<>();
        for (PathDefinition<V> row : rows) {
            Item item = new Item(row);
            item.set(row.value().apply(view));
            items.add(item);
        }
        return items;
    }

    private static void verify(List<Item> items, boolean bytes) throws Exception {
        for (Item item : items) {
            Object value = item.value() != null ? item.value() : "";
            boolean fits = value instanceof Long number
                    ? BusFormat.of(item.row().format()).type().equals("i") ? number == number.intValue()
                            : Double.isFinite(BusFormat.of(item.row().format()).number(number))
                    // The bus ends a connection that sends a NUL in a string (D-Bus specification, "Valid Strings").
                    : value.toString().chars().noneMatch(Character::isISOControl);
            if (!fits) {
                throw new AssertionError(item.row().path() + " = " + value);
            }
        }
        if (bytes) {
            ItemsChangedTest.compare(items);
        }
    }
}
