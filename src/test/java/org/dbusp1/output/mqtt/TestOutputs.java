package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.TestDriverState;
import org.jspecify.annotations.Nullable;

/** The outputs of a test, closed at its end. */
final class TestOutputs implements AutoCloseable {
    static final DriverState NO_FEEDBACK = TestDriverState.empty();

    private final List<MqttOutput> outputs = new ArrayList<>();

    MqttOutput open(MqttConfig settings) {
        return open(settings, null);
    }

    /** @param minute the time after which what the broker has not accepted goes again */
    MqttOutput openImpatient(MqttConfig settings, Duration minute) {
        MqttOutput output = new MqttOutput(settings, NO_FEEDBACK, () -> null, StateStore.NONE, minute);
        outputs.add(output);
        return output;
    }

    /** @param expected the key of the meter before its first telegram; null if unknown */
    MqttOutput open(MqttConfig settings, @Nullable MeterKey expected) {
        MqttOutput output = new MqttOutput(settings, NO_FEEDBACK, () -> expected, StateStore.NONE);
        output.start();
        outputs.add(output);
        return output;
    }

    /** Ends one before the others. */
    void close(MqttOutput output) {
        output.close();
        outputs.remove(output);
    }

    @Override
    public void close() {
        outputs.forEach(MqttOutput::close);
    }
}
