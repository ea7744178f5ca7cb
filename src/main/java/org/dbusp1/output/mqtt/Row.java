package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.dbusp1.meter.Snapshot;

/**
 * One topic of a profile.
 *
 * @param topic   below the profile's base
 * @param always  published with every round; else only when it has changed, and with the full rounds
 * @param payload what it says of a snapshot; empty when the meter does not say it
 */
record Row(String topic, boolean always, Function<Snapshot, Optional<byte[]>> payload) {
    /** A topic that is published when it changes. */
    static Row changing(String topic, Function<Snapshot, Optional<String>> text) {
        return new Row(topic, false, snapshot -> text.apply(snapshot).map(Row::bytes));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
