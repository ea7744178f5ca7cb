package org.dbusp1.output.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.Ended;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.Network;
import org.dbusp1.output.server.PortRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server and its limits, with requests by hand and with pymodbus. */
@Tag(Beside.TAG)
@Timeout(120)
class ModbusOutputTest {
    private static final int[] UNKNOWN_UNIT = {0x83, 0x0b};
    private static final int[] NO_SUCH_REGISTER = {0x83, 0x02};
    private static final int[] SILENT = {0x83, 0x04};

    private final List<AutoCloseable> open = new ArrayList<>();
    private ModbusOutput output;

    @BeforeEach
    void open() throws Exception {
        output = output(List.of());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private ModbusOutput output(List<Network> allow) throws Exception {
        ModbusOutput made = new ModbusOutput(new Listener.Address(InetAddress.getLoopbackAddress(), PortRange.only(0), allow), "0.1.0");
        open.add(made);
        made.start();
        Await.await("the server", () -> made.port() != 0);
        return made;
    }

    private RawClient client() throws IOException {
        return client("127.0.0.1");
    }

    private RawClient client(String from) throws IOException {
        RawClient client = new RawClient(from, output.port());
        open.add(client);
        return client;
    }

    private static Snapshot telegram() {
        SampleMeter line = SampleMeter.house("dsmr50", "E0043007024356815", DemandConfig.DEFAULT);
        return line.sent(Corpus.bytes("telegrams/nl-dsmr50-sagemcom-t210d.txt")).orElseThrow();
    }

    /** Hands over a telegram that is valid until the end of the test; again if the machine was so busy that it came as an old one. */
    private void hear() {
        Snapshot now = telegram();
        Instant arrival;
        do {
            arrival = Instant.now();
            output.snapshot(SampleMeter.lasting(now, arrival));
        } while (Duration.between(arrival, Instant.now()).compareTo(ModbusOutput.MAX_AGE) > 0);
    }

    @Test
    void aClientThatSharesNoCodeReadsTheMeter() throws Exception {
        hear();
        ProcessBuilder python = new ProcessBuilder("/usr/bin/python3", "-B", "src/test/python/modbus_reader.py", "" + output.port());
        assertThat(Ended.of(python).well().strip())
                .isEqualTo("1648 7 43007024356815 231.0 234.0 233.0 677.0 56.0 132.0 866.0 refused refused");
    }

    @Test
    void nothingIsAnsweredBeforeTheFirstTelegramNorAfterTheLast() throws Exception {
        RawClient client = client();
        assertThat(client.read(0x000b, 1)).isEqualTo(SILENT);
        hear();
        assertThat(client.read(0x000b, 1)).startsWith(3, 2);
        output.offline();
        assertThat(client.read(0x000b, 1)).isEqualTo(SILENT);
        hear();
        assertThat(client.read(0x000b, 1)).startsWith(3, 2);
    }

    /** As after the process was stopped, with a telegram in the queue. */
    @Test
    void aMessageThatWaitedIsNotAnswered() throws Exception {
        output.snapshot(SampleMeter.lasting(telegram(), Instant.now().minusSeconds(60)));
        assertThat(client().read(0x000b, 1)).isEqualTo(SILENT);
    }

    @Test
    void foreignRequestsAreRefusedAndTheConnectionStays() throws Exception {
        hear();
        RawClient client = client();
        assertThat(client.ask(2, 3, 0, 0, 0, 2)).isEqualTo(UNKNOWN_UNIT);
        assertThat(client.ask(0, 3, 0, 0, 0, 2)).isEqualTo(UNKNOWN_UNIT);
        assertThat(client.read(0x5b14, 2)).as("of an ABB meter").isEqualTo(NO_SUCH_REGISTER);
        assertThat(client.read(0x0000, 0)).isEqualTo(new int[] {0x83, 0x03});
        assertThat(client.read(0x0000, 126)).isEqualTo(new int[] {0x83, 0x03});
        assertThat(client.read(0xffff, 125)).isEqualTo(NO_SUCH_REGISTER);
        assertThat(client.ask(1, 1, 0, 0, 0, 1)).as("coils").isEqualTo(new int[] {0x81, 0x01});
        assertThat(client.ask(1, 43, 14, 1, 0)).as("device identification").isEqualTo(new int[] {0xab, 0x01});
        assertThat(client.ask(1, 0)).as("function 0").isEqualTo(new int[] {0x80, 0x01});
        assertThat(client.ask(1, 3, 0)).as("a request that is too short").isEqualTo(new int[] {0x83, 0x03});
        assertThat(client.ask(1, 4, 0, 0x0b, 0, 1, 0)).as("one that is too long").isEqualTo(new int[] {0x84, 0x03});
        assertThat(client.ask(1, 6, 0x10, 0x02, 0, 3)).as("to set something").isEqualTo(new int[] {0x86, 0x01});
        assertThat(client.ask(1, 16, 0x10, 0x02, 0, 1, 2, 0, 3)).as("the same").isEqualTo(new int[] {0x90, 0x01});
        assertThat(client.read(0x1002, 1)).as("it is as before").isEqualTo(new int[] {3, 2, 0, 0});
        assertThat(client.read(0x000b, 1)).isEqualTo(new int[] {3, 2, 1648 >> 8, 1648 & 0xff});
        assertThat(client.ask(1, 4, 0, 0x0b, 0, 1)).as("input registers").isEqualTo(new int[] {4, 2, 1648 >> 8, 1648 & 0xff});
    }

    @Test
    void bytesThatAreNoRequestEndTheirConnectionAlone() throws Exception {
        hear();
        RawClient good = client();
        for (int[] garbage : List.of("GET / HTTP/1.1\r\n\r\n".chars().toArray(), new int[] {0, 1, 0, 0, 0, 1, 1, 3},
                new int[] {0, 1, 0, 0, 255, 255, 1, 3}, new Random(7).ints(300, 1, 256).toArray())) {
            RawClient bad = client();
            bad.send(garbage);
            assertThat(bad.isClosed()).isTrue();
        }
        assertThat(good.read(0x000b, 1)).startsWith(3);
    }

    @Test
    void requestsInPiecesAndSeveralAtOnceAreAnsweredInOrder() throws Exception {
        hear();
        RawClient client = client();
        for (int one : new int[] {0, 9, 0, 0, 0, 6, 1, 3, 0, 0x0b, 0}) {
            client.send(one);
            Thread.sleep(2);
        }
        client.send(1, 0, 10, 0, 0, 0, 6, 1, 3, 0xa0, 0, 0, 1, 0, 11, 0, 0, 0, 6, 1, 3, 0x10, 2, 0, 1);
        assertThat(client.answer()).isEqualTo(new int[] {3, 2, 1648 >> 8, 1648 & 0xff});
        assertThat(client.answer()).isEqualTo(new int[] {3, 2, 0, 7});
        assertThat(client.answer()).isEqualTo(new int[] {3, 2, 0, 0});
    }

    @Test
    void aClientThatReadsNothingKeepsNobody() throws Exception {
        hear();
        RawClient deaf = client();
        for (int i = 0; i < 40; i++) {
            deaf.request(1, 3, 0, 0, 0, 0x50);
        }
        assertThat(client("127.0.0.2").read(0x000b, 1)).startsWith(3);
    }

    @Test
    void whoAsksTooOftenWaitsAndLosesNothing() throws Exception {
        hear();
        RawClient greedy = client();
        int requests = 2 * Em24Server.MOST_EACH_SECOND + 10;
        long start = System.nanoTime();
        Thread asking = new Thread(() -> {
            try {
                for (int i = 0; i < requests; i++) {
                    greedy.request(1, 3, 0, 0x0b, 0, 1);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        asking.start();
        for (int i = 0; i < requests; i++) {
            assertThat(greedy.answer()).startsWith(3);
        }
        asking.join();
        assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
    }

    /** Each address has few places, and who is connected stays. */
    @Test
    @Tag("slow")
    void tenThousandConnectionsDoNotDisplaceTheGxDevice() throws Exception {
        hear();
        RawClient gx = client("127.0.0.9");
        assertThat(gx.read(0x000b, 1)).startsWith(3);
        for (int i = 0; i < 10_000; i++) {
            try (RawClient silent = new RawClient("127.0.0." + (10 + i % 40), output.port())) {
                if (i % 100 == 0) {
                    assertThat(gx.read(0x000b, 1)).startsWith(3);
                }
            }
        }
        for (int i = 0; i < 200; i++) {
            client("127.0.0." + (10 + i % 40));
        }
        assertThat(gx.read(0x000b, 1)).startsWith(3);
        assertThat(client("127.0.0.100").isClosed()).as("another one is refused").isTrue();
    }

    @Test
    void aFifthConnectionOfOneAddressIsRefusedUntilOneOfItsFourIsClosed() throws Exception {
        hear();
        RawClient other = client("127.0.0.2");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < ModbusOutput.LIMITS.maxPerAddress(); i++) {
            clients.add(client());
            assertThat(clients.get(i).read(0x000b, 1)).startsWith(3);
        }
        assertThat(client().isClosed()).isTrue();
        assertThat(clients.get(0).read(0x000b, 1)).startsWith(3);
        assertThat(other.read(0x000b, 1)).startsWith(3);

        clients.get(0).close();
        Await.await("its place", this::isServed);
    }

    private boolean isServed() throws Exception {
        try (RawClient another = new RawClient("127.0.0.1", output.port())) {
            return another.read(0x000b, 1)[0] == 3;
        } catch (IOException e) {
            return false;
        }
    }
}
