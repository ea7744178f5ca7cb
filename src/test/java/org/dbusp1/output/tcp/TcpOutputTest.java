package org.dbusp1.output.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.PortRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class TcpOutputTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final SampleMeter meter = SampleMeter.usual();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private TcpOutput output(int port) throws Exception {
        TcpOutput output = new TcpOutput(new Listener.Address(InetAddress.getLoopbackAddress(), PortRange.only(port), List.of()));
        open.add(output);
        output.start();
        while (port == 0 && output.port() == 0) {
            Thread.sleep(10);
        }
        return output;
    }

    private Socket client(TcpOutput output) throws IOException {
        return client(output, 1);
    }

    /** @param number of its address on this machine */
    private Socket client(TcpOutput output, int number) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), output.port(), InetAddress.getByName("127.0.0." + number), 0);
        socket.setSoTimeout(60_000);
        open.add(socket);
        return socket;
    }

    /** Sends telegrams until the clients are known to the server, and reads each client's first one. */
    private List<byte[]> untilAllHear(TcpOutput output, List<Socket> clients) throws Exception {
        List<byte[]> sent = new ArrayList<>();
        while (true) {
            sent.add(send(output));
            int hearing = 0;
            for (Socket client : clients) {
                hearing += client.getInputStream().available() > 0 ? 1 : 0;
            }
            if (hearing == clients.size()) {
                return sent;
            }
            // Less and less often: a server that stands still for a second shall not meet so many that it drops the client.
            Thread.sleep(10L * sent.size());
        }
    }

    private static String heardUpTo(Socket client, byte[] last) throws IOException {
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf(text(last)) < 0) {
            int next = client.getInputStream().read();
            assertThat(next).as("the server has dropped the client").isNotNegative();
            heard.append((char) next);
        }
        return heard.toString();
    }

    private byte[] send(TcpOutput output) {
        Snapshot snapshot = meter.next();
        output.snapshot(snapshot);
        return Objects.requireNonNull(TcpOutput.telegram(snapshot.reading().message().bytes()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyClientGetsWholeTelegramsByteForByte() throws Exception {
        TcpOutput output = output(0);
        List<Socket> clients = List.of(client(output), client(output));
        List<byte[]> sent = untilAllHear(output, clients);
        sent.add(send(output));
        sent.add(send(output));

        for (Socket client : clients) {
            String heard = heardUpTo(client, sent.get(sent.size() - 1));
            assertThat(sent.stream().map(TcpOutputTest::text).collect(Collectors.joining())).endsWith(heard);
            assertThat(heard).startsWith("/");
        }
    }

    @Test
    void aNewClientGetsNoOldTelegram() throws Exception {
        TcpOutput output = output(0);
        Socket witness = client(output);
        List<byte[]> old = untilAllHear(output, List.of(witness));
        heardUpTo(witness, old.get(old.size() - 1));
        Socket client = client(output);
        List<byte[]> sent = untilAllHear(output, List.of(client));

        String heard = text(client.getInputStream().readNBytes(sent.get(0).length));

        assertThat(sent.stream().map(TcpOutputTest::text)).contains(heard);
    }

    @Test
    void whatClientsSayGoesNowhere() throws Exception {
        TcpOutput output = output(0);
        Socket client = client(output);
        client.getOutputStream().write("/XXX\r\n!0000\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII));

        untilAllHear(output, List.of(client));

        assertThat(client.getInputStream().read()).isEqualTo('/');
    }

    @Test
    void aClientThatDoesNotListenIsDroppedAndDelaysNoOther() throws Exception {
        TcpOutput output = output(0);
        Socket deaf = new Socket();
        open.add(deaf);
        deaf.setReceiveBufferSize(1024);
        deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), output.port()));
        Socket good = client(output);
        untilAllHear(output, List.of(good, deaf));
        long heard = good.getInputStream().available();
        for (int i = 0; i < 500; i++) {
            byte[] telegram = send(output);
            heard += telegram.length;
            assertThat(good.getInputStream().readNBytes(telegram.length)).isNotEmpty();
        }

        // The deaf one gets what the system's buffers held, and then the end.
        deaf.setSoTimeout(60_000);
        assertThat(drained(deaf)).isLessThan(heard);
    }

    private static long drained(Socket socket) throws IOException {
        long length = 0;
        byte[] bytes = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(bytes); n >= 0; n = socket.getInputStream().read(bytes)) {
                length += n;
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return length;
    }

    @Test
    void noMoreThanSoManyMayListen() throws Exception {
        TcpOutput output = output(0);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < TcpOutput.LIMITS.maxClients(); i++) {
            clients.add(client(output, 1 + i));
        }
        untilAllHear(output, clients);

        assertThat(drained(client(output, 100))).isZero();
    }

    @Test
    void oneAddressLeavesPlacesToOthers() throws Exception {
        TcpOutput output = output(0);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < TcpOutput.LIMITS.maxPerAddress(); i++) {
            clients.add(client(output));
        }
        untilAllHear(output, clients);

        assertThat(drained(client(output))).isZero();
        untilAllHear(output, List.of(client(output, 2)));
    }

    /** As readers wait for a line end; neither checksum nor block check is touched, and binary meters have no telegrams. */
    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"/X^^1-0:1.7.0(00.1*kW)^!1a2F, /X^^1-0:1.7.0(00.1*kW)^!1A2F^", "/X^^!, /X^^!^",
        "/X^^!ABCD, /X^^!ABCD^", "/X^\002!^\003a, /X^\002!^\003a^", "~\u00a0~, none", "'', none"})
    void aTelegramEndsWithALineEnd(String message, String passed) {
        byte[] bytes = message.replace("^", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Optional.ofNullable(TcpOutput.telegram(bytes)).map(TcpOutputTest::text)).isEqualTo(Optional.ofNullable(passed)
                .map(text -> text.replace("^", "\r\n")));
    }
}
