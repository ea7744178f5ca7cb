package org.dbusp1.output.mqtt;

import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;

/** A broker, an independent client that receives everything, and a test's outputs; ended in the opposite order. */
final class MqttRig implements AutoCloseable {
    final Mosquitto broker = Mosquitto.open();
    final Subscriber subscriber = Subscriber.on(broker, "#");
    final TestOutputs outputs = new TestOutputs();

    /** Returns an output that has published this reading. */
    Output connected(MqttConfig settings, Snapshot snapshot) {
        Output output = outputs.open(settings);
        output.snapshot(snapshot);
        subscriber.await("dbus-p1/house/status", "online");
        return output;
    }

    @Override
    public void close() {
        outputs.close();
        subscriber.close();
        broker.close();
    }
}
