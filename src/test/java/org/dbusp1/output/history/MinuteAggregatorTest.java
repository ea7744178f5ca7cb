package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.LONG_POWER_FAILURES;
import static org.dbusp1.meter.Quantity.POWER_FAILURES;
import static org.dbusp1.meter.Quantity.TARIFF;
import static org.dbusp1.meter.Quantity.VOLTAGE_SAGS_L1;

import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.dbusp1.Complaints;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Details.Failure;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.http.HttpOutput;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which events are written, and what is kept at all. */
@Timeout(60)
class MinuteAggregatorTest {
    private static final long TEN = TestHistory.second("2026-06-15T10:00:00Z");

    @AutoClose
    private TestHistory book;

    @BeforeEach
    void open() throws Exception {
        book = new TestHistory(SqlDialect.SQLITE);
    }

    private List<String> events() throws Exception {
        return book.rows(Table.EVENTS).stream()
                .map(row -> Long.parseLong(row.get("ts")) - TEN + " " + row.get("kind") + " " + row.get("value") + " "
                        + row.getOrDefault("delta", "-")).toList();
    }

    @Test
    void aCounterThatMovesIsAnEvent() throws Exception {
        book.meter.with(TARIFF, "2").with(VOLTAGE_SAGS_L1, "4");
        book.add(TEN).add(TEN + 1);
        book.meter.with(TARIFF, "1").with(VOLTAGE_SAGS_L1, "7");
        book.add(TEN + 2).write();

        assertThat(events()).containsExactly("0 tariff 2 -", "0 voltage_sags_l1 4 -", "2 tariff 1 -1", "2 voltage_sags_l1 7 3");
    }

    @Test
    void whatMovedWhileTheDriverWasAwayIsNoticed() throws Exception {
        book.meter.with(VOLTAGE_SAGS_L1, "4").with(TARIFF, "1");
        book.add(TEN).restart().add(TEN + 600).restart();
        book.meter.with(VOLTAGE_SAGS_L1, "6");
        book.add(TEN + 1_200).write();

        assertThat(events()).containsExactly("0 tariff 1 -", "0 voltage_sags_l1 4 -", "1200 voltage_sags_l1 6 2");
    }

    /** The counters of another meter, and its tariff, are no change of those of the meter before, also over a restart. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherMeterHasHadNoneOfTheEventsOfItsCounters(boolean restart) throws Exception {
        book.meter.with(POWER_FAILURES, "3").with(TARIFF, "2").with(VOLTAGE_SAGS_L1, "4");
        book.add(TEN).add(TEN + 1);
        if (restart) {
            book.restart();
        }
        book.meter.serial("E0099999").with(POWER_FAILURES, "12").with(TARIFF, "1").with(VOLTAGE_SAGS_L1, "4");
        book.add(TEN + 120).add(TEN + 121).restart();
        book.meter.with(POWER_FAILURES, "13");
        book.add(TEN + 180).write();

        assertThat(events()).containsExactly("0 power_failures 3 -", "0 tariff 2 -", "0 voltage_sags_l1 4 -", "120 meter 2 1",
                "120 power_failures 12 -", "120 tariff 1 -", "120 voltage_sags_l1 4 -", "180 power_failures 13 1");
    }

    /** Another meter is known by its counters too. */
    @Test
    void anotherMeterWithoutANumberHasHadNoneOfThemEither() throws Exception {
        book.meter.serial("").with(POWER_FAILURES, "3");
        Snapshot before = book.meter.at(TEN);
        book.add(before);
        Stamp later = new Stamp(TEN + 2, before.arrival().rowTime().offsetSeconds());
        book.add(Snapshots.like(before).with("POWER_FAILURES=12").at(later).meterIndex(before.published().meterIndex() + 1).take()).write();

        assertThat(events()).containsExactly("0 power_failures 3 -", "2 power_failures 12 -");
    }

    @Test
    void theMetersLogOfLongFailuresIsKeptOnce() throws Exception {
        book.meter.with(LONG_POWER_FAILURES, "1").details(new Details(null, null,
                null, null, null, null, null,
                List.of(new Failure(new Stamp(TEN - 5_000, 3_600), 240),
                        new Failure(null, 9))));
        book.add(TEN).restart().add(TEN + 600).write();

        assertThat(events()).containsExactly("-5000 outage 240 240", "0 long_power_failures 1 -");
    }

