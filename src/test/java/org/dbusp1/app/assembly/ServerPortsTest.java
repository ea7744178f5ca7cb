package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.server.PortRange;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerPortsTest {
    @TempDir
    private Path state;

    private final SampleMeter meter = new SampleMeter("dsmr50", Wiring.ONE_PHASE, SampleMeter.START);

    private ServerPorts ports(Optional<String> cable) {
        return new ServerPorts(new FileStateStore(state.resolve("ports.properties"), "ports"), cable.orElse(null));
    }

    private PortRange choice(String cable) {
        return ports(Optional.of(cable)).range("http.port", 8099);
    }

    /** Listens, and takes a telegram. */
    private void serve(String cable, int port) {
        ServerPorts ports = ports(Optional.of(cable));
        ports.range("http.port", 8099).listening().accept(port);
        ports.snapshot(meter.next());
    }

    @Test
    void aNewCableTriesTenPortsFromTheFirstOne() {
        assertThat(choice("one").candidates()).hasSize(10).startsWith(8099, 8100).endsWith(8108);
    }

    @Test
    void aCableKeepsItsPort() {
        serve("one", 8101);

        assertThat(choice("one").preferred()).isEqualTo(8101);
        assertThat(choice("one").candidates()).containsExactly(8101, 8099, 8100, 8102, 8103, 8104, 8105, 8106, 8107, 8108);
    }

    /** The owner of a port may only be unplugged now. */
    @Test
    void theRememberedPortOfAnotherCableComesLast() {
        serve("one", 8099);

        assertThat(choice("two").candidates()).startsWith(8100).endsWith(8108, 8099);
    }

    @Test
    void aPortThatIsTakenForAWhileIsNotGivenUp() {
        serve("one", 8099);
        serve("one", 8104);

        assertThat(choice("one").preferred()).isEqualTo(8099);
    }

    /** A start without the cable, or at a cable without a meter, takes no address from another driver. */
    @Test
    void aCableWithoutATelegramKeepsNoPort() {
        ServerPorts silent = ports(Optional.of("one"));
        silent.range("http.port", 8099).listening().accept(8099);
        silent.offline();
        silent.close();

        assertThat(state.resolve("ports.properties")).doesNotExist();
        assertThat(choice("two").candidates()).startsWith(8099, 8100);
    }

    @Test
    void aPortThatIsOpenedAfterTheFirstTelegramIsKept() {
        ServerPorts ports = ports(Optional.of("one"));
        ports.snapshot(meter.next());
        ports.range("http.port", 8099).listening().accept(8102);

        assertThat(choice("one").preferred()).isEqualTo(8102);
    }

    @Test
    void kindsOfServersHavePortsOfTheirOwn() {
        serve("one", 8099);

        assertThat(ports(Optional.of("one")).range("tcp.port", 2001).preferred()).isEqualTo(2001);
    }

    @Test
    void nothingIsRememberedForALog() {
        ServerPorts ports = ports(Optional.empty());
        ports.range("http.port", 8099).listening().accept(8103);
        ports.snapshot(meter.next());

        assertThat(ports.range("http.port", 8099).preferred()).isEqualTo(8099);
        assertThat(state.resolve("ports.properties")).doesNotExist();
    }

    @Test
    void aDamagedMemoryIsNone() throws IOException {
        Files.writeString(state.resolve("ports.properties"), "http.port\\ one=99999999\nhttp.port\\ two=x\n");

        assertThat(choice("one").preferred()).isEqualTo(8099);
        assertThat(choice("two").preferred()).isEqualTo(8099);
    }
}
