package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.FreePort;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in headless Chromium. Pictures of it are left in target/page. */
@Tag("slow")
@Timeout(120)
class PageTest {
    @RegisterExtension
    static final PageRig PAGE = new PageRig();

    @ParameterizedTest
    @CsvSource({"1280,false", "1280,true", "390,false", "390,true"})
    void showsPowerPhasesAndHistory(int width, boolean dark) throws Exception {
        Web web = PAGE.web(new SampleArchive(Instant.now(), true), Web.settings(zoneWithAWholeHourToday()));
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS, SimulatedMedium.WATER));
        PAGE.view(web, width, dark);
        PAGE.awaitHistory();
        PAGE.await("!document.querySelector('#spans [data-minutes=\"1440\"]').hidden");

        assertThat(PAGE.text("today")).contains("Import", "Export", "Gas", "yesterday");
        assertThat(PAGE.value("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(width);
        PAGE.assertNoComplaints();
        PAGE.picture("day-" + width + (dark ? "-dark" : "-light"));
    }

    /** In the first hour of a day the page has no whole hour yet that it could compare with the day before. */
    private static ZoneId zoneWithAWholeHourToday() {
        return Stream.of("Europe/Amsterdam", "America/New_York").map(ZoneId::of)
                .filter(zone -> LocalTime.now(zone).isAfter(LocalTime.of(1, 5))).findFirst().orElseThrow();
    }

    /** No event comes any more, as when the driver hangs; or the connection ends too, as when it is killed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void valuesAreRemovedWhenTheDriverDoesNotConfirmThem(boolean killed) throws Exception {
        SampleMeter meter = PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS);
        Web web = PAGE.show(new SampleArchive(Instant.now(), true), meter);
        PAGE.awaitShown("today-part");
        PAGE.await("/[0-9]\\sk?W . Smart meter/.test(document.title)");
        PAGE.await("/[0-9]/.test(document.getElementById('net-value').innerText)");

        // The first one that does not stay valid.
        Snapshot last = meter.next();
        web.output.snapshot(last);
        PAGE.awaitText("line-facts", last.telegramCounts().intact());
        if (killed) {
            web.close();
        }
        PAGE.await("document.getElementById('status-text').textContent === 'the driver does not answer'"
                + " && document.title === 'Smart meter'");

        assertThat(PAGE.text("net-value")).isEqualTo("–");
        assertThat(PAGE.text("notice")).contains("does not answer");
        assertThat(PAGE.shown("phases")).isFalse();
        assertThat(PAGE.shown("today-part")).isFalse();
        assertThat(PAGE.value("document.querySelectorAll('#counters dd, #device-list dd').length").asInt()).isZero();
        assertThat(PAGE.value("document.querySelector('#live-chart [role=img]').getAttribute('aria-label')").asText())
                .contains("No value now");
        PAGE.picture("silent-" + (killed ? "killed" : "hung"));

        // The history is asked again each minute, and when the page is looked at.
        String asked = "performance.getEntriesByType('resource').filter(e => e.name.includes('/api/history')).length";
        int before = PAGE.value(asked).asInt();
        PAGE.value("document.dispatchEvent(new Event('visibilitychange'))");
        PAGE.await(asked + " > " + before);
        assertThat(PAGE.shown("today-part")).isFalse();
    }

    /** Does something again and again until an expression of the page is true. */
    private static void until(String expression, Runnable work) {
        Await.await(expression, () -> {
            work.run();
            return PAGE.value(expression).asBoolean();
        });
    }

    /** Browsers connect again by themselves when a connection breaks, and give up when the answer is no stream. */
    @Test
    void thePageContinuesAfterAnAnswerThatIsNoStream() throws Exception {
        Web web = PAGE.web(null);
        SampleMeter meter = PageRig.meter("dsmr50", Wiring.ONE_PHASE);
        PAGE.play(web, meter);
        List<Socket> watchers = new ArrayList<>();
        try {
            for (int i = 0; i < LiveStream.CLIENTS; i++) {
                watchers.add(web.raw("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                assertThat(watchers.get(i).getInputStream().read()).isEqualTo('H');
            }
            PAGE.view(web, PageRig.DESKTOP, false);
            PAGE.awaitText("notice", "does not answer");
        } finally {
            for (Socket watcher : watchers) {
                watcher.close();
            }
        }
        until("/[0-9]/.test(document.getElementById('net-value').innerText)", () -> PageRig.hold(web.output, meter.next()));
        assertThat(PAGE.shown("notice")).isFalse();
    }

    /** Browsers keep a page that was left, with its connections, and have six for a server. */
    @Test
    void aPageThatWasLeftHoldsNoConnection() throws Exception {
        SampleMeter meter = PageRig.meter("dsmr50", Wiring.ONE_PHASE);
        Web web = PAGE.web(new SampleArchive(Instant.now(), true));
        PAGE.runFirst("streams.js");
        Snapshot last = PAGE.play(web, meter);
        for (int i = 1; i <= 12; i++) {
            if (i % 4 == 0) {
                PAGE.browser().back();
                last = meter.next();
                PageRig.hold(web.output, last);
            } else {
                PAGE.view(web, "?period=day&visit=" + i, PageRig.DESKTOP, false);
            }
            PAGE.awaitText("line-facts", last.telegramCounts().intact());
            assertThat(PAGE.value("sessionStorage.getItem('streams')").asInt()).as("streams that are open at page %s", i).isEqualTo(1);
            assertThat(PAGE.shown("notice")).isFalse();
        }
    }

    /** As on a phone that has slept: what the driver has measured meanwhile is no gap. */
    @Test
    void theCurveHasWhatWasMeasuredWhileThePageWasAway() throws Exception {
        Archive whole = new SampleArchive(Instant.now(), true);
        TestArchive withoutCurve = (table, step, from, to, rows) ->
                whole.read(table, step, table == Archive.Table.MINUTES ? to : from, to, rows);
        HttpConfig settings = Web.settings(InetAddress.getLoopbackAddress(), FreePort.next(), Web.ANYBODY, Web.NO_PRICES, null);
        Web before = PAGE.web(withoutCurve, settings);
        PAGE.view(before, PageRig.DESKTOP, false);
        PAGE.awaitShown("today-part");
        Snapshot first = new SampleMeter("dsmr50", Wiring.ONE_PHASE, Instant.now()).next();
        before.output.snapshot(first);
        PAGE.awaitText("line-facts", first.telegramCounts().intact());
        before.close();
        PAGE.await("document.getElementById('notice').innerText.includes('does not answer')"
                + " && document.getElementById('today-part').offsetParent === null");
        assertThat(PAGE.value(inked("#live-chart", .5)).asInt()).isZero();

        PAGE.webWithPast(withoutCurve, settings, PageRig.meter("dsmr50", Wiring.ONE_PHASE));

        PAGE.await(inked("#live-chart", .5) + " > 0");
        PAGE.awaitShown("today-part");
    }

    /** A machine without a network has no right time after a power cut; that of the browser is another. */
    @Test
    void theCurveIsShownWhereTheDriversClockIsHoursBehind() throws Exception {
        Web web = PAGE.web(null);
        SampleMeter meter = new SampleMeter("dsmr50", Wiring.THREE_PHASES, Instant.now().minusSeconds(3 * 3600));
        web.output.snapshot(meter.next());
        PAGE.view(web, PageRig.DESKTOP, false);
        String summary = "document.querySelector('#live-chart [role=img]').getAttribute('aria-label')";
        until("/[0-9].k?W/.test(" + summary + ")", () -> web.output.snapshot(meter.next()));

        web.output.offline();
        PAGE.await("document.getElementById('status').dataset.state === 'silent'");
        assertThat(PAGE.text("net-word")).containsPattern("second|minute").doesNotContain("hour");
    }

    /** The driver's clock is 400 days ahead for a moment, so that the curve begins anew; later it is set back by two seconds. */
    @Test
    void theCurveGoesOnWhenTheClockIsRightAgain() throws Exception {
        PAGE.show(null, PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS));
        JsonNode times = PAGE.browser().module("now.js", PageRig.script("curve.js"));
        assertThat(times.toString()).isEqualTo("[[6,7],[6,7]]");
    }

    /** Rows of fifteen hours are missing: no line crosses them, in any chart. */
    @Test
    void gapsOfTheRecordAreGapsInTheCharts() throws Exception {
        long now = Instant.now().getEpochSecond();
        Archive whole = new SampleArchive(Instant.now(), true);
        TestArchive gap = (table, step, from, to, rows) -> whole.read(table, step, from, to, new Archive.RowConsumer() {
            @Override
            public void columns(List<Archive.Column> columns) throws IOException {
                rows.columns(columns);
            }

            @Override
            public void row(List<String> cells) throws IOException {
                boolean seconds = cells.get(0).matches("[0-9]+");
                if (!seconds || Math.abs(Long.parseLong(cells.get(0)) - (now - 12 * 3600)) > 7.5 * 3600) {
                    rows.row(cells);
                }
            }
        });
        PAGE.show(gap, PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS));
        PAGE.await("!document.querySelector('#spans [data-minutes=\"1440\"]').hidden");
        PAGE.click("#spans [data-minutes='1440']");

        PAGE.picture("gaps-day");
        PAGE.await(inked("#live-chart", .1) + " > 0 && 0 === " + inked("#live-chart", .5));
        PAGE.click("#earlier");
        PAGE.await("document.getElementById('period-name').textContent.length > 0");
        PAGE.picture("gaps-day-before");
        JsonNode broken = PAGE.browser().module("chart.js", "m => m.withGaps([[1, 2, 9, 10], [5, 6, 7, 8], [1, 2, 3, 4]], 2)");
        assertThat(broken.toString()).isEqualTo("[[1,2,3,9,10],[5,6,null,7,8],[1,2,null,3,4]]");
    }

    /** The script that counts the points of a line in a column of a chart. */
    private static String inked(String chart, double part) throws IOException {
        return PageRig.script("inked.js") + "('%s', %s)".formatted(chart, part);
    }

    /** The record begins one hour, one day or one month after the period before. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"day|:00, yesterday|1 hour not recorded", "week|until yesterday|, 1 day not recorded",
        "month|until yesterday|, 1 day not recorded", "year|until the end of |, 1 day not recorded"})
    void comparesTheSamePartOfThePeriodBeforeAndShowsWhatIsMissing(String span, String until, String missing)
            throws Exception {
        ZonedDateTime now = ZonedDateTime.now(ZoneId.of("Europe/Amsterdam"));
        ZonedDateTime day = now.truncatedTo(ChronoUnit.DAYS);
        assumeTrue(switch (span) {
            case "day" -> now.getHour() > 1;
            case "week" -> now.getDayOfWeek().getValue() > 2;
            case "month" -> now.getDayOfMonth() > 2;
            default -> now.getMonthValue() > 1;
        }, "the " + span + " has only begun");
        ZonedDateTime record = switch (span) {
            case "day" -> day.minusDays(1).plusHours(1);
            case "week" -> day.minusDays(day.getDayOfWeek().getValue() - 1).minusWeeks(1).plusDays(1);
            case "month" -> day.withDayOfMonth(1).minusMonths(1).plusDays(1);
            default -> day.withDayOfYear(1).minusYears(1).plusDays(1);
        };
        Archive whole = new SampleArchive(Instant.now(), false);
        long begun = record.toEpochSecond();
        TestArchive young = (table, step, from, to, rows) -> whole.read(table, step, Math.max(from, begun), to, rows);
        PAGE.show(young, PageRig.meter("dsmr50", Wiring.THREE_PHASES));
        PAGE.awaitHistory();
        String tiles = span.equals("day") ? "today" : "sums";
        PAGE.click("[data-span=" + span + "]");
        PAGE.awaitText(tiles, until);

        assertThat(PAGE.text(tiles)).contains(until).contains(missing);
        PAGE.picture("compared-" + span);
    }

    @ParameterizedTest
    @CsvSource({"week,7", "month,28", "year,12"})
    void showsPeriodsBesideTheOneBefore(String span, int bars) throws Exception {
        PAGE.show(new SampleArchive(Instant.now(), true), PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS));
        PAGE.awaitHistory();

        PAGE.click("[data-span=" + span + "]");
        // The period that is shown at first may have only begun.
        PAGE.click("#earlier");
        PAGE.await("!document.getElementById('later').disabled");
        PAGE.awaitText("sums", "the " + span + " before");
        PAGE.value("document.querySelector('#energy-chart details').open = true");
        PAGE.await("document.querySelectorAll('#energy-chart tbody tr').length >= " + bars
                + " && document.querySelectorAll('#energy-chart tbody tr').length !== 24");
        PAGE.value("document.querySelector('#energy-chart details').open = false");
        PAGE.picture(span + "-1280-light");
        PAGE.assertNoComplaints();
    }

    /** All thirteen months have no room on a phone: the running one is seen, the others are reached with a finger, or with the keyboard. */
    @Test
    void showsTheBillOfADemandTariffAndItsMonthsOnAPhoneToo() throws Exception {
        Web web = PAGE.web(null);
        Snapshot now = Bills.flanders().next();
        PageRig.hold(web.output, now);
        PAGE.view(web, PageRig.PHONE, false);
        PAGE.await("document.querySelectorAll('#months li').length === 13");
        assertThat(PAGE.value("document.querySelectorAll('#months .counts').length").asInt()).as("the mean of 12 months").isEqualTo(12);
        Demand.Bill bill = now.demand().bill();
        assertThat(PAGE.text("demand-facts")).contains("Bill so far")
                .contains(String.format(Locale.ROOT, "%.2f", bill.watts() / 1000.0))
                .doesNotContain("undefined", "NaN");
        assertThat(PAGE.shown("months-part")).isTrue();
        assertThat(PAGE.value("document.querySelector('#months li:last-child').getBoundingClientRect().right"
                + " < document.getElementById('months-part').getBoundingClientRect().right + 1").asBoolean()).isTrue();
        assertThat(PAGE.value("[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0"
                + " && e.getAttribute('aria-label'))").asBoolean()).isTrue();
        assertThat(PAGE.value("window.scrollY").asInt()).isZero();
        PAGE.picture("demand-390-light");
        PAGE.assertNoComplaints();
    }

    /**
     * By hand: five minutes at 1200 W are 0.10 kWh, ten more at 2400 W 0.40 kWh. Where nothing is allowed or counted, and where the time
     * that passed is not known, the gauge is of the mean.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            allowed_w: 2400                        |           | true
            allowed_w: 0                           |           | false
            allowed_w: null                        |           | false
            allowed_w: 2400, status: 'not counted' |           | false
            allowed_w: 2400                        |clock_wrong| false
            """)
    void theGaugeShowsWhatIsUsedOfWhatIsAllowedElseTheMean(String fields, @Nullable String event, boolean used) throws Exception {
        JsonNode shown = demand("mean_w: 1200, forecast_w: 1500, peak_w: 2000, " + fields, event);

        assertThat(shown.get("name").asText().replace('\u00a0', ' '))
                .isEqualTo(used ? "Used 0.10 kWh of 0.50 kWh allowed. Forecast at its end 0.38 kWh"
                        : "Mean so far 1.20 kW. Forecast at its end 1.50 kW. Highest this month 2.00 kW");
        assertThat(shown.get("legend")).isEqualTo(shown.get("name"));
        assertThat(shown.get("marks").asText()).isEqualTo(used ? "fill 20 forecast 75" : "fill 55 forecast 68 peak 91");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bill_w: 4000, bill_months: 1  |the mean of 3 peaks
            bill_w: 3000, bill_months: 1  |Peak 3
            bill_w: 4000, bill_months: 12 |the mean of the peaks of 12 months
            """)
    void theBillSaysWhatItIsMadeOf(String bill, String made) throws Exception {
        String peaks = "[5, 4, 3].map(kw => ({time: '2026-11-03T07:15:00Z', w: 1000 * kw, counted_w: 1000 * kw}))";

        assertThat(demand("peaks: " + peaks + ", " + bill, null).get("facts").asText())
                .containsPattern("Bill so far\n[0-9.]+\u00a0kW\n" + made + "\n");
    }

    /** Without a tariff, and while the house feeds in, what may be drawn is what its owner needs. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mean_w: 0, allowed_w: 3260, allowed_by: 'bill'               | You may draw 3.2 kW until
            mean_w: 0, allowed_w: 3260, allowed_by: 'bill', bill_w: 4000 | You may draw 3.2 kW until
            mean_w: 0, allowed_w: null                                   | 0.00 kW mean
            mean_w: 1200, allowed_w: 0, allowed_by: 'bill'               | 1.20 kW mean
            mean_w: 1200, allowed_w: 0, allowed_by: 'bill', bill_w: 4000 | The bill rises
            mean_w: 1200, allowed_w: 0, allowed_by: 'limit'              | The limit is exceeded
            """)
    void theHeadlineIsWhatMayStillBeDrawn(String fields, String headline) throws Exception {
        assertThat(demand(fields, null).get("headline").asText().replace('\u00a0', ' ')).startsWith(headline);
    }

    /** What the page shows of a quarter hour of which five minutes have passed. */
    private static JsonNode demand(String fields, @Nullable String event) throws Exception {
        PAGE.view(PAGE.web(null), PageRig.DESKTOP, false);
        String events = event == null ? "" : "{kind: '" + event + "', begins: true}";
        return PAGE.browser().module("now.js", PageRig.script("demand.js").formatted(fields, events));
    }

    @Test
    void reportsSinceWhenItIsSilentAndShowsNoOldValue() throws Exception {
        Web web = PAGE.show(null, PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS), PageRig.PHONE, true);
        web.output.offline();

        PAGE.await("document.getElementById('status').dataset.state === 'silent'");
        assertThat(PAGE.text("notice")).contains("silent since");
        assertThat(PAGE.text("net-word")).contains("last telegram", "ago");
        assertThat(PAGE.text("net-value")).isEqualTo("–");
        assertThat(PAGE.shown("devices")).isFalse();
        PAGE.picture("silent-390-dark");
    }

    @Test
    void anotherRoleHasItsName() throws Exception {
        Web web = PAGE.show(null, PageRig.meter("dsmr50", Wiring.THREE_PHASES), PageRig.PHONE, true);
        web.driver.board().found(Finding.of(Condition.ESS_OTHER_ROLE, "genset"));

        PAGE.awaitText("ess", "because of its role: generator");
    }

    /** In a power cut nothing is wrong with the cable. */
    @Test
    void aSilentMeterInAPowerCutGetsNoAdviceAboutItsCable() throws Exception {
        Web web = PAGE.show(null, PageRig.meter("dsmr50", Wiring.THREE_PHASES), PageRig.PHONE, true);
        web.driver.board().found(Finding.of(Condition.ESS_GRID_LOST, ""));
        web.output.offline();

        PAGE.await("document.getElementById('status').dataset.state === 'silent'");
        PAGE.awaitText("ess", "has no grid, and the meter sends nothing: perhaps a power cut");
        assertThat(PAGE.text("notice")).contains("silent since").doesNotContain("cable");
        web.driver.board().found(Finding.of(Condition.ESS_METER_GONE, ""));
        PAGE.awaitText("notice", "Look at the cable");
        assertThat(PAGE.shown("ess")).isFalse();
    }

    /** Of the last minutes nothing is there yet, of the day before the driver was started much. */
    @Test
    void afterAStartTheCurveShowsTheLongestTimeThatIsHalfFull() throws Exception {
        Web web = PAGE.web(new SampleArchive(Instant.now().minus(Duration.ofHours(1)), true));
        PageRig.hold(web.output, SampleMeter.lasting(PageRig.meter("dsmr50", Wiring.THREE_PHASES).next(), Instant.now()));
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.await("document.querySelector('#spans [data-minutes=\"1440\"]').ariaPressed === 'true'");
        assertThat(PAGE.value("document.querySelector('#spans [data-minutes=\"10\"]').ariaPressed").asText()).isEqualTo("false");
    }

    /** The last event of each kind counts; that the meter sends nothing is in the line above already. */
    @Test
    void eventsThatAreNotOverAreShown() throws Exception {
        Web web = PAGE.show(null, PageRig.meter("dsmr50", Wiring.THREE_PHASES));
        assertThat(PAGE.shown("troubles")).isFalse();
        PageRig.happens(web, Condition.LINE_SILENT, true);
        PageRig.happens(web, Condition.DEVICE_NOT_WRITABLE, true);
        PageRig.happens(web, Condition.METER_MONTH_PEAK, true);
        PAGE.await("document.getElementById('troubles').childElementCount === 2");
        assertThat(PAGE.text("troubles")).contains("cannot write its files", "Switch off 1200 W for the next 7 minutes");
        PAGE.picture("events-1280-light");
        PageRig.happens(web, Condition.DEVICE_NOT_WRITABLE, false);
        PageRig.happens(web, Condition.METER_MONTH_PEAK, false);
        PAGE.await("document.getElementById('troubles').offsetParent === null");
        PAGE.assertNoComplaints();
    }

    @Test
    void aMeterThatHasShownNoExportIsAHintUntilItDoes() throws Exception {
        Web web = PAGE.web(null);
        web.driver.board().found(Finding.of(Condition.ESS_USED));
        Messages messages = new Messages();
        Instant now = Instant.now();
        for (int hoursAgo : new int[] {26, 0}) {
            Instant time = now.minus(Duration.ofHours(hoursAgo));
            web.output.snapshot(messages.after(importOnly("POWER_NET=300 ENERGY_IMPORT=7", time)));
        }
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.await("document.getElementById('troubles').childElementCount === 1");
        assertThat(PAGE.text("troubles")).contains("This meter has shown no export so far");
        web.output.snapshot(messages.after(importOnly("POWER_NET=-300 ENERGY_IMPORT=7", now.plusSeconds(1))));
        PAGE.await("document.getElementById('troubles').offsetParent === null");
        PAGE.assertNoComplaints();
    }

    /** As between two long lists of a HAN meter: the house may feed in. */
    @Test
    void anImportOfZeroWithoutAnExportIsNoPower() throws Exception {
        long begin = Instant.now().getEpochSecond() / 60 * 60 - 3_600;
        Archive whole = new SampleArchive(Instant.now(), false);
        Web web = PAGE.web((TestArchive) (table, step, from, to, rows) -> {
            if (table != Archive.Table.MINUTES) {
                whole.read(table, step, from, to, rows);
                return;
            }
            rows.columns(TestArchive.columns("ts,p_imp_w,p_exp_w,p_min_w,u_l1"));
            for (long ts = Math.max(from, begin); ts < Math.min(to, begin + 3_000); ts += 60) {
                rows.row(List.of(String.valueOf(ts), "0", "", "", "230"));
            }
        });
        web.output.snapshot(importOnly("POWER_IMPORT=0 POWER_IMPORT_L1=0 VOLTAGE_L1=230", Instant.now()));
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.await("document.getElementById('phases').textContent.includes('230')");
        assertThat(PAGE.text("net-value")).isEqualTo("–");
        assertThat(PAGE.text("phases")).doesNotContain("0 W");
        PAGE.await("!document.querySelector('#spans [data-minutes=\"1440\"]').hidden");
        assertThat(PAGE.shown("live-chart")).isFalse();
        PAGE.assertNoComplaints();
    }

    private static Snapshot importOnly(String values, Instant time) {
        return Snapshots.of(values).validFor(Duration.ofDays(2)).at(Stamp.of(time.getEpochSecond(), ZoneOffset.UTC)).take();
    }

    /** The time alone would be taken for one of today. */
    @Test
    void theDayIsShownOfAMeterThatHasBeenSilentForLonger() throws Exception {
        Web web = PAGE.web(null);
        Instant begin = Instant.now().minus(Duration.ofDays(2));
        web.output.snapshot(new SampleMeter("dsmr50", Wiring.ONE_PHASE, begin).next());
        web.output.offline();
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.await("document.getElementById('status').dataset.state === 'silent'");

        String since = "silent since [A-Z][a-z]{2},? " + begin.atZone(ZoneId.of("Europe/Amsterdam")).getDayOfMonth() + " ";
        assertThat(PAGE.text("notice")).containsPattern(since);
        assertThat(PAGE.text("status-text")).containsPattern(since);
    }

    @Test
    void onePhaseWithoutGasTakesLessRoom() throws Exception {
        PAGE.show(new SampleArchive(Instant.now(), false), PageRig.meter("dsmr50", Wiring.ONE_PHASE), PageRig.PHONE, false);
        PAGE.awaitHistory();

        assertThat(PAGE.text("sums")).doesNotContain("Gas");
        PAGE.picture("one-phase-390-light");
    }

    @Test
    void textOfTheMeterIsShownAsText() throws Exception {
        Web web = PAGE.web(null);
        String html = "<img src=x onerror=document.title='P1'>";
        StringBuilder hex = new StringBuilder();
        html.chars().forEach(number -> hex.append(String.format("%02X", number)));
        PageRig.hold(web.output, PageRig.meter("dsmr50", Wiring.ONE_PHASE).next("0-0:96.13.0()", "0-0:96.13.0(" + hex + ")"));
        PAGE.view(web, PageRig.DESKTOP, false);

        PAGE.awaitText("message", "<img src=x");
        assertThat(PAGE.value("document.querySelectorAll('#message img').length").asInt()).isZero();
    }

    /** Numbers of the meter and of a device, and its first line. */
    @ParameterizedTest
    @ValueSource(strings = {"<img src=x onerror=document.title='P1'>", "\"'`>--></script><script>document.title='P1'</script>",
        "&lt;b&gt;", "\u202Eabc\u2066def", "LONG"})
    void hostileNamesAreShownAsText(String written) throws Exception {
        String name = written.equals("LONG") ? "x".repeat(10_000) : written;
        Web web = PAGE.web(null);
        PageRig.hold(web.output, Snapshots.threePhase().number(name).identification("/" + name)
                .gas(1, name, Instant.now().getEpochSecond(), "123.456").take());
        PAGE.view(web, PageRig.PHONE, false);
        PAGE.await("/[0-9]/.test(document.getElementById('net-value').innerText)");
        PAGE.openDetails();

        PAGE.await("document.querySelectorAll('#device-list dd').length > 0");
        assertThat(PAGE.value("document.querySelectorAll('img[src=x], b, script:not([src])').length").asInt()).isZero();
        assertThat(PAGE.value("document.title").asText()).contains("Smart meter");
        assertThat(PAGE.value("document.documentElement.scrollWidth <= window.innerWidth").asBoolean()).isTrue();
    }

    @Test
    void isWorkedByKeyboardAndReadAloud() throws Exception {
        PAGE.show(new SampleArchive(Instant.now(), true), PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS));
        PAGE.awaitHistory();

        // Everything that can be clicked can be reached, and has a name.
        assertThat(PAGE.value("[...document.querySelectorAll('button, a, summary')].filter(e => e.offsetParent)"
                + ".every(e => e.tabIndex === 0 && (e.innerText.trim() || e.getAttribute('aria-label')))").asBoolean())
                .isTrue();
        assertThat(PAGE.value("[...document.querySelectorAll('[role=img]')].filter(e => e.offsetParent)"
                + ".every(e => e.getAttribute('aria-label').length > 20)").asBoolean()).isTrue();
        JsonNode tree = PAGE.browser().devtools("Accessibility.getFullAXTree", Map.of()).path("nodes");
        assertThat(tree.toString()).contains("Energy, import above zero", "Voltage, lowest and highest");
    }

    /** WCAG 2.1, 1.4.3: 4.5 to 1, computed from the colours that the browser shows. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void everyTextHasContrast(boolean dark) throws Exception {
        PAGE.show(new SampleArchive(Instant.now(), true),
                PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS), PageRig.DESKTOP, dark);
        PAGE.awaitHistory();

        JsonNode weak = PAGE.value(PageRig.script("contrast.js"));

        assertThat(weak).isEmpty();
    }

    @Test
    void weighsLittleAndAsksNobodyElse() throws Exception {
        Web web = PAGE.web(null);
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.THREE_PHASES));
        PAGE.view(web, PageRig.DESKTOP, false);

        JsonNode loaded = PAGE.value("performance.getEntriesByType('resource').concat(performance"
                + ".getEntriesByType('navigation')).map(e => [e.name, e.encodedBodySize])");
        long bytes = 0;
        for (JsonNode entry : loaded) {
            assertThat(entry.get(0).asText()).startsWith("http://127.0.0.1:" + web.port());
            bytes += entry.get(0).asText().contains("/api/") ? 0 : entry.get(1).asLong();
        }
        assertThat(bytes).isBetween(10_000L, 60_000L);
    }
}
