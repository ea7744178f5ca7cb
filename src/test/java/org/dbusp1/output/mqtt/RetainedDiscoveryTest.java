package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Tests that anything on a broker is read without harm, also below our own topics. */
class RetainedDiscoveryTest {
    private static final String MESSAGE = "{\"device\":{\"identifiers\":[\"p1_house\"],\"model\":\"DSMR 5\",\"serial_number\":\"E1\"},"
            + "\"components\":{\"tariff\":{\"platform\":\"sensor\"}},\"state_topic\":\"x\"}";

    @Property
    void anythingIsReadOrIsNotOurs(@ForAll byte[] payload) {
        assertThatCode(() -> DiscoveryDevice.Retained.of(payload)).doesNotThrowAnyException();
    }

    @Property(tries = 200)
    void aPartOfAnAnnouncementIsReadOrIsNotOurs(@ForAll int cut) {
        byte[] whole = MESSAGE.getBytes(StandardCharsets.UTF_8);
        byte[] part = new String(whole, 0, Math.floorMod(cut, whole.length), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        assertThat(DiscoveryDevice.Retained.of(part)).isNull();
    }

    /** A damaged text in UTF-32, as Jackson takes it. */
    @Example
    void anotherEncodingIsNotOurs() {
        assertThat(DiscoveryDevice.Retained.of(HexFormat.of().parseHex("0000007BFFFFFFFF"))).isNull();
    }

    @Example
    void anAnnouncementWithAFieldTwiceIsNotOurs() {
        String twice = "{\"device\":{}," + MESSAGE.substring(1);
        assertThat(DiscoveryDevice.Retained.of(twice.getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(DiscoveryDevice.Retained.of(new byte[0])).isNull();
    }

    @Example
    void anAnnouncementNamesItsDevice() {
        DiscoveryDevice.Retained discovery = DiscoveryDevice.Retained.of(MESSAGE.getBytes(StandardCharsets.UTF_8));
        assertThat(discovery.deviceId()).isEqualTo("p1_house");
        assertThat(discovery.model()).isEqualTo("DSMR 5");
        assertThat(discovery.serial()).isEqualTo("E1");
        assertThat(discovery.entities()).containsExactly("tariff");
    }
}
