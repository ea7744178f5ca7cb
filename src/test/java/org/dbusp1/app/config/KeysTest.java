package org.dbusp1.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.base.config.Key;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.output.http.HttpConfig;
import org.dbusp1.output.tcp.TcpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    @Test
    void whatEveryKeyHasWhenNobodySetsItIsAllowed() {
        assertThat(OutputRegistry.keys()).allSatisfy(key -> assertThat(key.read(key.defaultValue())).isPresent());
    }

    @Test
    void everyKeyHasItsOwnName() {
        assertThat(OutputRegistry.keys()).extracting(Key::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "TRUE, true", "on, true", "ON, true", "yes, true", "Yes, true", "false, false", "False, false",
        "off, false", "OFF, false", "No, false"})
    void aSwitchIsReadInAnyCase(String text, boolean on) {
        assertThat(HttpConfig.ENABLED.read(text)).contains(on);
        assertThat(VenusConfig.NOTIFICATIONS.read(text)).contains(on);
    }

    @Test
    void theWordsOfAListAreTakenInAnyCase() {
        assertThat(Keys.LOG_LEVEL.read("INFO")).contains("info");
        assertThat(VenusConfig.ROLE.read("PVInverter")).isEqualTo(VenusConfig.ROLE.read("pvinverter")).isPresent();
        assertThat(Keys.METER_DIALECT.read("DSMR5")).isEqualTo(Keys.METER_DIALECT.read("dsmr5")).isPresent();
        assertThat(Keys.SERIAL_SETTINGS.read("Auto")).isPresent();
        assertThat(HttpConfig.ENABLED.read("1")).isEmpty();
    }

    /** People write 10/8, which Java reads as 0.0.0.10. */
    @ParameterizedTest
    @ValueSource(strings = {"10/8", "192.168/16", "192.168.1", "192.168.1/24", "1"})
    void anAddressWithPartsLeftOutIsNoNetwork(String text) {
        assertThat(HttpConfig.ALLOW.read(text)).isEmpty();
        assertThat(TcpConfig.ALLOW.read("192.168.0.0/16,fd00::/8,10.0.0.1," + text)).isEmpty();
    }
}
