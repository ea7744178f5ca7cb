package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.JavaCommand;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.PortRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process without free file descriptors cannot accept a client; this must not cost a core. */
@Timeout(180)
class DescriptorsTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    /** Prints the server's port; at the first byte of its input takes all descriptors; at the second prints for how many
     *  milliseconds of a second the server computes, and frees them. */
    public static void main(String[] arguments) throws Exception {
        WebServer server = new WebServer(new Listener.Address(InetAddress.getLoopbackAddress(), PortRange.only(0), List.of()),
                request -> Response.text("here"), List.of(), WebServer.LIMIT);
        server.start();
        await("the server", () -> server.port() != 0);
        Thread listener = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("servers")).findFirst().orElseThrow();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // Java keeps an internal socket from the first close on.
        SocketChannel.open().close();
        System.out.println(server.port());
        List<FileInputStream> held = new ArrayList<>();
        while (System.in.read() >= 0) {
            takeAll(held);
            System.out.println(-1);
            System.in.read();
            long before = threads.getThreadCpuTime(listener.getId());
            // The time without descriptors is the fault itself.
            TimeUnit.SECONDS.sleep(1);
            System.out.println(TimeUnit.NANOSECONDS.toMillis(threads.getThreadCpuTime(listener.getId()) - before));
            for (FileInputStream one : held) {
                one.close();
            }
        }
    }

    private static void takeAll(List<FileInputStream> held) {
        try {
            while (true) {
                held.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return;
        }
    }

    @Test
    void aClientThatCannotBeAcceptedWaitsAndCostsNothing() throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "ulimit -n 400; exec \"$@\"", "sh"));
        words.addAll(JavaCommand.with("-Xmx64m"));
        words.add(DescriptorsTest.class.getName());
        Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader printed = process.inputReader(); OutputStream orders = process.getOutputStream()) {
            int port = Integer.parseInt(printed.readLine());
            long sockets = sockets(process);
            // Its classes are loaded then.
            try (Socket first = client(port)) {
                assertThat(answer(first)).endsWith("here");
            }
            await("the descriptor of the first client is free", () -> sockets(process) == sockets);
            orders.write('1');
            orders.flush();
            assertThat(printed.readLine()).isEqualTo("-1");
            try (Socket waiting = client(port)) {
                orders.write('2');
                orders.flush();
                assertThat(Integer.parseInt(printed.readLine())).as("milliseconds of a second").isLessThan(50);
                assertThat(answer(waiting)).as("when there are descriptors again").endsWith("here");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static long sockets(Process process) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.filter(path -> target(path).startsWith("socket:")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Socket client(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        byte[] all = socket.getInputStream().readAllBytes();
        return new String(all, StandardCharsets.US_ASCII).strip();
    }
}
