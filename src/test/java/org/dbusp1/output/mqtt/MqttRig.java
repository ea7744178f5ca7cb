package org.dbusp1.output.mqtt;

/** A broker, an independent client that receives everything, and a test's outputs; ended in the opposite order. */
final class MqttRig implements AutoCloseable {
    final Mosquitto broker = Mosquitto.open();
    final Subscriber subscriber = Subscriber.on(broker, "#");
    final TestOutputs outputs = new TestOutputs();

    @Override
    public void close() {
        outputs.close();
        subscriber.close();
        broker.close();
    }
}
