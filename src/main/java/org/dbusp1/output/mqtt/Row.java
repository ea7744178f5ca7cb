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
        return new Row(topic, false, snapshot -> text.apply(snapshot)
                .map(value -> value.getBytes(StandardCharsets.UTF_8)));
    }

    /** The topic of the message itself, byte for byte. */
    static Row message(String topic) {
        return new Row(topic, true, snapshot -> Optional.of(snapshot.reading().message().bytes()));
    }
}
