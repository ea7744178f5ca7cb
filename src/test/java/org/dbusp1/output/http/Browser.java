package org.dbusp1.output.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.dbusp1.FreePort;

/** Headless Chromium, driven by the W3C's WebDriver protocol. */
final class Browser implements AutoCloseable {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(200);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process driver;
    private final Path profile;
    private final String session;

    Browser() throws Exception {
        int port = FreePort.next();
        profile = Files.createTempDirectory("chromium");
        try {
            driver = new ProcessBuilder("chromedriver", "--port=" + port)
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new AssertionError("chromedriver is not there: venus/test slow installs it", e);
        }
        String base = "http://127.0.0.1:" + port;
        awaitReady(base);
        ObjectNode wish = Web.JSON.createObjectNode();
        ObjectNode all = wish.putObject("capabilities").putObject("alwaysMatch");
        all.putObject("goog:loggingPrefs").put("browser", "ALL");
        // The page decodes a megabyte in one go, and meanwhile answers no script: a busy machine takes more than the usual 30 s.
        all.putObject("timeouts").put("script", CALL_LIMIT.toMillis());
        ObjectNode chrome = all.putObject("goog:chromeOptions");
        chrome.put("binary", "/usr/bin/chromium");
        chrome.putArray("args").add("--headless").add("--no-sandbox").add("--disable-gpu").add("--disable-quic")
                .add("--no-first-run").add("--disable-background-networking").add("--disable-component-update")
                .add("--disable-sync").add("--lang=en-GB").add("--user-data-dir=" + profile);
        session = base + "/session/" + call("POST", base + "/session", wish).path("sessionId").asText();
    }

    private void awaitReady(String base) throws Exception {
        long end = System.nanoTime() + CALL_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (call("GET", base + "/status", Map.of()).path("ready").asBoolean()) {
                    return;
                }
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError("chromedriver does not get ready");
    }

    private JsonNode call(String method, String url, Object body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(CALL_LIMIT.plusSeconds(10))
                .method(method, method.equals("GET") ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(Web.JSON.writeValueAsString(body))).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode value = Web.JSON.readTree(answer.body()).path("value");
        if (answer.statusCode() != 200) {
            throw new IOException(url + ": " + value);
        }
        return value;
    }

    /** The languages that the browser prefers from the next page on, such as {@code nl-BE,nl}. */
    void languages(String languages) throws Exception {
        devtools("Emulation.setUserAgentOverride", Map.of("userAgent", value("navigator.userAgent").asText(), "acceptLanguage", languages));
    }

    /** Opens a page on a screen of this size. */
    void open(String url, int width, int height, boolean dark) throws Exception {
        devtools("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height,
                "deviceScaleFactor", 1, "mobile", width < 600));
        devtools("Emulation.setEmulatedMedia", Map.of("features", java.util.List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        call("POST", session + "/url", Map.of("url", url));
    }

    /** Goes back to the page before. */
    void back() throws Exception {
        call("POST", session + "/back", Map.of());
    }

    /** Types into an element. */
    void type(String selector, String text) throws Exception {
        call("POST", element(selector) + "/value", Map.of("text", text));
    }

    /** Clicks on an element, which has to be seen and not covered. */
    void click(String selector) throws Exception {
        call("POST", element(selector) + "/click", Map.of());
    }

    /** Returns whether an element is displayed. */
    boolean shown(String selector) throws Exception {
        return call("GET", element(selector) + "/displayed", Map.of()).asBoolean();
    }

    private String element(String selector) throws Exception {
        JsonNode found = call("POST", session + "/element", Map.of("using", "css selector", "value", selector));
        return session + "/element/" + found.elements().next().asText();
    }

    /** A command of Chromium's own protocol. */
    JsonNode devtools(String command, Map<String, ?> parameters) throws Exception {
        return call("POST", session + "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    /** The value of an expression. */
    JsonNode value(String expression) throws Exception {
        return call("POST", session + "/execute/sync", Map.of("script", "return (" + expression + ")", "args", java.util.List.of()));
    }

    /** Returns what a function makes of a script of the page. */
    JsonNode module(String file, String function) throws Exception {
        return devtools("Runtime.evaluate", Map.of("returnByValue", true, "awaitPromise", true, "expression",
                "import('/" + file + "').then(" + function + ")")).at("/result/value");
    }

    /** Returns what the browser complained of: scripts that failed, resources that were refused. */
    JsonNode complaints() throws Exception {
        return call("POST", session + "/se/log", Map.of("type", "browser"));
    }

    /** The whole page as a picture. */
    byte[] picture() throws Exception {
        JsonNode size = devtools("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
        JsonNode shot = devtools("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip",
                Map.of("x", 0, "y", 0, "width", size.path("width").asDouble(), "height",
                        size.path("height").asDouble(), "scale", 1)));
        return Base64.getDecoder().decode(shot.path("data").asText());
    }

    @Override
    public void close() throws Exception {
        call("DELETE", session, Map.of());
        driver.destroy();
        driver.waitFor();
        try (java.util.stream.Stream<Path> files = Files.walk(profile)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
