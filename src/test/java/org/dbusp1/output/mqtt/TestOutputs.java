package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.TestDriverState;
import org.jspecify.annotations.Nullable;

/** The outputs of a test, closed at its end. */
final class TestOutputs implements AutoCloseable {
    static final DriverState NO_FEEDBACK = TestDriverState.empty();

    private final List<Output> outputs = new ArrayList<>();

    Output open(MqttConfig settings) {
        return open(settings, null);
    }

    /** @param ownerWait in place of ten minutes, after which what the broker refuses is published again */
    Output openImpatient(MqttConfig settings, Duration ownerWait) {
        return opened(new MqttOutput(settings, NO_FEEDBACK, () -> null, StateStore.NONE, ownerWait, ownerWait));
    }

    /** @param expected the key of the meter before its first telegram; null if unknown */
    Output open(MqttConfig settings, @Nullable MeterKey expected) {
        return opened(new MqttOutput(settings, NO_FEEDBACK, () -> expected, StateStore.NONE));
    }

    private Output opened(MqttOutput output) {
        Output opened = new OwnThread(output);
        outputs.add(opened);
        return opened;
    }

    /** Ends one before the others. */
    void close(Output output) {
        output.close();
        outputs.remove(output);
    }

    @Override
    public void close() {
        outputs.forEach(Output::close);
    }
}
