package org.dbusp1.output;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.feedback.EssVerdict.Follow;
import org.dbusp1.feedback.Feedback;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.ImportLimit.LimiterReport;
import org.dbusp1.meter.ImportLimit.LimiterState;
import org.dbusp1.meter.ImportLimit.LimiterStatus;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.problem.Problem;
import org.dbusp1.problem.Problem.About;
import org.dbusp1.process.Health;

/**
 * Something that the driver publishes besides the meter's quantities: a row of {@link #ALL}. D-Bus path, MQTT topic, JSON
 * field and metric follow from its key, each by one rule; the layouts of the driver's own are loops over the rows.
 *
 * @param key     its words: the group, then the name, such as {@code demand.bill-forecast}; between them what the label distinguishes
 * @param label   the name of the label in metrics of several facts with one name, such as {@code phase}; empty for none
 * @param title   for people, in English
 * @param kind    how it is written
 * @param lasting whether it is offered to Home Assistant while it is absent
 * @param options the values of a choice
 * @param number  in units of the kind's last decimal; absent where the kind is a text, or nothing is known
 * @param text    absent where the kind is a number, or nothing is known
 */
public record Fact(String key, String label, String title, Kind kind, boolean lasting, List<String> options,
                   Function<View, OptionalLong> number, Function<View, Optional<String>> text) {
    /** What may be shown at a moment. */
    public interface View extends Feedback {
        /** Returns what the peak limiter does; absent without a limiter. */
        Optional<LimiterStatus> limiter();

        /** Returns the window of a demand tariff; absent without such a tariff. */
        Optional<Demand> demand();

        /** Returns the values that are valid now. */
        Values values();

        /** Returns what the counters counted. */
        EnergyUse energy();
    }

    /**
     * What may be shown by outputs without a limiter of their own.
     *
     * @param snapshot absent while nothing of the meter is valid
     */
    public record Shown(Optional<Snapshot> snapshot, Optional<Follow> follow, List<Health> outputs) implements View {
        /** @param feedback what flows back now */
        public static Shown of(Optional<Snapshot> snapshot, Feedback feedback) {
            return new Shown(snapshot, feedback.follow(), feedback.outputs());
        }

        @Override
        public Optional<Demand> demand() {
            return snapshot.flatMap(Snapshot::demand);
        }

        @Override
        public Values values() {
            return snapshot.map(Snapshot::values).orElse(Values.NONE);
        }

        @Override
        public EnergyUse energy() {
            return snapshot.map(Snapshot::energy).orElse(EnergyUse.NONE);
        }

        @Override
        public Optional<LimiterStatus> limiter() {
            return demand().flatMap(window -> window.importLimit().limiter()).map(LimiterReport::status);
        }
    }

    /** Kinds of facts. */
    public enum Kind {
        WATTS("w", "watts", 0), SECONDS("s", "seconds", 3), RATIO("", "ratio", 2), COUNT("", "", 0),
        /** A count that never falls. */
        TOTAL("", "total", 0),
        /** The energy of a time, or a volume. Metrics have joules. */
        KILOWATT_HOURS("kwh", "joules", 2), CUBIC_METERS("m3", "cubic_meters", 3),
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
            return switch (this) {
                case WATTS -> "W";
                case KILOWATT_HOURS -> "kWh";
                case CUBIC_METERS -> "m\u00b3";
                default -> unit;
            };
        }
    }

    /** The outputs besides the D-Bus, by the first word of their keys. */
    public static final List<String> OUTPUTS = List.of("history", "rows", "http", "tcp", "modbus", "mqtt", "csv");

    private static final BigDecimal KILOWATT_HOUR_IN_JOULES = BigDecimal.valueOf(3_600_000);
    private static final OptionalLong NONE = OptionalLong.empty();

    /** All facts, in the order in which they are published. */
    public static final List<Fact> ALL = Stream.concat(Stream.of(
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
            gain(1),
            gain(2),
            gain(3),
            follow("missed", "Error of the power", Kind.WATTS, Follow::missedWatts),
            follow("missed-by-plain", "Error of the telegrams", Kind.WATTS, Follow::missedByPlainWatts),
            energy("today.import", "Import today", Counter.IMPORT, (view, use) -> today(view, Counter.IMPORT, use)),
            energy("today.export", "Export today", Counter.EXPORT, (view, use) -> today(view, Counter.EXPORT, use)),
            energy("yesterday.import", "Import yesterday", Counter.IMPORT, (view, use) -> use.yesterday()),
            energy("yesterday.export", "Export yesterday", Counter.EXPORT, (view, use) -> use.yesterday()),
            volume("gas.today", "Gas today", Counter.GAS, Use::today),
            volume("gas.yesterday", "Gas yesterday", Counter.GAS, Use::yesterday),
            volume("water.today", "Water today", Counter.WATER, Use::today),
            volume("water.yesterday", "Water yesterday", Counter.WATER, Use::yesterday)),
            OUTPUTS.stream().flatMap(Fact::health)).toList();

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

    /** Returns the metric of Prometheus: {@code p1_demand_bill_forecast_watts}, {@code p1_output_up}. */
    public String metric() {
        return "p1_" + words(label.isEmpty() ? key : group() + key.substring(key.lastIndexOf('.')), kind.metric);
    }

    /** Returns name and value of the label of its metric: {@code output}, {@code mqtt}; empty for none. */
    public List<String> labels() {
        return label.isEmpty() ? List.of() : List.of(label, key.split("\\.")[1]);
    }

    /** Returns what the metric means. */
    public String help() {
        return (label.isEmpty() ? title : title.substring(title.indexOf(": ") + 2)) + ".";
    }

    /** Returns the number in the unit of its metric; empty for a text, or if unknown. */
    public Optional<BigDecimal> sample(View view) {
        return decimal(view).map(number -> kind == Kind.KILOWATT_HOURS ? number.multiply(KILOWATT_HOUR_IN_JOULES) : number);
    }

    /** Returns the first word of its key. */
    public String group() {
        return key.substring(0, key.indexOf('.'));
    }

    /** Returns the number with its decimals; empty for a text, or if unknown. */
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
        return new Fact(key, label, title, kind, true, options, number, text);
    }

    private Fact labelled(String name) {
        return new Fact(key, name, title, kind, lasting, options, number, text);
    }

    private static Fact number(String key, String title, Kind kind, Function<View, OptionalLong> number) {
        return new Fact(key, "", title, kind, false, List.of(), number, view -> Optional.empty());
    }

    private static Fact text(String key, String title, Kind kind, Function<View, Optional<String>> text) {
        return new Fact(key, "", title, kind, false, List.of(), view -> NONE, text);
    }

    private static Fact choice(String key, String title, List<String> options, Function<View, Optional<String>> text) {
        return new Fact(key, "", title, Kind.CHOICE, false, options, view -> NONE, text);
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

    private static Fact gain(int phase) {
        return follow("l" + phase + ".gain", "L" + phase + ": part of the inverter's moves that the meter shows", Kind.RATIO,
                follow -> follow.gains().get(phase - 1)).labelled("phase");
    }

    /** Returns an energy in whole 10 Wh, so that it changes less often than the counter. */
    private static Fact energy(String key, String title, Counter counter, BiFunction<View, Use, OptionalLong> wattHours) {
        return number(key, title, Kind.KILOWATT_HOURS, view -> {
            OptionalLong known = view.energy().of(counter, use -> wattHours.apply(view, use));
            return known.isPresent() ? OptionalLong.of(known.getAsLong() / 10) : NONE;
        });
    }

    /** Includes the energy by which a counter that the driver increases by power is ahead of the meter's. */
    private static OptionalLong today(View view, Counter counter, Use use) {
        Quantity quantity = counter.quantity().orElseThrow();
        Values values = view.values();
        long ahead = values.has(quantity) ? values.scaled(quantity) / EnergyUse.WATT_HOUR - use.reading() : 0;
        return use.today().isPresent() ? OptionalLong.of(use.today().getAsLong() + ahead) : NONE;
    }

    private static Fact volume(String key, String title, Counter counter, Function<Use, OptionalLong> litres) {
        return number(key, title, Kind.CUBIC_METERS, view -> view.energy().of(counter, litres));
    }

    /** Returns the facts of an output. */
    private static Stream<Fact> health(String output) {
        return Stream.of(
                health(output, "up", "works", Kind.COUNT, health -> OptionalLong.of(health.works() ? 1 : 0)),
                health(output, "dropped", "dropped readings since the start", Kind.TOTAL, health -> OptionalLong.of(health.dropped())),
                text("output." + output + ".since", title(output, "works or not since"), Kind.TIME, view ->
                        of(view, output).map(health -> health.since().truncatedTo(ChronoUnit.SECONDS).toString())),
                text("output." + output + ".fault", title(output, "last fault"), Kind.TEXT,
                        view -> of(view, output).flatMap(Health::fault)))
                .map(fact -> fact.labelled("output"));
    }

    private static Fact health(String output, String name, String title, Kind kind, Function<Health, OptionalLong> figure) {
        return number("output." + output + "." + name, title(output, title), kind, view -> of(view, output).map(figure).orElse(NONE));
    }

    private static String title(String output, String title) {
        return "Output " + output + ": " + title;
    }

    private static Optional<Health> of(View view, String output) {
        for (Health health : view.outputs()) { // no stream: for each path of each telegram
            if (health.name().equals(output)) {
                return Optional.of(health);
            }
        }
        return Optional.empty();
    }
}
