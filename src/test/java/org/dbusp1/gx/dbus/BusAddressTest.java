package org.dbusp1.gx.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dbusp1.gx.dbus.BusConnection.BusAddress;
import org.junit.jupiter.api.Test;

class BusAddressTest {
    private static String session(String address) {
        return BusAddress.socket(Map.of(BusAddress.SESSION, address));
    }

    @Test
    void itIsTheSessionBusWhereOneIsNamedElseTheSystemBus() {
        assertThat(BusAddress.socket(Map.of(BusAddress.SESSION, "unix:path=/run/user/0/bus,guid=0a",
                BusAddress.SYSTEM, "unix:path=/my/system"))).isEqualTo("/run/user/0/bus");
        assertThat(BusAddress.socket(Map.of(BusAddress.SYSTEM, "unix:path=/my/system"))).isEqualTo("/my/system");
        assertThat(BusAddress.socket(Map.of())).isEqualTo("/var/run/dbus/system_bus_socket");
    }

    @Test
    void addressesAreReadAsTheSpecificationSays() {
        assertThat(session("tcp:host=a,port=1;unix:guid=1,path=/tmp/a%2bb%20c")).isEqualTo("/tmp/a+b c");
        assertThat(session("unix:path=%2f")).isEqualTo("/");
        assertThat(session("unix:path=/%c3%A4/ä")).isEqualTo("/ä/ä");
    }

    @Test
    void whatIsNoSocketIsRefused() {
        for (String wrong : List.of("sytem", "unix:", "unix:path=", "unix:abstract=x", "tcp:host=a", "unix:path=/tmp/%2",
                "unix:path=/tmp/%", "unix:path=/tmp/%2z", "unix:path=/tmp/%z2", "unix:path=/tmp/%zz")) {
            assertThatThrownBy(() -> session(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + wrong + "\"");
        }
    }
}
