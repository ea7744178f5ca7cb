package org.dbusp1.metering.guard;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.line.decode.NetPower;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;

/** A meter whose lists alternate: from what it sends to what a grid meter shows. */
final class ListedMeter {
    private final GuardedLine line = new GuardedLine(new Guard(new Guard.Options(null, StateStore.NONE, Origin.NETWORK, null)));
    private final NetPower netPower = new NetPower();
    private final Set<Quantity> sentBefore = EnumSet.noneOf(Quantity.class);
    private final Messages messages = new Messages();

    /** @param list scaled numbers; empty where one cannot be read */
    Optional<Snapshot> accept(double second, Map<Quantity, Optional<Long>> list) {
        Values.Builder values = new Values.Builder();
        list.forEach((quantity, value) -> {
            if (value.isPresent()) {
                values.set(quantity, value.get());
                sentBefore.add(quantity);
            } else {
                values.unreadable(quantity);
            }
        });
        netPower.complete(values, Evidence.ofList(sentBefore));
        return line.accept(second, Snapshots.of(values.build()).dialect(Dialect.AIDON).reading()).map(messages::after);
    }

    void lineLost() {
        line.lose();
        messages.lineLost();
    }
}
