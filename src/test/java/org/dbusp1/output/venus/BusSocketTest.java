package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Timeout;

/** Sockets that do not let us in; those that do are in the tests with a bus. */
@Timeout(30)
class BusSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    /** Opens a socket whose other end answers everything with these words, then hangs up. */
    private void open(String answer) throws Exception {
        Path path = directory.resolve("bus");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                try (SocketChannel channel = server.accept()) {
                    channel.read(ByteBuffer.allocate(1024));
                    channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                } catch (IOException broken) {
                    throw new IllegalStateException(broken);
                }
            });
            try (BusSocket socket = BusSocket.open(path.toString(), LIMIT)) {
                throw new AssertionError("let in: " + socket);
            } finally {
                other.join();
            }
        }
    }

    @Test
    void whoIsRefusedIsToldTheBusesWords() {
        assertThatThrownBy(() -> open("REJECTED EXTERNAL\r\n")).isInstanceOf(IOException.class)
                .hasMessage("the bus refuses the connection: REJECTED EXTERNAL");
    }

    @Test
    void aBusThatHangsUpIsNoBus() {
        assertThatThrownBy(() -> open("")).isInstanceOf(IOException.class).hasMessage("the bus closed the connection");
    }

    @Test
    void whatTalksWithoutEndIsNoBus() {
        assertThatThrownBy(() -> open("x".repeat(5000))).isInstanceOf(IOException.class)
                .hasMessageStartingWith("no D-Bus daemon: xxx");
    }

    @Test
    void aBusThatAcceptsAndDoesNotAnswerIsGivenUp() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(directory.resolve("bus")));
            assertThatThrownBy(() -> BusSocket.open(directory.resolve("bus").toString(), Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class).hasMessage("the bus does not answer");
        }
    }

    @Test
    void aBusWhoseQueueIsFullIsGivenUp() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("bus"));
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address, 1);
            fill(address, waiting);
            assertThatThrownBy(() -> BusSocket.open(address.toString(), Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class).hasMessageStartingWith("the bus accepts no connection: ");
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    private static void fill(UnixDomainSocketAddress address, List<SocketChannel> waiting) throws IOException {
        try {
            while (true) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(address);
            }
        } catch (SocketException full) {
            assertThat(full).isNotInstanceOf(ConnectException.class);
        }
    }

    @Test
    void whereThereIsNoSocketThereIsNoBus() {
        assertThatThrownBy(() -> BusSocket.open(directory.resolve("none").toString(), LIMIT)).isInstanceOf(IOException.class);
    }
}
