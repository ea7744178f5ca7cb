package org.dbusp1.output.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.FreePort;
import org.junit.jupiter.api.Test;

class PortRangeTest {
    private final List<Integer> chosen = new ArrayList<>();

    private static ServerSocket on(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void theFirstPortThatIsFreeIsTaken() throws IOException {
        int port = FreePort.next();
        try (ServerSocket other = on(0)) {
            try (ServerSocket server = new PortRange(List.of(other.getLocalPort(), port), chosen::add).open(PortRangeTest::on)) {
                assertThat(server.getLocalPort()).isEqualTo(port);
            }
            assertThat(chosen).containsExactly(port);
        }
    }

    @Test
    void whereNoneIsFreeNoneIsChosen() throws IOException {
        try (ServerSocket one = on(0); ServerSocket two = on(0)) {
            PortRange ports = new PortRange(List.of(one.getLocalPort(), two.getLocalPort()), chosen::add);
            assertThatThrownBy(() -> ports.open(PortRangeTest::on)).isInstanceOf(BindException.class);
            assertThat(chosen).isEmpty();
        }
    }

    /** Such as a port below 1024 without permission: the next one would hide it. */
    @Test
    void anotherReasonIsReportedAtOnce() {
        PortRange ports = new PortRange(List.of(8099, 8100), chosen::add);
        assertThatThrownBy(() -> ports.open(port -> {
            throw new IOException("port " + port);
        })).hasMessage("port 8099");
        assertThat(chosen).isEmpty();
    }

    @Test
    void messagesNameOneOrTheRange() {
        assertThat(PortRange.only(8099)).hasToString("port 8099");
        assertThat(new PortRange(List.of(8100, 8099, 8101), chosen::add)).hasToString("ports 8099 to 8101");
    }

    @Test
    void aPortBelow1024NamesTheWaysToTheRight() {
        assertThat(PortRange.only(502).permissionHint()).contains("above 1023", "root", "AmbientCapabilities=CAP_NET_BIND_SERVICE",
                "net.ipv4.ip_unprivileged_port_start=502");
        assertThat(PortRange.only(1502).permissionHint()).isEmpty();
        assertThat(PortRange.only(0).permissionHint()).isEmpty();
    }
}
