package org.dbusp1.line.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.dbusp1.Ended;

/**
 * A dongle with the local API of version 2, of which it has only the telegram: TLS with a certificate that names the device, a token,
 * and the telegram that a test gives it.
 */
final class FakeDongle implements AutoCloseable {
    static final String TOKEN = "0123456789ABCDEF0123456789ABCDEF";
    private static final char[] PASSWORD = "test".toCharArray();

    /** The requests: path, version of the API and token. */
    final Queue<String> received = new ConcurrentLinkedQueue<>();
    volatile byte[] telegram = new byte[0];
    volatile int status = 200;
    /** What it answers where it does not answer with the telegram. */
    volatile String error = "user:unauthorized";
    /** Whether the owner has pressed its button. */
    volatile boolean pressed;
    /** What it answers when its button was pressed and a token is asked for. */
    volatile String pairing = "{\"token\": \"" + TOKEN + "\", \"name\": \"local/dbus-p1\"}";
    volatile int pairings;
    private final HttpsServer server;
    /** Without it, one thread would also shake hands: a connection that is being closed would make the next request wait. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param directory holds the device's certificate and key */
    FakeDongle(Path directory) throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(directory)));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Returns the context of a device. @param directory as above */
    static SSLContext tls(Path directory) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("device.p12"))) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        return tls;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestURI().getPath().equals("/api/user")) {
            pairings++;
            byte[] body = (pressed ? pairing
                    : "{\"error\": {\"code\": \"user:creation-not-enabled\"}}").getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(pressed ? 200 : 403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            return;
        }
        String login = exchange.getRequestHeaders().getFirst("Authorization");
        received.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("X-Api-Version") + " " + login);
        boolean known = ("Bearer " + TOKEN).equals(login);
        byte[] refusal = ("{\"error\":{\"code\":\"" + error + "\"}}").getBytes(StandardCharsets.US_ASCII);
        byte[] body = known && status == 200 ? telegram : refusal;
        exchange.sendResponseHeaders(known ? status : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Makes an authority, ca.pem, and a device's certificate with its key, as openssl does it. */
    static void certificates(Path directory, String subject) throws Exception {
        String[] commands = {
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 "
                + "-keyout ca.key -out ca.pem -subj '/O=Test/CN=Appliance Access CA'",
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout device.key -out device.csr -subj '" + subject + "'",
            "x509 -req -in device.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out device.pem",
            "pkcs12 -export -in device.pem -inkey device.key -out device.p12 -passout pass:" + new String(PASSWORD)};
        for (String command : commands) {
            Ended.of(new ProcessBuilder("sh", "-c", "openssl " + command).directory(directory.toFile())).well();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
