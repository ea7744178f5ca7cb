package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.FreePort;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.TestDriverState;
import org.junit.jupiter.api.Test;

/** Another meter than the remembered one is at the cable, while the client of the remembered one reports its connection. */
class EarlierClientTest {
    private final SampleMeter house = SampleMeter.house("dsmr50");

    private MqttOutput output(String expected) throws Exception {
        MqttOutput output = new MqttOutput(TestSettings.of(FreePort.next(), TopicLayout.NATIVE), TestDriverState.empty(),
                () -> new MeterKey(expected), StateStore.NONE);
        output.start();
        return output;
    }

    @Test
    void itsConnectionIsNoneOfTheNewMeter() throws Exception {
        MqttOutput output = output("remembered");
        output.snapshot(house.next());
        output.connected(new MeterKey("remembered"));
        output.snapshot(house.next());
        output.snapshot(house.next());
        assertThat(output.dropped()).as("there was no connection for this meter").isZero();
        output.close();
    }
}
