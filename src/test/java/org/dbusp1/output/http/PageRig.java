package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.source.simulate.SimulatedMedium;
import org.dbusp1.source.simulate.Wiring;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The page in headless Chromium: one browser for a class, web servers for each test. Pictures go to target/page. */
final class PageRig implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    static final int PHONE = 390;
    static final int DESKTOP = 1280;

    private Browser browser;
    private final List<Web> open = new ArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        browser = new Browser();
        browser.languages("en-GB,en");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        browser.open("about:blank", DESKTOP, 900, false);
        open.forEach(Web::close);
        open.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        browser.close();
    }

    Browser browser() {
        return browser;
    }

    Web web(Optional<Archive> archive) {
        return web(archive, HttpSettings.Prices.NONE);
    }

    Web web(Optional<Archive> archive, HttpSettings.Prices prices) {
        Web web = new Web(Web.settings(HttpSettings.Access.ANYBODY, prices), archive);
        open.add(web);
        return web;
    }

    /** A meter whose last ten minutes end now. */
    static SampleMeter meter(String dialect, Wiring wiring, SimulatedMedium... devices) {
        return new SampleMeter(dialect, wiring, Instant.now().minusSeconds(600), devices);
    }

    Snapshot play(Web web, SampleMeter meter) {
        Snapshot last = meter.next();
        while (last.arrival().isBefore(Instant.now().minusSeconds(1))) {
            web.output.snapshot(last);
            last = meter.next();
        }
        web.output.snapshot(last);
        return last;
    }

    void view(Web web, int width, boolean dark) throws Exception {
        view(web, "", width, dark);
    }

    /** @param query of the address, such as {@code ?period=year} */
    void view(Web web, String query, int width, boolean dark) throws Exception {
        browser.complaints();
        browser.open("http://127.0.0.1:" + web.port() + "/" + query, width, 900, dark);
        browser.await("document.getElementById('status').dataset.state !== 'waiting'"
                + " || document.getElementById('notice').offsetParent !== null");
    }

    /** Waits until the history is shown, full or empty. */
    void awaitHistory() throws Exception {
        browser.await("document.querySelectorAll('#energy-chart canvas').length === 1"
                + " || document.getElementById('empty').offsetParent !== null");
    }

    void click(String selector) throws Exception {
        browser.value("document.querySelector(\"" + selector + "\").click()");
    }

    void picture(String name) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target", "page"));
        Files.write(pictures.resolve(name + ".png"), browser.picture());
    }

    String text(String id) throws Exception {
        return browser.value("document.getElementById('" + id + "').innerText").asText();
    }

    boolean shown(String id) throws Exception {
        return browser.value("document.getElementById('" + id + "').offsetParent !== null").asBoolean();
    }

    void assertNoComplaints() throws Exception {
        List<String> complaints = new ArrayList<>();
        for (JsonNode entry : browser.complaints()) {
            // The page asks whether there is a history; that there is none is an answer.
            if (!entry.path("message").asText().contains("/api/history")) {
                complaints.add(entry.path("message").asText());
            }
        }
        assertThat(complaints).isEmpty();
    }
}
