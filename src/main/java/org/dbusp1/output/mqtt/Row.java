package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.dbusp1.meter.Snapshot;

/**
 * One topic of a profile.
 *
 * @param topic   below the profile's base
 * @param always  published with each snapshot; otherwise when it has changed, and once in a while
 * @param payload made from a snapshot; absent when the snapshot has no such value
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
