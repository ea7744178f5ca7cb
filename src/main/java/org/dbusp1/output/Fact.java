package org.dbusp1.output;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.feedback.EssVerdict.Follow;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.ImportLimit.LimiterReport;
import org.dbusp1.meter.ImportLimit.LimiterState;
import org.dbusp1.meter.ImportLimit.LimiterStatus;
import org.dbusp1.problem.Problem;
import org.dbusp1.problem.Problem.About;

/**
 * Something that the driver publishes besides the meter's quantities: a row of {@link #ALL}. D-Bus path, MQTT topic, JSON
 * field and metric follow from its key, each by one rule; the layouts of the driver's own are loops over the rows.
 *
 * @param key     its words: the group, then the name, such as {@code demand.bill-forecast}
 * @param title   for people, in English
 * @param kind    how it is written
 * @param lasting whether it is offered to Home Assistant while it is absent
 * @param options the values of a choice
 * @param number  in units of the kind's last decimal; absent where the kind is a text, or nothing is known
 * @param text    absent where the kind is a number, or nothing is known
 */
public record Fact(String key, String title, Kind kind, boolean lasting, List<String> options,
                   Function<View, OptionalLong> number, Function<View, Optional<String>> text) {
    /** What may be shown at a moment. */
    public interface View {
        /** Returns the window of a demand tariff; absent where no such tariff is followed. */
        Optional<Demand> demand();

        /** Returns what the peak limiter does; absent where there is no limiter. */
        Optional<LimiterStatus> limiter();

        /** Returns what the driver does between the telegrams of a slow meter; absent where it can do nothing. */
        Optional<Follow> follow();
    }

    /** What a telegram brought, for outputs without a limiter of their own. */
    public record Shown(Optional<Demand> demand, Optional<Follow> follow) implements View {
        @Override
        public Optional<LimiterStatus> limiter() {
            return demand.flatMap(window -> window.importLimit().limiter()).map(LimiterReport::status);
        }
    }

    /** Kinds of facts. */
    public enum Kind {
        WATTS("w", "watts", 0), SECONDS("s", "seconds", 3), RATIO("", "ratio", 2), COUNT("", "", 0),
        TEXT("", "", 0),
        /** One of some words. */
        CHOICE("", "", 0),
        /** A time in ISO 8601. */
        TIME("", "", 0);

        private final String unit;
        private final String metric;
        private final int decimals;

        Kind(String unit, String metric, int decimals) {
            this.unit = unit;
            this.metric = metric;
            this.decimals = decimals;
        }

        /** Returns the number of decimals. */
        public int decimals() {
            return decimals;
        }

        /** Returns whether facts of this kind are numbers. */
        public boolean isNumber() {
            return compareTo(TEXT) < 0;
        }

        /** Returns the unit as people write it; empty for none. */
        public String symbol() {
            return this == WATTS ? "W" : unit;
        }
    }

    private static final OptionalLong NONE = OptionalLong.empty();

    /** All facts, in the order in which they are published. */
    public static final List<Fact> ALL = List.of(
            demand("mean", "Demand so far", Demand::meanWatts).asLasting(),
            demand("forecast", "Demand forecast", Demand::forecastWatts).asLasting(),
            demand("allowed", "Demand still allowed", Demand::allowedWatts),
            demand("peak", "Demand month peak", Demand::peakWatts),
            demand("free-import", "Import that costs nothing more", demand -> demand.importLimit().freeWatts()).asLasting(),
            choice("demand.limiter-state", "Limit the peak", Arrays.stream(LimiterState.values()).map(LimiterState::text).toList(),
                    view -> view.limiter().map(limiter -> limiter.state().text())),
            number("demand.limiter-asked", "Limit the peak asks", Kind.WATTS,
                    view -> view.limiter().map(LimiterStatus::asked).orElse(NONE)),
            number("demand.limiter-given", "Inverters give", Kind.WATTS,
                    view -> view.limiter().map(LimiterStatus::given).orElse(NONE)),
            limiter("windows-kept", "Demand windows kept", LimiterReport::withinLimit),
            limiter("windows-exceeded", "Demand windows not kept", LimiterReport::exceeded),
            text("demand.window-ends", "Demand window ends", Kind.TIME, view -> view.demand().map(demand -> demand.end().toString()))
                    .asLasting(),
            text("demand.tariff", "Demand tariff", Kind.TEXT, view -> bill(view).map(Demand.Bill::tariff)),
            choice("demand.status", "Demand status", List.of("counted", "not counted", "start not seen"),
                    view -> bill(view).map(bill -> DemandText.status(view.demand().orElseThrow(), bill))),
            bill("bill", "Demand bill", Kind.WATTS, Demand.Bill::watts),
            bill("bill-forecast", "Demand bill forecast", Kind.WATTS, Demand.Bill::forecastWatts),
            bill("bill-allowed", "Demand allowed by the bill", Kind.WATTS, Demand.Bill::allowedWatts),
            text("demand.step", "Demand step", Kind.TEXT, view -> bill(view).flatMap(Demand.Bill::step).map(DemandText::step)),
            bill("missing", "Demand windows missing", Kind.COUNT, bill -> OptionalLong.of(bill.missing())),
            choice("follow.state", "Follow the inverter", Problem.all(About.FOLLOW).stream().map(Problem::key).toList(),
                    view -> view.follow().map(follow -> follow.state().key())),
            follow("moves", "Moves of the inverter", Kind.COUNT, follow -> OptionalLong.of(follow.moves())),
            follow("age", "Age of the power", Kind.SECONDS, Follow::ageMillis),
            follow("l1.gain", "Inverter seen on L1", Kind.RATIO, follow -> follow.gains().get(0)),
            follow("l2.gain", "Inverter seen on L2", Kind.RATIO, follow -> follow.gains().get(1)),
            follow("l3.gain", "Inverter seen on L3", Kind.RATIO, follow -> follow.gains().get(2)),
            follow("missed", "Error of the power", Kind.WATTS, Follow::missedWatts),
            follow("missed-by-plain", "Error of the telegrams", Kind.WATTS, Follow::missedByPlainWatts));

    /** Returns the path on the D-Bus: {@code /P1/Demand/BillForecast}. */
    public String path() {
        return "/P1/" + Arrays.stream(key.split("\\.")).map(part -> Arrays.stream(part.split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1)).collect(Collectors.joining()))
                .collect(Collectors.joining("/"));
    }

    /** Returns the MQTT topic, also the field in the JSON of all values: {@code demand_bill_forecast_w}. */
    public String topic() {
        return words(key, kind.unit);
    }

    /** Returns the field in the JSON object of its group: {@code bill_forecast_w}. */
    public String field() {
        return words(key.substring(group().length() + 1), kind.unit);
    }

    /** Returns the metric of Prometheus: {@code p1_demand_bill_forecast_watts}. */
    public String metric() {
        return "p1_" + words(key, kind.metric);
    }

    /** Returns the first word of its key. */
    public String group() {
        return key.substring(0, key.indexOf('.'));
    }

    /** Returns the number with its decimals; empty for a text, or where nothing is known. */
    public Optional<BigDecimal> decimal(View view) {
        OptionalLong known = number.apply(view);
        return known.isPresent() ? Optional.of(BigDecimal.valueOf(known.getAsLong(), kind.decimals)) : Optional.empty();
    }

    /** Returns the value as text, whatever its kind. */
    public Optional<String> print(View view) {
        return kind.isNumber() ? decimal(view).map(BigDecimal::toPlainString) : text.apply(view);
    }

    private static String words(String key, String unit) {
        return key.replaceAll("[.-]", "_") + (unit.isEmpty() ? "" : "_" + unit);
    }

    private Fact asLasting() {
        return new Fact(key, title, kind, true, options, number, text);
    }

    private static Fact number(String key, String title, Kind kind, Function<View, OptionalLong> number) {
        return new Fact(key, title, kind, false, List.of(), number, view -> Optional.empty());
    }

    private static Fact text(String key, String title, Kind kind, Function<View, Optional<String>> text) {
        return new Fact(key, title, kind, false, List.of(), view -> NONE, text);
    }

    private static Fact choice(String key, String title, List<String> options, Function<View, Optional<String>> text) {
        return new Fact(key, title, Kind.CHOICE, false, options, view -> NONE, text);
    }

    private static Fact demand(String name, String title, Function<Demand, OptionalLong> watts) {
        return number("demand." + name, title, Kind.WATTS, view -> view.demand().map(watts).orElse(NONE));
    }

    private static Fact limiter(String name, String title, Function<LimiterReport, Integer> count) {
        return number("demand." + name, title, Kind.COUNT, view -> view.demand().flatMap(demand -> demand.importLimit().limiter())
                .map(limiter -> OptionalLong.of(count.apply(limiter))).orElse(NONE));
    }

    private static Fact bill(String name, String title, Kind kind, Function<Demand.Bill, OptionalLong> figure) {
        return number("demand." + name, title, kind, view -> bill(view).map(figure).orElse(NONE));
    }

    private static Optional<Demand.Bill> bill(View view) {
        return view.demand().flatMap(Demand::bill);
    }

    private static Fact follow(String name, String title, Kind kind, Function<Follow, OptionalLong> figure) {
        return number("follow." + name, title, kind, view -> view.follow().map(figure).orElse(NONE));
    }
}
