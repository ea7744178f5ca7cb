package org.dbusp1.output.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Await;
import org.dbusp1.Ended;
import org.dbusp1.OwnPlace;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.PortRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A GX device whose network fails, and which sends no end of its connections, in a network of the test's own. */
@Tag("slow")
@Timeout(180)
class NetworkFailureTest {
    private static final String ESTABLISHED = "01";

    /** Prints the seconds after which the connections were closed, and whether a new one is answered when the network is there again. */
    public static void main(String[] arguments) throws Exception {
        run("up");
        ModbusOutput output = new ModbusOutput(new Listener.Address(InetAddress.getLoopbackAddress(), PortRange.only(0), List.of()), "0.1.0");
        output.start();
        Await.await("the server", () -> output.port() != 0);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < ModbusOutput.LIMITS.maxPerAddress(); i++) {
            clients.add(new RawClient(output.port()));
            clients.get(i).read(0x000b, 1);
        }
        Await.await("each answer has arrived",
                () -> established(output.port()).equals(Collections.nCopies(clients.size(), "00000000:00000000")));
        run("down");
        long failed = System.nanoTime();
        Await.await("the end of the connections", () -> established(output.port()).isEmpty());
        System.out.println(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - failed));
        run("up");
        System.out.println(new RawClient(output.port()).read(0x000b, 1).length);
        output.close();
    }

    private static void run(String state) throws IOException, InterruptedException {
        Ended.of(new ProcessBuilder("ip", "link", "set", "lo", state)).well();
    }

    /** Returns for each connection of a server how many bytes wait to be sent and to be read; Java's sockets are those of IPv6. */
    private static List<String> established(int port) {
        String local = String.format(Locale.ROOT, ":%04X", port);
        try {
            return Files.readAllLines(Path.of("/proc/self/net/tcp6")).stream().map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(local) && columns[3].equals(ESTABLISHED)).map(columns -> columns[4]).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void connectionsWhoseNetworkFailedAreClosedAfterTwentySecondsAndTheNextOneIsServed() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> printed = Ended.of(new ProcessBuilder(OwnPlace.namespaces("-rn", java, "-cp", System.getProperty("java.class.path"),
                NetworkFailureTest.class.getName()))).well().lines().toList();
        assertThat(printed).hasSize(2);
        assertThat(Integer.parseInt(printed.get(0))).as("seconds").isBetween(15, 60);
        assertThat(printed.get(1)).isEqualTo("2");
    }
}
