package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.app.report.LineReport.ReportRow;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.process.Health;
import org.dbusp1.driver.LineState;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Doubts;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Doubts.UncountedPower;
import org.dbusp1.metering.Doubts.WrongZone;
import org.dbusp1.metering.Published;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The report is in the owner's language and zone: each row of it, whatever Linux has. */
class ReporterTest {
    private static final Instant NOON = Instant.parse("2026-06-21T12:00:00Z");
    private static final Set<String> SAME_IN_SOME_LANGUAGE =
            Set.of("Port", "Driver", "Meter", "Interval", "Gas", "Gas, water", "Water", "ESS", "L1", "L2", "L3", "");

    private @Nullable ZoneId configured;

    private static LineState state() {
        Map<RejectCause, Long> causes = Arrays.stream(RejectCause.values()).collect(Collectors.toMap(Function.identity(), cause -> 2L));
        TelegramCounts counts = new TelegramCounts(90, Map.of("first line, message", 3L, "CR put back", 1L), causes, 2);
        SampleMeter meter = new SampleMeter("dsmr50", Wiring.THREE_PHASES, NOON, SimulatedMedium.GAS, SimulatedMedium.WATER);
        Snapshot snapshot = Snapshots.like(meter.next()).withheld(new Published.Withheld(Set.of(Quantity.VOLTAGE_L1), Set.of())).take();
        return WatchedLine.of(Duration.ofMinutes(3)).bytes(80_000).counts(counts)
                .beforeFirstGood(new TelegramCounts(0, Map.of(), Map.of(RejectCause.CRC, 1L)))
                .sinceFirstGood(Duration.ofMinutes(2), 40).snapshot(snapshot).lastGood(NOON, Duration.ofSeconds(1))
                .rejectedSinceGood(causes)
                .rejected(List.of(new RejectedFrame("/ISK5 1-0:1.8.1(0001".getBytes(StandardCharsets.US_ASCII), 0, NOON.plusSeconds(90), RejectCause.CRC)))
                .state();
    }

