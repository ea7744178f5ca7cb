package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Timeout;

/** Sockets that do not let us in; those that do are in the tests with a bus. */
@Timeout(30)
class BusSocketTest {
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
            try (BusSocket socket = BusSocket.open(path.toString())) {
                throw new AssertionError("let in: " + socket);
            } finally {
                other.join();
            }
        }
    }

    @Test
    void whoIsRefusedIsToldTheBusesWords() {
        assertThatThrownBy(() -> open("REJECTED EXTERNAL\r\n")).isInstanceOf(IOException.class)
                .hasMessage("the bus does not let us in: REJECTED EXTERNAL");
    }

    @Test
    void aBusThatHangsUpIsNoBus() {
        assertThatThrownBy(() -> open("")).isInstanceOf(IOException.class).hasMessage("the bus hung up");
    }

    @Test
    void whatTalksWithoutEndIsNoBus() {
        assertThatThrownBy(() -> open("x".repeat(5000))).isInstanceOf(IOException.class)
                .hasMessageStartingWith("no D-Bus daemon: xxx");
    }

    @Test
    void whereThereIsNoSocketThereIsNoBus() {
        assertThatThrownBy(() -> BusSocket.open(directory.resolve("none").toString())).isInstanceOf(IOException.class);
    }
}
