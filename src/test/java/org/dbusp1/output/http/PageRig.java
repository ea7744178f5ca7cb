package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.dbusp1.Await;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Archive.Column;
import org.dbusp1.output.Archive.RowConsumer;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.TestFindings;
import org.dbusp1.output.history.ArchiveColumns;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The page in headless Chromium: one browser for a class, web servers for each test. Pictures go to target/page. A test
 * fails when the page read a field that the API does not have, or was given a column that the history does not have.
 */
final class PageRig implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    static final int PHONE = 390;
    static final int DESKTOP = 1280;

    private static final Duration LONGEST_TEST = Duration.ofMinutes(2);

    private static final String UNKNOWN = "the API has no ";

    private Browser browser;
    private final List<Web> open = new ArrayList<>();
    private final List<String> scripts = new ArrayList<>();
    private final Set<String> unknown = Collections.synchronizedSet(new TreeSet<>());

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        assertThat(context.getTags()).as("venus/test installs a browser for slow tests alone").contains("slow");
        browser = new Browser();
        browser.languages("en-GB,en");
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", "const KNOWN = "
                + Web.JSON.writeValueAsString(ApiNames.places()) + ";\n" + script("watch.js")));
    }

    /** A test that expects something of today begins on the day on which it ends. */
    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        ZonedDateTime now = ZonedDateTime.now(SampleArchive.ZONE);
        ZonedDateTime midnight = now.toLocalDate().plusDays(1).atStartOfDay(SampleArchive.ZONE);
        Duration left = Duration.between(now, midnight);
        if (left.compareTo(LONGEST_TEST) < 0) {
            Thread.sleep(left.toMillis() + 1);
        }
    }

    /** Returns the text of a script of the tests; the comment at its begin is left out. */
    static String script(String file) throws IOException {
        try (InputStream in = PageRig.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("^(//.*\n)+", "").stripTrailing();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        complaints();
        browser.open("about:blank", DESKTOP, 900, false);
        open.forEach(Web::close);
        open.clear();
        for (String script : scripts) {
            browser.devtools("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
        }
        scripts.clear();
        Set<String> found = Set.copyOf(unknown);
        unknown.clear();
        assertThat(found).isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        browser.close();
    }

    Browser browser() {
        return browser;
    }

    /** Runs a script of the tests before those of the page, in the pages that this test opens. */
    void runFirst(String file) throws Exception {
        scripts.add(browser.devtools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script(file))).path("identifier").asText());
    }

    /** Returns the value of an expression. */
    JsonNode value(String expression) throws Exception {
        return browser.value(expression);
    }

    /** Waits until an expression is true. */
    void await(String expression) {
        Await.await(expression, LONGEST_TEST, () -> value("Boolean(" + expression + ")").asBoolean());
    }

    void awaitShown(String id) {
        Await.await(id, LONGEST_TEST, () -> shown(id));
    }

    /** Waits until an element shows this text. */
    void awaitText(String id, Object text) {
        Await.await(id + ": " + text, LONGEST_TEST, () -> text(id).contains(text.toString()));
    }

    void openDetails() throws Exception {
        value("document.querySelectorAll('details').forEach(one => { one.open = true; })");
    }

    Web web(@Nullable Archive archive) {
        return web(archive, Web.NO_PRICES);
    }

    Web web(@Nullable Archive archive, HttpConfig.Prices prices) {
        return web(archive, Web.settings(Web.ANYBODY, prices));
    }

    Web web(@Nullable Archive archive, HttpConfig settings) {
        return opened(new Web(settings, archive == null ? null : checked(archive)));
    }

    /** A server that has played a meter up to now before a page reaches it. */
    Web webWithPast(Archive archive, HttpConfig settings, SampleMeter meter) {
        return opened(new Web(settings, checked(archive), new DriverState(OwnerChoices.none()), output -> play(output, meter)));
    }

    private Web opened(Web web) {
        open.add(web);
        return web;
    }

    private Archive checked(Archive archive) {
        return new Archive() {
            @Override
            public void read(Table table, Step step, long from, long to, RowConsumer rows) throws IOException {
                archive.read(table, step, from, to, checked(table, step, rows));
            }

            @Override
            public Optional<ZoneId> zone() throws IOException {
                return archive.zone();
            }
        };
    }

    private RowConsumer checked(Table table, Step step, RowConsumer rows) {
        return new RowConsumer() {
            @Override
            public void columns(List<Column> columns) throws IOException {
                List<Column> real = ArchiveColumns.of(table, step);
                columns.stream().filter(column -> !real.contains(column))
                        .forEach(column -> unknown.add("the history has no " + table.title() + " " + column));
                rows.columns(columns);
            }

            @Override
            public void row(List<String> cells) throws IOException {
                rows.row(cells);
            }
        };
    }

    /** A meter whose last ten minutes end now. */
    static SampleMeter meter(String dialect, Wiring wiring, SimulatedMedium... devices) {
        return new SampleMeter(dialect, wiring, Instant.now().minusSeconds(600), devices);
    }

    /** Plays a meter up to now; its last values stay valid. */
    Snapshot play(Web web, SampleMeter meter) {
        return play(web.output, meter);
    }

    private static Snapshot play(HttpOutput output, SampleMeter meter) {
        Snapshot last = meter.next();
        while (last.arrival().machineTime().isBefore(Instant.now().minusSeconds(1))) {
            output.snapshot(last);
            last = meter.next();
        }
        hold(output, last);
        return last;
    }

    /** Shows the values of a snapshot until the end of the test, however busy the machine is. */
    static void hold(HttpOutput output, Snapshot sent) {
        output.snapshot(SampleMeter.lasting(sent, sent.arrival().machineTime()));
    }

    /** Shows the page of a server that has played this meter, on a light desktop. */
    Web show(@Nullable Archive archive, SampleMeter meter) throws Exception {
        return show(archive, meter, DESKTOP, false);
    }

    Web show(@Nullable Archive archive, SampleMeter meter, int width, boolean dark) throws Exception {
        Web web = web(archive);
        play(web, meter);
        view(web, width, dark);
        return web;
    }

    void view(Web web, int width, boolean dark) throws Exception {
        view(web, "", width, dark);
    }

    /** @param query of the address, such as {@code ?period=year} */
    void view(Web web, String query, int width, boolean dark) throws Exception {
        complaints();
        browser.open("http://127.0.0.1:" + web.port() + "/" + query, width, 900, dark);
        await("document.getElementById('status').dataset.state !== 'waiting'"
                + " || document.getElementById('notice').offsetParent !== null");
    }

    /** Shows the page on a light desktop, with its history. */
    void viewHistory(Web web) throws Exception {
        viewHistory(web, "");
    }

    void viewHistory(Web web, String query) throws Exception {
        view(web, query, DESKTOP, false);
        awaitHistory();
    }

    /** Waits until the history is shown, full or empty. */
    void awaitHistory() throws Exception {
        await("document.querySelectorAll('#energy-chart canvas').length === 1"
                + " || document.getElementById('empty').offsetParent !== null");
    }

    /** Tells a page that something begins or ends, as the driver does. */
    static void happens(Web web, Condition condition, boolean begins) {
        Event event = TestFindings.event(condition, begins, Gravity.ACT, Instant.now(), Map.of("watts", 1200L, "minutes", 7L));
        web.driver.board().told(event);
        web.output.event(event);
    }

    void click(String selector) throws Exception {
        browser.click(selector);
    }

    void picture(String name) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target", "page"));
        Files.write(pictures.resolve(name + ".png"), browser.picture());
    }

    String text(String id) throws Exception {
        return value("document.getElementById('" + id + "').innerText").asText();
    }

    boolean shown(String id) throws Exception {
        return browser.shown("#" + id);
    }

    void assertNoComplaints() throws Exception {
        assertThat(complaints()).isEmpty();
    }

    private List<String> complaints() throws Exception {
        List<String> complaints = new ArrayList<>();
        for (JsonNode entry : browser.complaints()) {
            String message = entry.path("message").asText();
            if (message.contains(UNKNOWN)) {
                unknown.add(message);
            }
            complaints.add(message);
        }
        return complaints;
    }
}
