package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The web page with a simulated house, as the manual's site has it: the files behind a server that has nothing but files. */
@Tag("slow")
@Timeout(900)
class SimulatedHouseIT {
    private static final Map<String, String> TYPES = Map.of("html", "text/html", "css", "text/css", "js", "text/javascript",
            "json", "application/json", "svg", "image/svg+xml");

    @RegisterExtension
    static final PageRig RIG = new PageRig();

    @TempDir
    static Path site;

    private static final Queue<String> MISSING = new ConcurrentLinkedQueue<>();
    private static HttpServer server;

    @BeforeAll
    static void build() throws Exception {
        Path log = site.resolve("build.log");
        Process build = new ProcessBuilder("src/page/house/build", "offline=true", site.resolve("house").toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(build.waitFor()).as(() -> read(log)).isZero();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            Path file = site.resolve(path.substring(1)).normalize();
            boolean there = Files.isRegularFile(file);
            if (!there) {
                MISSING.add(path);
            }
            byte[] bytes = there ? Files.readAllBytes(file) : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", TYPES.getOrDefault(path.replaceFirst(".*[./]", ""), "text/plain"));
            exchange.sendResponseHeaders(there ? 200 : 404, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.getMessage();
        }
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void valuesMoveAndTheHistoryEndsTodayAndNothingElseIsAsked() throws Exception {
        RIG.browser().open("http://127.0.0.1:" + server.getAddress().getPort() + "/house/index.html", PageRig.DESKTOP, 900, false);
        RIG.await("/[0-9]/.test(document.getElementById('net-value').innerText)");
        RIG.awaitShown("today-part");
        RIG.awaitHistory();

        assertThat(RIG.text("simulated")).startsWith("This house is simulated").contains("Nothing is sent");
        assertThat(RIG.text("status-text")).contains("e-MUCS", "every 1 s");
        String counted = RIG.text("line-facts");
        RIG.await("document.getElementById('line-facts').innerText !== " + Web.JSON.writeValueAsString(counted));
        RIG.await("document.querySelectorAll('#live-chart canvas').length === 1");
        RIG.await("!document.querySelector('#spans [data-minutes=\"1440\"]').hidden");
        assertThat(RIG.text("sums")).contains("Import", "Export", "Gas", "the day before");
        assertThat(RIG.text("period-name")).isEqualTo(RIG.value("new Intl.DateTimeFormat('en-GB', {timeZone: 'Europe/Brussels',"
                + " weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'}).format(new Date())").asText());
        RIG.picture("house");

        RIG.click("[data-span=week]");
        RIG.click("#earlier");
        RIG.await("document.getElementById('events').tBodies[0].rows.length > 0");
        JsonNode asked = RIG.value("[...new Set(performance.getEntriesByType('resource').map(one => new URL(one.name).origin))]");
        assertThat(asked.toString()).isEqualTo("[\"http://127.0.0.1:" + server.getAddress().getPort() + "\"]");
        RIG.assertNoComplaints();
        assertThat(MISSING).isEmpty();
    }
}
