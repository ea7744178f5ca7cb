package org.dbusp1.source;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A dongle with the local API of version 2, as far as its WebSocket goes: TLS with a certificate that names the device, RFC 6455, log-in
 * by token, pushes of what a test gives it.
 */
final class FakeDongle implements AutoCloseable {
    static final String TOKEN = "0123456789ABCDEF0123456789ABCDEF";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final SSLServerSocket server;
    private final BlockingQueue<String> pushes = new LinkedBlockingQueue<>();
    private volatile SSLSocket client;
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    FakeDongle(Path directory, String name) throws Exception {
        server = (SSLServerSocket) context(directory, name).getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "fake dongle");
        thread.setDaemon(true);
        thread.start();
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    void push(String message) {
        pushes.add(message);
    }

    /** Makes an authority, ca.pem, and a device's certificate with its key, both in a PKCS #12 file, as openssl does it. */
    static void certificates(Path directory, String subject) throws Exception {
        String[] commands = {
            "req -x509 -newkey rsa:2048 -nodes -days 30 -keyout ca.key -out ca.pem -subj '/O=Test/CN=Appliance Access CA'",
            "req -newkey rsa:2048 -nodes -keyout device.key -out device.csr -subj '" + subject + "'",
            "x509 -req -in device.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out device.pem",
            "pkcs12 -export -inkey device.key -in device.pem -name device -passout pass:secret -out device.p12"};
        for (String command : commands) {
            Process process = new ProcessBuilder("sh", "-c", "openssl " + command).directory(directory.toFile())
                    .redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command + ": " + out);
            }
        }
    }

    private static SSLContext context(Path directory, String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            store.load(in, "secret".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (SSLSocket accepted = (SSLSocket) server.accept()) {
                client = accepted;
                converse(accepted);
            } catch (IOException ended) {
                heard.add("ended");
            } catch (InterruptedException | GeneralSecurityException fault) {
                throw new IllegalStateException(fault);
            }
        }
    }

    private void converse(SSLSocket socket) throws IOException, InterruptedException, GeneralSecurityException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        String key = "";
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            heard.add(line);
            key = line.startsWith("Sec-WebSocket-Key: ") ? line.substring(19) : key;
        }
        String accept = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        socket.getOutputStream().write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        send(socket, "{\"type\":\"authorization_requested\",\"data\":{\"api_version\":\"2.0.0\"}}");
        String answer = frame(in);
        heard.add(answer);
        if (!answer.contains("\"" + TOKEN + "\"")) {
            send(socket, "{\"type\":\"error\",\"data\":{\"message\":\"user:unauthorized\"}}");
            frame(in);
            return;
        }
        send(socket, "{\"type\":\"authorized\"}");
        heard.add(frame(in));
        while (true) {
            send(socket, pushes.take());
        }
    }

    /** In two fragments, as RFC 6455 allows. */
    private static void send(SSLSocket socket, String text) throws IOException {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        int half = all.length / 2;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] part : List.of(new int[] {0x01, 0, half}, new int[] {0x80, half, all.length})) {
            out.write(part[0]);
            int length = part[2] - part[1];
            if (length < 126) {
                out.write(length);
            } else {
                out.write(126);
                out.write(length >>> 8);
                out.write(length);
            }
            out.write(all, part[1], length);
        }
        socket.getOutputStream().write(out.toByteArray());
    }

    /** A masked frame of a client. */
    private static String frame(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] text = in.readNBytes(length);
        for (int i = 0; i < text.length; i++) {
            text[i] ^= mask[i % 4];
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** The dongle loses its power. */
    void disconnect() {
        try {
            client.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        // Wakes up the thread that waits for a push.
        push("{}");
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (client != null) {
            disconnect();
        }
    }
}
