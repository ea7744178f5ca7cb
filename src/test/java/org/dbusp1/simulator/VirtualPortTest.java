package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VirtualPortTest {
    @TempDir
    Path dir;

    private static void send(VirtualPort port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        port.write(bytes, bytes.length);
    }

    private static InputStream open(Path port) throws IOException {
        return new BufferedInputStream(new FileInputStream(port.toFile()));
    }

    private static String read(InputStream in, int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void passesBytesOnUnchanged() throws IOException {
        try (VirtualPort port = new VirtualPort(dir.resolve("ttyP1"));
                InputStream reader = open(dir.resolve("ttyP1"))) {
            String all = "\r\n\u0000\u0003\u0004\u0011\u0013\u007F\u0080\u00FF\n";
            send(port, all);
            assertThat(read(reader, all.length())).isEqualTo(all);
        }
    }

    @Test
    void whoComesLateGetsTheNewestAndNotTheOldest() throws IOException {
        try (VirtualPort port = new VirtualPort(dir.resolve("ttyP1"))) {
            for (int i = 0; i < 10; i++) {
                send(port, "telegram " + i + "\n".repeat(990));
                int filled = (i % 4 + 1) * 1_000;
                while (port.waiting() != filled) {
                    Thread.onSpinWait();
                }
            }
            try (InputStream reader = open(dir.resolve("ttyP1"))) {
                assertThat(read(reader, 2_000).split("\n+")).containsExactly("telegram 8", "telegram 9");
            }
        }
    }

    @Test
    void aReaderThatReadsLosesNothingHoweverFastItIsSent() throws IOException {
        // On a loaded machine a reader may get no processor time for longer than the usual limit.
        try (VirtualPort port = new VirtualPort(dir.resolve("ttyP1"), 30_000);
                InputStream reader = open(dir.resolve("ttyP1"))) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 100; i < 400; i++) {
                        send(port, i + "x".repeat(997));
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            for (int i = 100; i < 400; i++) {
                assertThat(read(reader, 1_000)).startsWith(Integer.toString(i));
            }
        }
    }

    @Test
    void theLinkGoesWithThePort() throws IOException {
        VirtualPort port = new VirtualPort(dir.resolve("ttyP1"));
        assertThat(port.path()).exists();
        port.close();
        port.close();
        assertThat(Files.exists(dir.resolve("ttyP1"), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThatThrownBy(() -> send(port, "x")).isInstanceOf(IOException.class).hasMessageContaining("is gone");
    }

    @Test
    void aLinkThatLeadsNowhereIsReplacedAndNothingElse() throws IOException {
        Path link = dir.resolve("ttyP1");
        Files.createSymbolicLink(link, Path.of("/dev/pts/nowhere"));
        new VirtualPort(link).close();
        Files.writeString(link, "mine");
        assertThatThrownBy(() -> new VirtualPort(link)).isInstanceOf(IOException.class)
                .hasMessage(link + " exists already: give another name, or remove it");
        assertThat(link).hasContent("mine");
    }

    @Test
    void aPlaceWhereNoneCanBeIsReported() {
        Path link = dir.resolve("none/ttyP1");
        assertThatThrownBy(() -> new VirtualPort(link)).isInstanceOf(IOException.class)
                .hasMessageStartingWith("socat can make no pty at " + link);
    }
}
