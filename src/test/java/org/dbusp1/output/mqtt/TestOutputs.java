package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.feedback.DriverStateView;
import org.dbusp1.meter.MeterKey;

/** The outputs of a test, closed at its end. */
final class TestOutputs implements AutoCloseable {
    static final DriverStateView NO_FEEDBACK = Optional::empty;

    private final List<MqttOutput> outputs = new ArrayList<>();

    MqttOutput open(MqttConfig settings) {
        return open(settings, Optional.empty());
    }

    /** @param expected the key of the meter, known before its first telegram */
    MqttOutput open(MqttConfig settings, Optional<MeterKey> expected) {
        MqttOutput output = new MqttOutput(settings, NO_FEEDBACK, () -> expected);
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
