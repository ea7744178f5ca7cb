package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Unit;

/**
 * One topic of a profile.
 *
 * @param topic   below the profile's base
 * @param always  published with each snapshot; otherwise when it has changed, and once in a while
 * @param counter whether it is an energy counter, which meters whose messages alternate send once an hour
 * @param payload made from a snapshot; absent when the snapshot has no such value
 */
record Row(String topic, boolean always, boolean counter, Function<Snapshot, Optional<byte[]>> payload) {
    /** A topic that is no energy counter. */
    Row(String topic, boolean always, Function<Snapshot, Optional<byte[]>> payload) {
        this(topic, always, false, payload);
    }

    /** The topic of a quantity, which is published when it changes. */
    static Row of(Quantity quantity, Function<Snapshot, Optional<String>> text) {
        boolean counter = quantity.unit() == Unit.KILOWATT_HOUR || quantity.unit() == Unit.KILOVAR_HOUR;
        return new Row(quantity.key(), false, counter, snapshot -> text.apply(snapshot).map(Row::utf8));
    }

    /** A topic that is published when it changes. */
    static Row changing(String topic, Function<Snapshot, Optional<String>> text) {
        return new Row(topic, false, snapshot -> text.apply(snapshot).map(Row::utf8));
    }

    /** The topic of the message itself, byte for byte. */
    static Row message(String topic) {
        return new Row(topic, true, snapshot -> Optional.of(snapshot.reading().message().bytes()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
