package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerTest {
    @ParameterizedTest
    @CsvSource({
        "tcp://broker,               tcp://broker:1883",
        "mqtt://broker/,             tcp://broker:1883",
        "ssl://broker.example,       ssl://broker.example:8883",
        "mqtts://broker:8884,        ssl://broker:8884",
        "tcp://192.168.1.10:1884,    tcp://192.168.1.10:1884",
        "ssl://[fd00::1]:8883,       ssl://[fd00::1]:8883"
    })
    void anAddressHoldsHostPortAndWhetherItIsEncrypted(String url, String read) {
        assertThat(Broker.parse(url)).hasToString(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broker", "broker:1883", "http://broker", "tcp://", "tcp://a:b", "tcp://a:65536",
        "tcp://a:0", "tcp://user:word@a", "ws://a", "tcp://a/topic"})
    void whatIsNoneIsRefused(String url) {
        assertThat(Broker.parse(url)).isNull();
    }
}
