package org.dbusp1.line.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.dbusp1.Ended;
import org.dbusp1.FreePort;

/** A device of the local network that answers each request as a test says, on a port at which nobody else listens when it has gone. */
public final class FakeDongle implements AutoCloseable {
    static final String TOKEN = "0123456789ABCDEF0123456789ABCDEF";
    private static final char[] PASSWORD = "test".toCharArray();

    /** What it answers. */
    public record Answer(int status, byte[] body) {
        public static Answer of(String text) {
            return of(200, text);
        }

        static Answer of(int status, String text) {
            return new Answer(status, text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The paths that were asked for, with their queries. */
    final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    /** Without it, one thread would also shake hands: a connection that is being closed would make the next request wait. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** By HTTP. @param script says what it answers to each request */
    public FakeDongle(Function<HttpExchange, Answer> script) throws IOException {
        this(HttpServer.create(), script);
    }

    /** By HTTPS. @param directory holds the device's certificate and key @param script as above */
    FakeDongle(Path directory, Function<HttpExchange, Answer> script) throws Exception {
        this(encrypted(directory), script);
    }

    private FakeDongle(HttpServer server, Function<HttpExchange, Answer> script) throws IOException {
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestURI().toString());
            Answer answer = script.apply(exchange);
            exchange.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
            exchange.getResponseBody().write(answer.body);
            exchange.close();
        });
        server.start();
    }

    private static HttpServer encrypted(Path directory) throws Exception {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(tls(directory)));
        return server;
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

    /** Returns its address, with the port. */
    public String host() {
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
