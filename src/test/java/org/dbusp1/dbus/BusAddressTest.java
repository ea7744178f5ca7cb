package org.dbusp1.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BusAddressTest {
    private static final Map<String, String> BOTH =
            Map.of(BusAddress.SESSION, "unix:path=/run/user/0/bus,guid=0a", BusAddress.SYSTEM, "unix:path=/my/system");

    @Test
    void autoIsTheSessionBusWhereThereIsOneElseTheSystemBus() {
        assertThat(BusAddress.AUTO.socket(BOTH)).isEqualTo("/run/user/0/bus");
        assertThat(BusAddress.AUTO.socket(Map.of(BusAddress.SYSTEM, "unix:path=/my/system"))).isEqualTo("/my/system");
        assertThat(BusAddress.AUTO.socket(Map.of())).isEqualTo("/var/run/dbus/system_bus_socket");
    }

    @Test
    void aChosenBusIsThatBus() {
        assertThat(new BusAddress("system").socket(BOTH)).isEqualTo("/my/system");
        assertThat(new BusAddress("session").socket(BOTH)).isEqualTo("/run/user/0/bus");
        assertThat(new BusAddress("unix:path=/tmp/x").socket(BOTH)).isEqualTo("/tmp/x");
    }

    @Test
    void addressesMayBeListsAndMayBeEscaped() {
        assertThat(new BusAddress("tcp:host=a,port=1;unix:guid=1,path=/tmp/a%2bb%20c").socket(BOTH))
                .isEqualTo("/tmp/a+b c");
        assertThat(new BusAddress("unix:path=%2f").socket(BOTH)).isEqualTo("/");
        assertThat(new BusAddress("unix:path=/%c3%A4/ä").socket(BOTH)).isEqualTo("/ä/ä");
    }

    @Test
    void whatCannotBeConnectedToIsReported() {
        for (String wrong : new String[] {"", "sytem", "unix:", "unix:path=", "unix:abstract=/tmp/x", "tcp:host=a",
            "unix:path=/tmp/%2", "unix:path=/tmp/%", "unix:path=/tmp/%2z", "unix:path=/tmp/%z2", "unix:path=/tmp/%zz"}) {
            assertThatThrownBy(() -> new BusAddress(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + wrong + "\"");
        }
        assertThatThrownBy(() -> new BusAddress("session").socket(Map.of())).hasMessageContaining(BusAddress.SESSION);
        assertThatThrownBy(() -> BusAddress.AUTO.socket(Map.of(BusAddress.SESSION, "unix:abstract=x")))
                .hasMessageContaining("unix:path=");
    }
}
