package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.dbusp1.output.Archive;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Periods of the page in headless Chromium: today, the address, the picked date, periods without a record. */
@Tag("slow")
@Timeout(120)
class PagePeriodsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    @RegisterExtension
    static final PageRig PAGE = new PageRig();

    private static Web house() {
        return house(new SampleArchive(Instant.now(), true));
    }

    private static Web house(Archive archive) {
        Web web = PAGE.web(archive);
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS));
        return web;
    }

    private static String today() {
        return LocalDate.now(ZONE).toString();
    }

    private static String query() throws Exception {
        return PAGE.value("location.search").asText();
    }

    private static String shownDate() throws Exception {
        return PAGE.value("document.getElementById('date').value").asText();
    }

    private static void pick(String date) throws Exception {
        PAGE.value("(() => { const date = document.getElementById('date'); date.value = '" + date
                + "'; date.dispatchEvent(new Event('change')); })()");
    }

    /** The owner may also give an offset; not every browser knows the names that Java has for them. */
    @ParameterizedTest
    @CsvSource({"Asia/Tokyo,9", "UTC+4,4", "-03:00,-3", "Z,"})
    void timesAreThoseOfTheOwnersZone(String zone, Integer hours) throws Exception {
        Web web = PAGE.web(null, Web.settings(ZoneId.of(zone)));
        Instant read = PAGE.play(web, PageRig.meter("dsmr50", Wiring.ONE_PHASE, SimulatedMedium.GAS)).published().devices().get(0)
                .reading().time().instant();
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.await("/Gas/.test(document.getElementById('device-list').innerText)");

        ZoneId shown = hours == null ? ZoneId.of(PAGE.browser()
                .value("Intl.DateTimeFormat().resolvedOptions().timeZone").asText()) : ZoneOffset.ofHours(hours);
        assertThat(PAGE.text("device-list")).contains("read " + read.atZone(shown).toLocalTime().toString());
        PAGE.assertNoComplaints();
    }

    @Test
    void todayIsBeforeTheLifetimeCountersAndGoodTelegramsAreLast() throws Exception {
        PAGE.viewHistory(house());
        PAGE.awaitShown("today-part");

        String page = PAGE.value("document.body.innerText").asText();
        assertThat(PAGE.text("today")).containsPattern("Import\n[0-9.]+\u00a0kWh").containsPattern("Gas\n[0-9]+\\.[0-9]{2}\u00a0m³")
                .containsPattern("T1\u00a0[0-9.]+ · T2\u00a0[0-9.]+\n");
        assertThat(page).containsSubsequence("Today", "Gas", "Import counter", "Energy", "Voltage sags", "Good telegrams");
        assertThat(PAGE.value("[...document.querySelectorAll('main dt')].filter(e => e.offsetParent)"
                + ".at(-1).innerText").asText()).isEqualTo("Good telegrams");
        assertThat(PAGE.text("device-list")).containsPattern("[0-9]\\.[0-9]{2}\u00a0m³");
    }

    /**
     * By hand: 2 kWh at 0.20 and 3 kWh at 0.30, 1 kWh of export at 0.05, 2.5 m3 at 1.40. Where the second tariff has no price it is not
     * known what the import costs, so it is not in the sum.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "import-t1=0.20, import-t2=0.30,export=0.05,gas=1.4|€4.75;Import €1.30;Export −€0.05;Gas €3.50",
        "import-t1=0.20,gas=1.4,currency=CHF|CHF\u00a03.50;Gas CHF\u00a03.50"})
    void todaysCostIsTheSumOfWhatHasAPrice(String prices, String cost) throws Exception {
        Web web = PAGE.web(DAY, HttpConfig.Prices.parse(prices));
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS));
        PAGE.view(web, PageRig.PHONE, false);
        PAGE.await("document.querySelector('#today .cost') !== null");

        assertThat(PAGE.value("document.querySelector('#today .cost').innerText").asText()).isEqualTo("Cost\n" + cost.replace(';', '\n'));
        PAGE.picture("cost-390-light");
    }

    /**
     * Nothing was recorded from 21:00 of the day before until 3:00. The hour after such a time holds its energy too: that is no
     * energy of this hour, and is compared with nothing.
     */
    @Test
    void energyOfATimeWithoutRecordIsInTheSumButInNoBarAndNoComparison() throws Exception {
        LocalDate day = LocalDate.of(2026, 3, 11);
        TestArchive gap = (table, step, from, to, rows) -> {
            rows.columns(TestArchive.columns(switch (table) {
                case HOURS -> "ts,imp_wh,exp_wh,gap";
                case MBUS -> "ts,channel,kind,delta";
                case DAYS -> "day,imp_wh,gap";
                case MBUS_DAYS, PEAKS -> "day";
                case MINUTES, QUARTERS, EVENTS -> "ts";
            }));
            long midnight = day.atStartOfDay(ZONE).toEpochSecond();
            for (long ts = midnight - 86_400; ts < midnight + 86_400; ts += 3600) {
                long hour = (ts - midnight) / 3600;
                boolean recorded = hour < -3 || hour >= 3;
                if (recorded && table == Archive.Table.HOURS && ts >= from && ts < to) {
                    rows.row(List.of("" + ts, hour == 3 ? "7000" : "1000", "0", hour == 3 ? "1" : ""));
                } else if (recorded && table == Archive.Table.MBUS && ts + 3600 > from && ts + 3600 <= to) {
                    rows.row(List.of("" + (ts + 3600), "1", "gas", hour == 3 ? "700" : "100"));
                }
            }
            if (table == Archive.Table.DAYS) {
                rows.row(List.of(today(), "27000", "1"));
            }
        };
        PAGE.viewHistory(house(gap), "?period=day&date=" + day);
        PAGE.awaitShown("today-note");
        PAGE.openDetails();
        PAGE.await("document.querySelectorAll('#energy-chart tbody tr').length === 24");

        String note = "Includes what was counted before it";
        assertThat(PAGE.text("period-note")).contains(note);
        assertThat(PAGE.text("today-note")).contains(note);
        // 20 hours from 4:00 on, and the 7 kWh of 3:00; of the day before those 17 until 21:00 that can be compared.
        assertThat(PAGE.text("sums")).contains("27.00\u00a0kWh", "2.70\u00a0m³",
                "of the recorded part 17.00\u00a0kWh, the day before 17.00 (0%), 7 hours not recorded",
                "of the recorded part 1.70\u00a0m³, the day before 1.70 (0%), 7 hours not recorded");
        for (String chart : new String[] {"#energy-chart", "#device-charts"}) {
            assertThat(PAGE.value("[...document.querySelectorAll('" + chart + " tbody tr')].slice(0, 5)"
                    + ".map(row => row.cells[2].innerText.replace(/[^0-9.–]/g, '')).join(' ')").asText())
                    .isEqualTo(chart.equals("#energy-chart") ? "– – – – 1.00" : "– – – – 0.10");
        }
        PAGE.picture("counted-before-1280-light");
    }

    /**
     * All is recorded, 1 kWh each hour or day. What a month or a day of summer time does not have is not missing: whole periods are
     * compared.
     */
    @ParameterizedTest
    @CsvSource({"month,2026-04-01,31.00", "month,2026-03-01,28.00", "day,2026-03-29,24.00", "day,2026-03-30,23.00",
        "day,2026-10-25,24.00", "day,2026-10-26,25.00"})
    void periodsOfUnequalLengthAreComparedWhole(String span, String first, String before) throws Exception {
        PAGE.viewHistory(house(SAME), "?period=" + span + "&date=" + first);

        assertThat(PAGE.text("sums")).contains("the " + span + " before " + before)
                .doesNotContain("not recorded", "of the recorded part");
    }

    /** Solar panels since June 2024: export is compared from then on only, which is not the whole year whose sum stands above it. */
    @Test
    void aYearThatIsComparedInPartNamesTheNumberThatIsCompared() throws Exception {
        TestArchive panels = (table, step, from, to, rows) -> {
            if (table != Archive.Table.DAYS || step != Archive.Step.MONTH) {
                SAME.read(table, step, from, to, rows);
                return;
            }
            rows.columns(TestArchive.columns("day,imp_wh,exp_wh"));
            int year = Instant.ofEpochSecond(from).atZone(ZONE).getYear();
            for (int month = 1; month <= 12; month++) {
                rows.row(List.of("%d-%02d".formatted(year, month), "30000", year == 2025 || month >= 6 ? "10000" : ""));
            }
        };
        PAGE.viewHistory(house(panels), "?period=year&date=2025-01-01");

        assertThat(PAGE.text("sums").replace('\u00a0', ' ')).contains("Import\n360.00 kWh\nthe year before 360.00 (0%)",
                "Export\n120.00 kWh\nof the recorded part 70.00 kWh, the year before 70.00 (0%)");
    }

    /** 1 kWh each hour and each day. */
    private static final TestArchive SAME = (table, step, from, to, rows) -> {
        rows.columns(TestArchive.columns(table == Archive.Table.HOURS ? "ts,imp_wh" : table == Archive.Table.DAYS ? "day,imp_wh"
                : table == Archive.Table.MBUS_DAYS ? "day" : "ts"));
        for (long ts = from; table == Archive.Table.HOURS && ts < to; ts += 3600) {
            rows.row(List.of("" + ts, "1000"));
        }
        for (LocalDate day = Instant.ofEpochSecond(from).atZone(ZONE).toLocalDate();
                table == Archive.Table.DAYS && day.atStartOfDay(ZONE).toEpochSecond() < to; day = day.plusDays(1)) {
            rows.row(List.of(day.toString(), "1000"));
        }
    };

    /** A network that fails for a moment while the page opens, as of a tablet that has just started. */
    @Test
    void aHistoryThatCouldNotBeAskedForComesWithALaterTelegram() throws Exception {
        PAGE.runFirst("failing.js");
        Web web = house();
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.awaitShown("notice");

        PageRig.hold(web.output, PageRig.meter("dsmr50", Wiring.THREE_PHASES).next());

        PAGE.awaitHistory();
        PAGE.await("document.getElementById('notice').offsetParent === null");
    }

    /** A database that is busy when the page opens: the driver answers, and the day's curve comes later. */
    @Test
    void aDayThatCouldNotBeReadIsReadAgain() throws Exception {
        AtomicBoolean busy = new AtomicBoolean(true);
        Web web = house(busyWhile(table -> busy.get() && table == Archive.Table.MINUTES));
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.await("/busy/.test(document.getElementById('no-history').innerText)");
        web.output.offline();
        PAGE.await("document.getElementById('status').dataset.state === 'silent'");
        assertThat(PAGE.text("notice")).doesNotContain("does not answer");
        busy.set(false);
        PAGE.value("document.dispatchEvent(new Event('visibilitychange'))");

        PAGE.await("!document.querySelector('#spans [data-minutes=\"1440\"]').hidden");
        PAGE.awaitHistory();
    }

    private static TestArchive busyWhile(Predicate<Archive.Table> busy) {
        Archive whole = new SampleArchive(Instant.now(), true);
        return (table, step, from, to, rows) -> {
            if (busy.test(table)) {
                throw new IOException("the history is busy");
            }
            whole.read(table, step, from, to, rows);
        };
    }

    /** The figures of today do not appear as those of the day before, whose name is above them. */
    @Test
    void ofAPeriodThatCannotBeReadNothingIsShown() throws Exception {
        AtomicBoolean busy = new AtomicBoolean(false);
        PAGE.viewHistory(house(busyWhile(table -> busy.get())));
        busy.set(true);
        PAGE.value("document.dispatchEvent(new Event('visibilitychange'))");
        PAGE.await("/busy/.test(document.getElementById('no-history').innerText)");
        assertThat(PAGE.shown("recorded")).as("what was read of today").isTrue();

        PAGE.click("#earlier");
        PAGE.await("document.getElementById('recorded').offsetParent === null");
        busy.set(false);
        PAGE.value("document.dispatchEvent(new Event('visibilitychange'))");

        PAGE.awaitShown("recorded");
        assertThat(PAGE.shown("no-history")).isFalse();
    }

    /** 1 kWh each hour and each day, at 0.20. */
    @Test
    void todayIsBesideYesterdayAtThisTimeAndTheMonthsCostBesideTheLastOnes() throws Exception {
        ZonedDateTime now = ZonedDateTime.now(ZONE);
        assumeTrue(now.getHour() > 0 && now.getHour() < 23 && now.getDayOfMonth() > 1, "day or month have only begun");
        Web web = PAGE.web(SAME, HttpConfig.Prices.parse("import=0.2"));
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.THREE_PHASES));
        do {
            now = ZonedDateTime.now(ZONE);
            PAGE.view(web, PageRig.DESKTOP, false);
            PAGE.await("document.querySelectorAll('#today .cost').length === 2");
            // An hour that ends meanwhile is of neither.
        } while (now.getHour() != ZonedDateTime.now(ZONE).getHour());

        assertThat(PAGE.text("today").replace('\u00a0', ' '))
                .contains(String.format(Locale.ROOT, "%1$d.00 kWh at %1$02d:00, yesterday %1$d.00 (0%%)", now.getHour()))
                .contains(String.format(Locale.ROOT, "€%2$.2f at %1$02d:00, yesterday €%2$.2f (0%%)", now.getHour(), now.getHour() * .2));
        assertThat(PAGE.shown("sums")).as("the same tiles once more").isFalse();
        int days = now.getDayOfMonth();
        int before = Math.min(days - 1, now.minusMonths(1).toLocalDate().lengthOfMonth());
        assertThat(PAGE.value("[...document.querySelectorAll('#today .cost')].at(-1).innerText").asText())
                .startsWith(String.format(Locale.ROOT, "Cost of this month\n€%.2f\nuntil yesterday €%.2f, the month before €%.2f",
                        days * .2, (days - 1) * .2, before * .2));
        PAGE.picture("month-cost-1280-light");
    }

    /** Where the last month is not in the history, and on its first day, there is nothing to compare with. */
    @Test
    void aMonthWithoutTheOneBeforeHasNoTile() throws Exception {
        long begun = LocalDate.now(ZONE).withDayOfMonth(1).atStartOfDay(ZONE).toEpochSecond();
        Web web = PAGE.web((TestArchive) (table, step, from, to, rows) -> SAME.read(table, step, Math.max(from, begun), to, rows),
                HttpConfig.Prices.parse("import=0.2"));
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.THREE_PHASES));
        PAGE.viewHistory(web);
        PAGE.awaitShown("today-part");

        assertThat(PAGE.text("today")).contains("Cost").doesNotContain("month");
    }

    /** Tariffs change at 7:00 and at 21:00; a sag is an event. */
    @Test
    void changesOfTheTariffAreALineOfTheDayAndNoEvents() throws Exception {
        long midnight = LocalDate.of(2026, 3, 11).atStartOfDay(ZONE).toEpochSecond();
        TestArchive changes = (table, step, from, to, rows) -> {
            if (table != Archive.Table.EVENTS) {
                SAME.read(table, step, from, to, rows);
                return;
            }
            rows.columns(TestArchive.columns("ts,kind,value,delta"));
            rows.row(List.of("" + (midnight + 7 * 3600), "tariff", "2", "1"));
            rows.row(List.of("" + (midnight + 8 * 3600), "voltage_sags_l2", "5", "1"));
            rows.row(List.of("" + (midnight + 21 * 3600), "tariff", "1", "-1"));
        };
        PAGE.viewHistory(house(changes), "?period=day&date=2026-03-11");
        PAGE.awaitShown("tariff-changes");

        assertThat(PAGE.text("tariff-changes")).isEqualTo("Tariff changes: 07:00 T2 (normal), 21:00 T1 (low)");
        assertThat(PAGE.text("events")).contains("Voltage sag L2").doesNotContain("Tariff");
        PAGE.click("[data-span=week]");
        PAGE.await("document.getElementById('tariff-changes').offsetParent === null");
        assertThat(PAGE.text("events")).contains("Voltage sag L2").doesNotContain("Tariff");
    }

    /** Without prices there is no cost, not one of zero. */
    @Test
    void withoutPricesThereIsNoCost() throws Exception {
        PAGE.view(house(DAY), PageRig.DESKTOP, false);
        PAGE.awaitShown("today-part");

        assertThat(PAGE.text("today")).contains("5.00\u00a0kWh", "1.00\u00a0kWh", "2.50\u00a0m³").doesNotContain("Cost", "€");
    }

    /** Every day the same. */
    private static final TestArchive DAY = (table, step, from, to, rows) -> {
        if (table == Archive.Table.DAYS) {
            rows.columns(TestArchive.columns("day,imp_wh,imp_t1_wh,imp_t2_wh,exp_wh"));
            rows.row(List.of(Instant.ofEpochSecond(from).atZone(ZONE).toLocalDate().toString(), "5000", "2000", "3000", "1000"));
        } else if (table == Archive.Table.MBUS_DAYS) {
            rows.columns(TestArchive.columns("day,channel,kind,delta"));
            rows.row(List.of(Instant.ofEpochSecond(from).atZone(ZONE).toLocalDate().toString(), "1", "gas", "2500"));
        } else {
            rows.columns(TestArchive.columns("ts"));
        }
    };

    /**
     * The history counts in litres or kilojoules, whatever the device is: 3.6 MJ are a kWh. A price is for a m3, of
     * heat for a GJ; it is not for what was counted in another unit.
     */
    @Test
    void eachDeviceIsShownInItsUnit() throws Exception {
        TestArchive devices = (table, step, from, to, rows) -> {
            boolean days = table == Archive.Table.MBUS_DAYS;
            rows.columns(TestArchive.columns(days ? "day,channel,kind,reading_l,reading_kj,delta" : table == Archive.Table.MBUS
                    ? "ts,channel,kind,reading_l,reading_kj,delta" : table == Archive.Table.DAYS ? "day" : "ts"));
            if (days || table == Archive.Table.MBUS) {
                String time = days ? Instant.ofEpochSecond(from).atZone(ZONE).toLocalDate().toString() : "" + (from + 3_600);
                rows.row(List.of(time, "1", "electricity", "", "720000", "18000"));
                rows.row(List.of(time, "2", "heat", "", "9000000", "250000"));
                rows.row(List.of(time, "3", "hot_water", "4000", "", "125"));
                rows.row(List.of(time, "4", "water", "", "5000", "2000"));
            }
        };
        Web web = PAGE.web(devices, HttpConfig.Prices.parse("heat=40,water=1"));
        PAGE.play(web, PageRig.meter("dsmr50", Wiring.THREE_PHASES));
        PAGE.viewHistory(web);
        PAGE.awaitShown("today-part");

        for (String place : new String[] {"today", "sums"}) {
            if (place.equals("sums")) {
                PAGE.click("[data-span=week]");
                PAGE.awaitShown(place);
            }
            assertThat(PAGE.text(place)).contains("Electricity\n5.00\u00a0kWh", "Heat\n0.250\u00a0GJ",
                    "Hot water\n0.125\u00a0m³", "Water\n0.002\u00a0GJ");
        }
        assertThat(PAGE.text("today")).contains("Cost\n€10.00\nHeat €10.00").doesNotContain("Water €");
        assertThat(PAGE.text("device-charts")).contains("Electricity", "Hot water");
    }

    @Test
    void todayOfASilentMeterShowsUntilWhen() throws Exception {
        Web web = house();
        PAGE.view(web, PageRig.DESKTOP, false);
        PAGE.awaitShown("today-part");

        web.output.offline();

        PAGE.await("/^Today until [0-2][0-9]:[0-5][0-9]$/.test(document.getElementById('today-title').innerText)");
        assertThat(PAGE.text("today")).contains("kWh");
    }

    /** A month chosen with a button, reloaded, left with Back, and the address that a link would have. */
    @Test
    void theAddressHoldsPeriodAndDate() throws Exception {
        Web web = house();
        PAGE.viewHistory(web);
        assertThat(query()).isEmpty();

        PAGE.click("[data-span=month]");
        PAGE.click("#earlier");
        String month = LocalDate.now(ZONE).withDayOfMonth(1).minusMonths(1).toString();
        assertThat(query()).isEqualTo("?period=month&date=" + month);
        String name = PAGE.text("period-name");

        PAGE.value("location.reload()");
        PAGE.await("document.readyState === 'complete' && document.getElementById('period-name').innerText !== ''");
        assertThat(PAGE.text("period-name")).isEqualTo(name);
        assertThat(PAGE.value("document.querySelector('[data-span=month]').ariaPressed").asText()).isEqualTo("true");

        PAGE.value("history.back()");
        PAGE.await("location.search.includes('date=" + month + "') === false"
                + " && document.getElementById('period-name').innerText !== '" + name + "'");
        PAGE.click("#to-today");
        PAGE.await("document.getElementById('later').disabled");

        PAGE.view(web, "?period=year&date=2025-06-15", PageRig.DESKTOP, false);
        PAGE.await("document.getElementById('period-name').innerText === '2025'");
        PAGE.awaitHistory();
        PAGE.assertNoComplaints();
    }

    /** A tablet on the wall: after midnight it shows the new day, unless another period was chosen. */
    @ParameterizedTest
    @CsvSource({"'',true", "?period=day&date=2026-03-11,false"})
    void aPageLeftOpenGoesOnToTheNextDay(String query, boolean follows) throws Exception {
        PAGE.runFirst("clock.js");
        PAGE.viewHistory(house(), query);
        PAGE.awaitShown("today-part");
        String shown = shownDate();

        PAGE.value("window.ahead = " + Duration.between(ZonedDateTime.now(ZONE), ZonedDateTime.now(ZONE).plusDays(1)).toMillis());
        PAGE.value("document.dispatchEvent(new Event('visibilitychange'))");

        PAGE.await("document.getElementById('date').max === '" + LocalDate.now(ZONE).plusDays(1) + "'");
        assertThat(shownDate()).isEqualTo(follows ? LocalDate.parse(shown).plusDays(1).toString() : shown);
        // Nothing is recorded of the new day yet.
        PAGE.await("document.getElementById('today-part').offsetParent === null");
        assertThat(query()).isEqualTo(query);
    }

    /** Mistyped addresses, and a date in the future. */
    @ParameterizedTest
    @ValueSource(strings = {"?period=decade&date=2026-99-99", "?period=day&date=2999-01-01", "?date=%3Cb%3E", "?period="})
    void anAddressThatNamesNoPeriodShowsToday(String query) throws Exception {
        PAGE.viewHistory(house(), query);

        assertThat(shownDate()).isEqualTo(today());
        PAGE.assertNoComplaints();
    }

    @Test
    void aDateCanBePicked() throws Exception {
        PAGE.viewHistory(house());

        pick("2025-03-30");
        PAGE.await("/^Sunday,? 30 March 2025$/.test(document.getElementById('period-name').innerText)");
        assertThat(query()).isEqualTo("?period=day&date=2025-03-30");
        PAGE.click("[data-span=week]");
        assertThat(query()).isEqualTo("?period=week&date=2025-03-24");
        // Emptied, as browsers let the user do: nothing to go to.
        pick("");
        assertThat(query()).isEqualTo("?period=week&date=2025-03-24");
        pick("2999-12-31");
        assertThat(query()).contains("period=week");
        PAGE.await("document.getElementById('later').disabled");
    }

    @ParameterizedTest
    @CsvSource({"1280,false", "390,true"})
    void aDayWithoutRecordIsNamed(int width, boolean dark) throws Exception {
        Archive recent = since(Instant.now().minusSeconds(3 * 86_400));
        PAGE.view(house(recent), "?period=day&date=2026-01-02", width, dark);
        PAGE.awaitHistory();

        assertThat(PAGE.text("empty")).matches("Nothing is recorded for Friday,? 2 January 2026\\.");
        assertThat(PAGE.shown("recorded")).isFalse();
        PAGE.picture("empty-day-" + width + (dark ? "-dark" : "-light"));
        PAGE.click("#to-today");
        PAGE.awaitShown("recorded");
        assertThat(PAGE.shown("empty")).isFalse();
    }

    @Test
    void beforeTheFirstQuarterHourIsOverOneSentenceTellsWhenTheFirstBarComes() throws Exception {
        Instant now = Instant.now();
        Archive whole = since(now.plusSeconds(86_400));
        // What the first minutes bring.
        TestArchive first = (table, step, from, to, rows) -> {
            if (table == Archive.Table.MBUS || table == Archive.Table.MBUS_DAYS) {
                rows.columns(TestArchive.columns((table == Archive.Table.MBUS ? "ts" : "day") + ",channel,kind,reading_l,delta"));
                rows.row(List.of(table == Archive.Table.MBUS ? "" + (now.getEpochSecond() - 300) : today(), "1", "gas", "4309470", ""));
            } else {
                whole.read(table, step, from, to, rows);
            }
        };
        PAGE.view(house(first), PageRig.PHONE, false);
        PAGE.awaitHistory();

        for (String span : List.of("day", "week", "month", "year")) {
            PAGE.click("[data-span=" + span + "]");
            PAGE.await("document.querySelector('[data-span=" + span + "]').ariaPressed === 'true'");
            assertThat(PAGE.text("empty")).matches("Recording begins now; the first bar comes at [0-9]{2}:(00|15|30|45)\\.");
            assertThat(PAGE.shown("recorded")).isFalse();
        }
        assertThat(PAGE.shown("today-part")).isFalse();
    }

    /** What rounds to 0 has no sign. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"money(-0.004, 'EUR')|€0.00", "money(-0.006, 'EUR')|−€0.01", "power(-0.4)|0\u00a0W",
        "power(-0.6)|−1\u00a0W", "energy(-4)|0.00\u00a0kWh", "fixed(-0, 0)|0", "axis(1000).axis(-4)|0"})
    void whatRoundsToZeroHasNoSign(String call, String shown) throws Exception {
        PAGE.viewHistory(house());
        assertThat(PAGE.value("import('./format.js').then(format => format." + call + ")").asText()).isEqualTo(shown);
    }

    /** Also in the first hour, and after midnight, when a day has counted 3 Wh. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"axis(1000)", "axis()", "amount({kind: 'gas'})", "amount({kind: 'heat', reading_kj: 1})",
        "amount({kind: 'electricity'})"})
    void ticksOfAnAxisAreAsFarApartAsItsDecimals(String format) throws Exception {
        PAGE.viewHistory(house());
        String axis = "Promise.all([import('./format.js'), import('./chart.js')]).then(([f, {Chart}]) => new Chart(document.createElement("
                + "'figure'), {name: '', unit: '', format: f." + format + "})).then(chart => ";
        assertThat(PAGE.value(axis + "chart.ticks().slice(0, 9).map(tick => chart.format.axis(tick)).join(' '))").asText())
                .isEqualTo("0.01 0.02 0.05 0.1 0.2 0.5 1 2 5");
        assertThat(PAGE.value(axis + "chart.format.axis(chart.bounds(0, chart.format.leastTick / 4)[1]))").asText()).isEqualTo("0.01");
        assertThat(PAGE.value(axis + "chart.format.axis(chart.bounds(-chart.format.leastTick / 4, 0)[0]))").asText()).isEqualTo("−0.01");
    }

    @Test
    void aQuarterHourIsAwaitedAndOneThatIsNotWholeIsMarked() throws Exception {
        Archive whole = new SampleArchive(Instant.now(), true);
        List<List<String>> quarters = new CopyOnWriteArrayList<>();
        TestArchive first = (table, step, from, to, rows) -> {
            if (table == Archive.Table.QUARTERS) {
                rows.columns(TestArchive.columns("ts,imp_wh,exp_wh,avg_w,partial"));
                for (List<String> row : quarters) {
                    rows.row(row);
                }
            } else {
                whole.read(table, step, from, to, rows);
            }
        };
        PAGE.viewHistory(house(first));
        PAGE.awaitShown("quarters-part");
        assertThat(PAGE.text("quarters-awaited")).matches("The first quarter hour comes at [0-9]{2}:(00|15|30|45)\\.");
        assertThat(PAGE.shown("quarters-chart")).isFalse();

        long midnight = LocalDate.now(ZONE).atStartOfDay(ZONE).toEpochSecond();
        quarters.add(List.of("" + midnight, "67", "0", "268", "1"));
        quarters.add(List.of("" + (midnight + 900), "225", "0", "900", "0"));
        PAGE.viewHistory(house(first));
        PAGE.awaitShown("quarters-chart");
        assertThat(PAGE.shown("quarters-awaited")).isFalse();
        assertThat(PAGE.value("[...document.querySelectorAll('#quarters-chart .legend span')].map(key => key.innerText).join()").asText())
                .isEqualTo("Mean import,Mean of the recorded part");
        PAGE.openDetails();
        PAGE.await("document.querySelectorAll('#quarters-chart tbody tr').length === 2");
        assertThat(PAGE.value("[...document.querySelectorAll('#quarters-chart tbody td')].map(cell => cell.innerText).join()").asText())
                .isEqualTo("–,0.27\u00a0kW,0.90\u00a0kW,–");
        PAGE.picture("quarters-partial");
    }

    private static TestArchive since(Instant begin) {
        Archive whole = new SampleArchive(Instant.now(), true);
        return (table, step, from, to, rows) -> whole.read(table, step, Math.max(from, begin.getEpochSecond()), to, rows);
    }

    /** Import and export of the period before can be distinguished, from each other and from this period. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everySeriesOfEnergyHasItsOwnColour(boolean dark) throws Exception {
        PAGE.view(house(), PageRig.DESKTOP, dark);
        PAGE.awaitHistory();

        assertThat(PAGE.value("document.querySelectorAll('#energy-chart .legend span').length").asInt()).isEqualTo(4);
        assertThat(PAGE.value("new Set([...document.querySelectorAll('#energy-chart .legend span')]"
                + ".map(e => e.style.getPropertyValue('--key'))).size").asInt()).isEqualTo(4);
    }

    /** The number of the tariff in force has another meaning in each country. */
    @ParameterizedTest
    @CsvSource({"dsmr50,1,1 (low)", "dsmr50,2,2 (normal)", "emucs17,1,1 (normal)", "emucs17,2,2 (low)"})
    void theTariffIsExplainedByCountry(String dialect, int tariff, String shown) throws Exception {
        Web web = PAGE.web(null);
        Instant now = Instant.now();
        PageRig.hold(web.output, new SampleMeter(dialect, Wiring.THREE_PHASES, now)
                .next(tariffLine(dialect, now), "0-0:96.14.0(000" + tariff + ")"));
        PAGE.view(web, PageRig.DESKTOP, false);

        PAGE.await("document.querySelector('#counters dd:last-child').innerText === '" + shown + "'");
    }

    /** The line of the tariff that a simulated meter prints at this time. */
    private static String tariffLine(String dialect, Instant time) {
        String telegram = new String(new SampleMeter(dialect, Wiring.THREE_PHASES, time).next().reading().message().bytes(),
                java.nio.charset.StandardCharsets.US_ASCII);
        int at = telegram.indexOf("0-0:96.14.0");
        return telegram.substring(at, telegram.indexOf(')', at) + 1);
    }
}
