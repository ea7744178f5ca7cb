package org.dbusp1.output.http;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.GoldenTable;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Health;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.TestDemand;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.TestFindings;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares what the page shows of each simulated meter, and of what may happen with one, with its golden text;
 * {@code -Dgolden=write} writes the file.
 */
@Tag("slow")
@Timeout(300)
class PageGoldenTest {
    private static final GoldenTable GOLDEN = new GoldenTable(Path.of("src/test/resources/golden/page.txt"), "#+ ");
    /** Of the simulated meter that encrypts. */
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    /** A minute of a meter that sends every second. */
    private static final int TELEGRAMS = 60;
    private static final Snapshot FLANDERS = Bills.flanders().next();
    private static final ImportLimit LIMIT = new ImportLimit(2_400L, ImportLimit.Basis.BILL, false, null, false,
            new ImportLimit.LimitedWindows(7, 1));

    @RegisterExtension
    static final PageRig PAGE = new PageRig();

    /** Tells the server what has happened, and gives it its telegrams. */
    private interface Situation {
        void happens(Web web) throws Exception;
    }

    private record Case(String name, Situation situation) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> cases() {
        return Stream.concat(Dialects.all().stream().map(dialect -> new Case(dialect.name(), web -> telegrams(web, house(dialect)))),
                Stream.of(
                        new Case("no-telegram-yet", web -> { }),
                        new Case("one-phase", web -> telegrams(web, new SampleMeter("dsmr50", Wiring.ONE_PHASE, SampleMeter.HOUSE_START))),
                        new Case("ess-used", web -> ess(web, Condition.ESS_USED)),
                        new Case("ess-not-used", web -> {
                            PageRig.happens(web, Condition.ESS_METERING_BY_INVERTER, true);
                            ess(web, Condition.ESS_METERING_BY_INVERTER);
                        }),
                        new Case("events", web -> {
                            PageRig.happens(web, Condition.LINE_SILENT, true);
                            PageRig.happens(web, Condition.DEVICE_NOT_WRITABLE, true);
                            PageRig.happens(web, Condition.METER_MONTH_PEAK, true);
                            show(web, SampleMeter.usual().next());
                        }),
                        new Case("output-fails", web -> {
                            Instant since = Instant.parse("2026-03-01T12:00:00Z");
                            web.driver.outputs(() -> List.of(new Health("mqtt", false, since, 3, "no broker"),
                                    new Health("csv", true, since, 0, null)));
                            show(web, SampleMeter.usual().next());
                        }),
                        new Case("demand", web -> show(web, FLANDERS)),
                        new Case("demand-clock-wrong", web -> {
                            PageRig.happens(web, Condition.METER_CLOCK_WRONG, true);
                            show(web, FLANDERS);
                        }),
                        new Case("demand-half-hour", web -> show(web, withoutMean(Duration.ofMinutes(30)))),
                        new Case("demand-hour", web -> show(web, withoutMean(Duration.ofHours(1)))),
                        new Case("limiter", web -> limiter(web, TestFindings.limiter(Condition.LIMITER_LIMITING, 2_600L,
                                2_400L, null))),
                        new Case("limiter-not-used", web -> limiter(web, Finding.of(Condition.LIMITER_NOT_USED)
                                .because(Finding.of(Condition.ESS_KEEPS_CHARGED)))),
                        new Case("limiter-off", web -> limiter(web, TestFindings.limiter(Condition.LIMITER_OFF,
                                null, null, null)))));
    }

    private static SampleMeter house(SimulatedDialect dialect) throws AesKey.BadKeyException {
        return SampleMeter.house(dialect, DemandConfig.DEFAULT, Optional.empty(), SampleMeter.HOUSE_START,
                new Decryptor(AesKey.of(KEY, "the simulator's key"), null));
    }

    private static void telegrams(Web web, SampleMeter meter) {
        for (int i = 1; i < TELEGRAMS; i++) {
            web.output.snapshot(meter.next());
        }
        show(web, meter.next());
    }

    private static void show(Web web, Snapshot last) {
        PageRig.hold(web.output, last);
    }

    private static void ess(Web web, Condition found) {
        web.driver.board().found(Finding.of(found, ""));
        show(web, SampleMeter.usual().next());
    }

    private static void limiter(Web web, Finding status) throws Exception {
        web.driver.board().found(status);
        show(web, Bills.limited(LIMIT));
    }

    /** As after a start: the mark of the month's peak stays where it belongs. */
    private static Snapshot withoutMean(Duration window) {
        Demand demand = FLANDERS.demand();
        return Snapshots.like(FLANDERS).demand(TestDemand.window(demand.start(), window, null, null, 2_000L)).take();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatThePageShows(Case shown) throws Exception {
        Web web = PAGE.web(null);
        shown.situation().happens(web);
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.awaitShown("no-history");
        GOLDEN.compare(shown.name(), PAGE.value(PageRig.script("shown.js")).asText());
        PAGE.assertNoComplaints();
    }

    @AfterAll
    static void end() throws IOException {
        GOLDEN.end();
    }

    @Test
    void noOtherMeterIsInIt() throws IOException {
        GOLDEN.assertNoOthers(cases().map(Case::name));
    }
}
