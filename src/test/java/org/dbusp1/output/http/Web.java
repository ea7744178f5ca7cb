package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.Archive;
import org.dbusp1.output.ConfiguredMeter;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.http.HttpConfig.Access;
import org.dbusp1.output.server.PortRange;
import org.jspecify.annotations.Nullable;

/** A web server under test and a browser's way to ask it. */
final class Web implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String VERSION = "1.2.3";
    static final HttpConfig.Prices NO_PRICES = HttpConfig.Prices.parse("");
    /** Everybody who reaches the address may ask. */
    static final Access ANYBODY = new Access(null, List.of());

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60)).build();

    final HttpOutput output;
    final DriverState driver;

    Web(HttpConfig settings, @Nullable Archive archive) {
        this(settings, archive, new DriverState(OwnerChoices.none()));
    }

    /** @param driver has the events that began before the output started */
    Web(HttpConfig settings, @Nullable Archive archive, DriverState driver) {
        this(settings, archive, driver, output -> { }, WebServer.LIMIT);
    }

    /** @param past gives the output what it has measured before a client reaches it */
    Web(HttpConfig settings, @Nullable Archive archive, DriverState driver, Consumer<HttpOutput> past) {
        this(settings, archive, driver, past, WebServer.LIMIT);
    }

    /** Returns a server for everybody that waits for two seconds, not for thirty. */
    static Web impatient(@Nullable Archive archive) {
        return new Web(settings(ANYBODY), archive, new DriverState(OwnerChoices.none()), output -> { }, Duration.ofSeconds(2));
    }

    private Web(HttpConfig settings, @Nullable Archive archive, DriverState driver, Consumer<HttpOutput> past, Duration limit) {
        this.driver = driver;
        output = new HttpOutput(settings, VERSION, archive, context(driver), limit);
        past.accept(output);
        output.start();
    }

    /** Returns the driver's parts for an output without files and other ports. */
    static OutputContext context(DriverState driver) {
        return new OutputContext(Path.of("/nonexistent"), new ConfiguredMeter(null, Tariff.QUARTER_PEAK, false), driver, () -> null, (server, first) -> PortRange.only(first),
                InstallationSecret.fixed(), (file, about) -> StateStore.NONE);
    }

    /** Everything on, for everybody on this machine. */
    static Web open() {
        return new Web(settings(ANYBODY), null);
    }

    static HttpConfig settings(Access access) {
        return settings(access, NO_PRICES);
    }

    static HttpConfig settings(Access access, HttpConfig.Prices prices) {
        return settings(InetAddress.getLoopbackAddress(), 0, access, prices, null);
    }

    /** Returns the settings for a meter whose owner gives its time zone. */
    static HttpConfig settings(ZoneId zone) {
        return settings(InetAddress.getLoopbackAddress(), 0, ANYBODY, NO_PRICES, zone);
    }

    static HttpConfig settings(InetAddress bind, int port, Access access, HttpConfig.Prices prices, @Nullable ZoneId zone) {
        return new HttpConfig(bind, PortRange.only(port), access, prices, true, zone, List.of());
    }

    /** Returns the text of a file of the page. */
    static String file(String name) throws IOException {
        try (InputStream in = StaticFiles.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the names of an object's fields. */
    static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    int port() {
        await("the server", () -> output.port() != 0);
        return output.port();
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60)).method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path).body());
    }

    /** A client that writes what it likes. */
    Socket raw(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    static Access token(String token) {
        return new Access(token, List.of());
    }

    @Override
    public void close() {
        output.close();
    }
}
