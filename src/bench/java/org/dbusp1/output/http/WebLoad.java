package org.dbusp1.output.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * Clients with a connection each that ask so many times a second, or with rate 0 as fast as they are answered: {@code
 * PORT CLIENTS RATE SECONDS PATH...}. Prints a line for each path: answers a second, and how long they took.
 */
public final class WebLoad {
    private static final int MOST_SAMPLES = 2_000_000;

    private WebLoad() {
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int clients = Integer.parseInt(arguments[1]);
        int rate = Integer.parseInt(arguments[2]);
        int seconds = Integer.parseInt(arguments[3]);
        System.out.printf("%-60s %8s %9s %9s %9s %9s %6s%n", "", "clients", "per s", "p50 ms", "p99 ms", "bytes",
                "failed");
        for (String path : Arrays.asList(arguments).subList(4, arguments.length)) {
            ask(port, path, clients, rate, Math.max(1, seconds / 4));
            System.out.println(ask(port, path, clients, rate, seconds));
        }
    }

    private static String ask(int port, String path, int clients, int rate, int seconds) throws InterruptedException {
        Client[] all = new Client[clients];
        CountDownLatch done = new CountDownLatch(clients);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        for (int i = 0; i < clients; i++) {
            Client client = new Client(port, path, rate, end, MOST_SAMPLES / clients);
            all[i] = client;
            new Thread(() -> {
                client.run();
                done.countDown();
            }).start();
        }
        done.await();
        long[] nanos = Arrays.stream(all).flatMapToLong(client -> Arrays.stream(client.nanos, 0, client.count))
                .sorted().toArray();
        long failed = Arrays.stream(all).mapToLong(client -> client.failed).sum();
        long bytes = Arrays.stream(all).mapToLong(client -> client.bytes).max().orElse(0);
        return String.format("%-60s %8d %9.0f %9.2f %9.2f %9d %6d", path, clients, nanos.length / (double) seconds,
                percentile(nanos, 50), percentile(nanos, 99), bytes, failed);
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1e6;
    }

    /** One connection, opened again when it breaks. */
    private static final class Client {
        private final int port;
        private final byte[] request;
        private final long pauseMillis;
        private final long end;
        private final long[] nanos;
        private int count;
        private long failed;
        private long bytes;

        Client(int port, String path, int rate, long end, int samples) {
            this.port = port;
            this.pauseMillis = rate == 0 ? 0 : 1000 / rate;
            this.request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            this.end = end;
            this.nanos = new long[samples];
        }

        void run() {
            while (System.nanoTime() < end) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(30_000);
                    InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
                    while (System.nanoTime() < end && count < nanos.length) {
                        long start = System.nanoTime();
                        socket.getOutputStream().write(request);
                        bytes = answer(in);
                        nanos[count++] = System.nanoTime() - start;
                        rest(pauseMillis);
                    }
                } catch (IOException refused) {
                    failed++;
                    rest(100);
                }
            }
        }

        private static void rest(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }

        /** Reads one answer to its end; its length. */
        private static long answer(InputStream in) throws IOException {
            String status = line(in);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status);
            }
            long length = -1;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Long.parseLong(header.substring(15).strip());
                }
            }
            if (length >= 0) {
                in.skipNBytes(length);
                return length;
            }
            long all = 0;
            for (int chunk = Integer.parseInt(line(in), 16); chunk > 0; chunk = Integer.parseInt(line(in), 16)) {
                in.skipNBytes(chunk + 2);
                all += chunk;
            }
            line(in);
            return all;
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int one = in.read(); one != '\n'; one = in.read()) {
                if (one < 0) {
                    throw new IOException("the connection ended");
                }
                if (one != '\r') {
                    line.append((char) one);
                }
            }
            return line.toString();
        }
    }
}
