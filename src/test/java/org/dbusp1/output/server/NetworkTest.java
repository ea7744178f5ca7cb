package org.dbusp1.output.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    /** Java looks up what is no number as a name, and waits for the name server. */
    @ParameterizedTest
    @Timeout(30)
    @ValueSource(strings = {"999.1.1.1", "1.2.3.256", "1.2.3", "1.2.3.4.5", "10", "1.2.3.4/33", "::1/129", "12:34", ":", "1.2.3.4:80", "host", ""})
    void onlyNumericAddressesAreRead(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "255.255.255.255/32", "10.0.0.0/8", "192.168.10.20", "::", "::ffff:10.0.0.1", "2001:db8::/32"})
    void addressesAndNetworksAreRead(String text) {
        assertThat(Network.parse(text)).isPresent();
    }
}
