package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.fuzz.CheckedLine;
import org.dbusp1.fuzz.FairShare;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.feedback.TestDriverState;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.TopicLayout.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages as they go to a broker: states and Home Assistant's devices parse, topics are valid. */
@Tag(Beside.TAG)
class MqttFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final DiscoveryDevice.CommonFields FRAME = new DiscoveryDevice.CommonFields("dbus-p1/fuzz/status", "dbus-p1 1.2.3", 60);

    private static final List<Row> ROWS = Stream.of(TopicLayout.values()).flatMap(profile -> profile.rows().stream()).toList();

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void everyPayloadParses(byte[] line) throws IOException {
        DiscoveryDevices devices = new DiscoveryDevices(TestDriverState.empty(), null);
        List<DiscoveryDevice> all = List.of();
        List<Snapshot> snapshots = CheckedLine.snapshots(line);
        for (Snapshot snapshot : snapshots) {
            JsonNode state = JSON.readTree(NativeTable.state(snapshot, Fact.SnapshotInput.of(snapshot, TestDriverState.empty())));
            for (Quantity quantity : snapshot.published().values().present()) {
                assertThat(state.get(quantity.key()).decimalValue()).isEqualByComparingTo(snapshot.published().values().decimal(quantity));
            }
            for (MBusDevice device : snapshot.published().devices()) {
                assertThat(JSON.readTree(MBusTable.state(device)).get("channel").asInt()).isEqualTo(device.channel());
            }
            FactInput view = Fact.SnapshotInput.of(snapshot, TestDriverState.empty());
            assertThatCode(() -> ROWS.forEach(row -> row.payload().apply(snapshot, view))).doesNotThrowAnyException();
            all = devices.of(snapshot, "dbus-p1/fuzz");
        }
        for (DiscoveryDevice discovered : all) {
            Publication message = discovered.message(FRAME);
            assertThat(message.topic()).matches("[A-Za-z0-9_/]+");
            JSON.readTree(message.payload());
        }
        SHARE.count(line, !snapshots.isEmpty());
    }
}