    private static LineReport report(String language, String zone) {
        ReportTexts texts = ReportTexts.in(language);
        Reporter reporter = new Reporter("/dev/ttyUSB0", Carrier.SERIAL, true, new Remedies(texts, null, true, false), ZoneId.of(zone), null, null);
        return reporter.report(state(), Finding.of(Condition.ESS_UNKNOWN), null,
                List.of(new Health("http", true, NOON, 0, null), new Health("mqtt", false, NOON, 2, "timed out")))
                .withRowAt(1, ReportRow.of("Data request", texts.text("request.trying", Map.of("lines", "DTR"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nl", "de", "fr"})
    void eachRowIsInTheOwnersLanguage(String language) {
        LineReport english = report("en", "UTC");
        LineReport other = report(language, "UTC");
        ReportTexts texts = ReportTexts.in(language);
        assertThat(other.rows()).extracting(ReportRow::label).as("the names of rows")
                .isEqualTo(english.rows().stream().map(ReportRow::label).toList());
        Set<String> alike = new HashSet<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < other.rows().size(); i++) {
            String label = other.rows().get(i).label();
            if (other.rows().get(i).text().equals(english.rows().get(i).text())) {
                alike.add(label);
            }
            labels.add(label);
        }
        labels.addAll(List.of("Result", "What to do"));

        assertThat(alike).as("rows with only numbers and names").isSubsetOf("Port", "Meter", "", "Number", "L1", "L2", "L3", "Its number");
        assertThat(labels).contains("Noise", "Other meter", "Rejected", "Repaired", "Withheld", "Power", "Energy", "Gas", "Water",
                "Outputs");
        assertThat(labels).filteredOn(label -> !SAME_IN_SOME_LANGUAGE.contains(label))
                .allSatisfy(label -> assertThat(texts.label(label)).isNotEqualTo(label).hasSizeLessThan(15));
        assertThat(String.join("\n", other.text(texts, true).lines(1_000, Integer.MAX_VALUE))).doesNotContain("{", "label.", "cause.", "repair.", "values.",
                " telegrams", "damaged", "rejected", " works", "checksum", "from the grid");
    }

    @ParameterizedTest
    @CsvSource({"Europe/Amsterdam, 14:00:00, 14:01:30, 2026-06-21 14:00:00", "Europe/Helsinki, 15:00:00, 15:01:30, 2026-06-21 15:00:00"})
    void timesAreThoseOfTheOwnersZone(String zone, String last, String rejected, String since) {
        LineReport report = report("en", zone);
        assertThat(report.row("Telegrams")).hasValueSatisfying(text -> assertThat(text).endsWith("the last good one at " + last));
        assertThat(report.row("Last rejected")).hasValueSatisfying(text -> assertThat(text).startsWith(rejected + " "));
        assertThat(report.row("Outputs")).hasValue("http works; mqtt does not work since " + since + ", 2 readings dropped (timed out)");
    }

    /** Of a meter whose text names no country. */
    @Test
    void theZoneIsSaidWithItsReason() {
        Snapshots meter = Snapshots.threePhase().meter(new MeterIdentity(Dialect.NORDIC, "ADN9 6534", "1", null));
        assertThat(rows("en", meter.take())).contains("Zone|Europe/Stockholm: by the country of such meters; meter.zone sets another");
        meter.zone(ZoneId.of("Europe/Helsinki"));
        assertThat(rows("en", meter.take())).contains("Zone|Europe/Helsinki: by this device, because such meters are in Finland too; "
                + "meter.zone sets another");
        configured = ZoneId.of("Europe/Helsinki");
        assertThat(rows("en", meter.take())).contains("Zone|Europe/Helsinki: by meter.zone");
        configured = ZoneId.of("Etc/GMT-2");
        assertThat(rows("en", meter.take())).as("of the clock, not of the days").contains("Zone|Etc/GMT-2: by meter.zone");
        configured = ZoneId.of("Europe/Helsinki");
        meter.meter(new MeterIdentity(Dialect.P1, "XYZ5", "1", null));
        assertThat(rows("de", meter.take())).contains("Meter|P1: geraten").contains("Zone|Europe/Helsinki: durch meter.zone");
        configured = null;
        meter.zone(Dialect.P1.zone());
        assertThat(rows("de", meter.take())).contains("Meter|P1: geraten").anyMatch(row -> row.startsWith("Zone|Europe/Amsterdam: durch das"));
        assertThat(rows("en", Snapshots.threePhase().take())).as("text that names its country").noneMatch(row -> row.startsWith("Zone"));
    }

    @Test
    void aWrongZoneIsSaidAsTheClock() {
        ZoneId zone = ZoneId.of("America/New_York");
        assertThat(rows("en", Snapshots.threePhase().doubts(Doubts.of(null, new WrongZone(zone, null), null, null)).take())).contains(
                "Clock|By meter.zone=America/New_York the meter's clock is hours off: this zone, the meter's clock or the clock of this device "
                + "is wrong");
        assertThat(rows("en", Snapshots.threePhase().doubts(Doubts.of(null, new WrongZone(zone, Dialect.DSMR5.zone()), null, null)).take()))
                .anyMatch(row -> row.startsWith("Clock|") && row.contains("by Europe/Amsterdam it is right"));
        WrongZone summerless = new WrongZone(Dialect.DSMR5.zone(), ZoneId.of("Etc/GMT-1"));
        LineReport report = report("en", Snapshots.threePhase().interval(Duration.ofSeconds(1))
                .doubts(Doubts.of(null, summerless, null, null)).take());
        assertThat(report.row("Clock")).hasValueSatisfying(text -> assertThat(text)
                .startsWith("By Europe/Amsterdam the meter's clock is wrong, and right by standard time all year"));
        assertThat(report.advice()).anyMatch(step -> step.contains("set meter.zone=Etc/GMT-1"));
    }

    /** A load or a producer needs no export, nor does a meter that is not for ESS. */
    @ParameterizedTest
    @CsvSource({"true, ESS_USED, true", "true, ESS_UNKNOWN, true", "true, ESS_OTHER_ROLE, false", "false, ESS_UNKNOWN, false"})
    void thatAMeterHasShownNoExportIsSaidOnlyOfAGridMeter(boolean forEss, Condition ess, boolean said) {
        Messages messages = new Messages();
        Snapshots message = Snapshots.of("POWER_NET=5 ENERGY_IMPORT=1").validFor(Duration.ofDays(2));
        messages.after(message.at(new Stamp(0, 0)).take());
        Snapshot later = messages.after(message.at(new Stamp(26 * 3_600, 0)).take());
        assertThat(reporter("en", forEss).report(state(later), Finding.of(ess), null, List.of()).row("Export").isPresent()).isEqualTo(said);
        FactInput onPage = new Fact.SnapshotInput(later, TelegramCounts.NONE, Map.of(Condition.Subject.ESS, Finding.of(ess)), List.of());
        assertThat(onPage.showsNoExport()).as("on the page").isEqualTo(ess == Condition.ESS_USED);
    }

    /** Two dashes stand for a fact that is absent. */
    @Test
    void theRemedyOfADoubtHasTheFactsThatItNames() {
        ZoneId zone = ZoneId.of("America/New_York");
        UncountedPower uncounted = new UncountedPower(Quantity.ENERGY_IMPORT, 5_000, 90, 1_000);
        Set<Condition> said = EnumSet.noneOf(Condition.class);
        for (Doubts doubts : List.of(Doubts.of(new Stamp(0, 0), null, null, null), Doubts.of(null, new WrongZone(zone, null), null, null),
                Doubts.of(null, new WrongZone(zone, Dialect.DSMR5.zone()), null, null), Doubts.of(null, null, uncounted, null),
                Doubts.of(null, new WrongZone(Dialect.DSMR5.zone(), ZoneId.of("Etc/GMT-1")), null, null),
                Doubts.of(null, null, new UncountedPower(Quantity.ENERGY_EXPORT, 5_000, 90, 1_000), null),
                Doubts.of(null, null, null, new DoubtfulPower(5_000, 500)))) {
            for (String language : Texts.LANGUAGES) {
                LineReport report = report(language, Snapshots.threePhase().interval(Duration.ofSeconds(1)).doubts(doubts).take());
                said.add(report.finding());
                assertThat(report.result()).doesNotContain("--");
                assertThat(report.advice()).as("%s in %s", report.finding(), language).isNotEmpty()
                        .allSatisfy(step -> assertThat(step).doesNotContain("--"));
            }
        }
        // The others are told by somebody else, with their facts: TellerTest.
        assertThat(Condition.all(Condition.Subject.METER)).filteredOn(condition ->
                        ReportTexts.in("en").conditionTexts().remedy(Finding.of(condition)).contains("--"))
                .allMatch(condition -> said.contains(condition) || condition == Condition.METER_MONTH_PEAK);
    }

    /** As in the column of the tables of meters, by the interval that was measured; a meter without a power is none for ESS. */
    @ParameterizedTest
    @CsvSource({"1000, true, en, yes", "1500, true, nl, ja", "2500, true, nl, met voorzichtigheid", "5500, true, fr, avec prudence",
        "10000, true, de, mit Dem Wechselrichter folgen", "60000, true, fr, avec Suivre l'onduleur", "1000, false, de, nur Anzeige",
        "10000, false, en, display only", ", true, en, "})
    void howGoodAMeterIsForEssIsSaidOnEachMachine(@Nullable Integer millis, boolean sendsPower, String language, @Nullable String word) {
        TelegramCounts counts = new TelegramCounts(millis == null ? 1 : 90, Map.of(), Map.of());
        Snapshots made = sendsPower ? Snapshots.threePhase() : Snapshots.of("ENERGY_IMPORT=1000");
        Snapshot snapshot = made.interval(Duration.ofMillis(millis == null ? 10_000 : millis)).quality(counts).take();
        assertThat(report(language, snapshot).row("For ESS")).isEqualTo(Optional.ofNullable(word));
    }

    /** A binary meter may name its devices once an hour: before it nothing is said of them, and then their number. */
    @ParameterizedTest
    @CsvSource({"SML, , 'Gas, water|no M-Bus device at this meter'", "LANDIS_GYR, , ", "LANDIS_GYR, 24512345, 'Gas, water|an M-Bus device, which this driver does not read'"})
    void aDeviceThatIsNotReadIsNamed(Dialect dialect, @Nullable String number, @Nullable String row) {
        Snapshot snapshot = Snapshots.of("POWER_NET=250").dialect(dialect).take();
        LineState state = WatchedLine.of(Duration.ofSeconds(30)).snapshot(snapshot).lastGood(Instant.EPOCH, Duration.ZERO)
                .unreadDevices(number == null ? List.of() : List.of(number)).state();
        List<ReportRow> rows = new Reporter("/dev/ttyUSB0", Carrier.SERIAL, true, new Remedies(ReportTexts.in("en"), null, false, false),
                ZoneOffset.UTC, null, null).report(state, null).rows();
        assertThat(rows).filteredOn(each -> each.label().equals("Gas, water")).map(each -> each.label() + "|" + each.text())
                .isEqualTo(row == null ? List.of() : List.of(row));
        assertThat(rows).filteredOn(each -> each.label().equals("Its number")).hasSize(number == null ? 0 : 1)
                .allSatisfy(each -> assertThat(each.shown(false)).doesNotContain("24512345"));
    }

    private List<String> rows(String language, Snapshot snapshot) {
        return report(language, snapshot).rows().stream().map(row -> row.label() + "|" + row.text()).toList();
    }

    private LineReport report(String language, Snapshot snapshot) {
        return reporter(language, true).report(state(snapshot), null);
    }

    private Reporter reporter(String language, boolean forEss) {
        return new Reporter("/dev/ttyUSB0", Carrier.SERIAL, forEss, new Remedies(ReportTexts.in(language), null, false, false), ZoneOffset.UTC,
                null, configured);
    }

    private static LineState state(Snapshot snapshot) {
        return WatchedLine.of(Duration.ofSeconds(30)).snapshot(snapshot).lastGood(Instant.EPOCH, Duration.ZERO).state();
    }
}