    /** While the meter sends nothing no minute ends; the events are written with the last minute, which stays as it was. */
    @Test
    void theDriversEventsAreKeptAlsoWhileNoTelegramComes() throws Exception {
        book.meter.with(TARIFF, "2").with(VOLTAGE_SAGS_L1, "4");
        book.add(TEN).add(TEN + 1).happened(EventType.MONTH_PEAK, true, TEN + 1).write();
        List<Map<String, String>> before = book.rows(Table.MINUTES);
        book.rejected().happened(EventType.METER_SILENT, true, TEN + 70).write();
        book.happened(EventType.METER_SILENT, false, TEN + 700).write();
        assertThat(book.rows(Table.MINUTES)).isEqualTo(before);
        book.add(TEN + 720).write();

        assertThat(events()).contains("1 month_peak 1 1", "70 meter_silent 1 1", "700 meter_silent 0 -1").hasSize(5);
        assertThat(book.rows(Table.MINUTES)).hasSize(2);
        assertThat(book.rows(Table.MINUTES).get(1)).as("the telegram that was rejected meanwhile").containsEntry("bad", "1");
    }

    /** The machine's clock has not been set, and that of the meter is right; before its first message nobody knows the time. */
    @Test
    void anEventOfAClockBeforeTheReleaseHasTheMetersTime() throws Exception {
        long behind = 40 * 86_400;
        book.released("2026-06-01T00:00:00Z").happened(EventType.METER_SILENT, true, TEN - behind - 5);
        book.add(TEN).happened(EventType.MONTH_PEAK, true, TEN - behind).add(TEN + 600);
        book.happened(EventType.MONTH_PEAK, false, TEN + 600 - behind).write();

        List<String> events = events();
        // While the test runs, the meter's clock goes on.
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).matches("[0-9]{1,2} month_peak 1 1");
        assertThat(events.get(1)).matches("6[0-9]{2} month_peak 0 -1");
    }

    /** A quantity that somebody adds has to be kept, or to be left out here on purpose. */
    @Test
    void everyQuantityIsKeptOrLeftOutOnPurpose() {
        Set<Quantity> kept = EnumSet.copyOf(MinuteRow.MEASURES.stream().map(MinuteRow.Measure::quantity).toList());
        kept.addAll(MinuteAggregator.WATCHED);

        // Derived from what is kept, of one direction, or of no use to a chart; CSV files hold them all.
        String leftOut = "ENERGY_COMBINED|ENERGY_(IM|EX)PORT_L[123]|POWER_ABS|POWER_(IM|EX)PORT_L[123]|CURRENT_NEUTRAL"
                + "|POWER_FACTOR.*|FREQUENCY|REACTIVE_.*|APPARENT_.*|DEMAND_(EXPORT|NET)|PEAK_(IM|EX)PORT|FUSE.*";

        Complaints.none(EnumSet.complementOf(EnumSet.copyOf(kept)).stream().filter(quantity -> !quantity.name().matches(leftOut))
                .map(quantity -> "a place is missing for " + quantity + ": a column in MinuteRow.MEASURES, an event in"
                        + " MinuteAggregator.WATCHED, or the pattern of what is left out in MinuteAggregatorTest").toList());
    }

    /** The page has a text for each kind of event that is recorded; changes of the tariff are a line of the day. */
    @Test
    void everyKindOfEventHasAText() throws Exception {
        // meter and mbus_1: another meter, another M-Bus device.
        Set<String> kinds = new TreeSet<>(Set.of(Schema.OUTAGE, "meter", "mbus"));
        MinuteAggregator.WATCHED.forEach(quantity -> kinds.add(quantity.key().replaceFirst("_l[1-3]$", "")));
        kinds.remove("tariff");
        Set<String> texts = new TreeSet<>();
        try (InputStream table = HttpOutput.class.getResourceAsStream("texts_en.properties")) {
            Properties rows = new Properties();
            rows.load(table);
            rows.stringPropertyNames().stream().filter(key -> key.startsWith("eventKinds."))
                    .forEach(key -> texts.add(key.substring("eventKinds.".length())));
        }

        Complaints.none(kinds.stream().filter(kind -> !texts.contains(kind))
                .map(kind -> "src/main/resources/org/dbusp1/output/http/texts_en.properties, and the other languages: a row is missing: "
                        + "eventKinds." + kind + "=what the page calls this event").toList());
        assertThat(texts).isEqualTo(kinds);
    }
}
