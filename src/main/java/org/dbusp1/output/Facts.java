package org.dbusp1.output;

import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.ImportLimit.Basis;
import org.dbusp1.metering.ImportLimit.LimitedWindows;
import org.dbusp1.output.feedback.IntervalGrade;
import org.jspecify.annotations.Nullable;

/** The table of the values that the driver publishes besides the meter's quantities. */
public final class Facts {
    private static final Texts ENGLISH = Texts.in(Texts.ENGLISH);
    /** The facts about the meter, its use by ESS and the limiter, and its line, in the order of publication. */
    public static final List<Fact> ALL = List.of(
            state("ess.state", "ESS", Subject.ESS),
            flag("ess.wrong", "ESS needs the owner", Subject.ESS, Finding::isWrong),
            ess("text", "What ESS does", ENGLISH::text),
            ess("remedy", "What to do about ESS", ENGLISH::remedy),
            flag("ess.peak-shaving", "ESS shaves a peak", Subject.ESS, ess -> ess.is(Finding.SHAVING)),
            ess("detail", "What ESS is about", Finding::detail),
            text("demand.start", "Demand window began", ValueFormat.TIME,
                    view -> view.demand().map(demand -> demand.start().toString()).orElse(null))
                    .offeredWhileAbsent(),
            demand("mean", "Demand so far", Demand::meanWatts).offeredWhileAbsent(),
            demand("forecast", "Demand forecast", Demand::forecastWatts).offeredWhileAbsent(),
            demand("allowed", "Demand still allowed", demand -> demand.importLimit().allowedWatts()).offeredWhileAbsent(),
            choice("demand.allowed-by", "Demand still allowed by", Arrays.stream(Basis.values()).map(Basis::key).toList(),
                    view -> view.demand().map(demand -> demand.importLimit().basis()).map(Basis::key).orElse(null)),
            demand("peak", "Demand month peak", Demand::peakWatts),
            state("demand.limiter-state", "Limit the peak", Subject.LIMITER),
            flag("demand.limiter-wrong", "Limit the peak needs the owner", Subject.LIMITER, Finding::isWrong),
            figure("demand.limiter-asked", "Limit the peak asks", ValueFormat.WATT, Subject.LIMITER, "asked"),
            figure("demand.limiter-given", "Inverters give", ValueFormat.WATT, Subject.LIMITER, "given"),
            Fact.number("demand.limiter-missing", "Limit the peak misses", ValueFormat.WATT, Facts::missingWatts),
            figure("demand.limiter-other", "Limit of another program", ValueFormat.WATT, Subject.LIMITER, "other"),
            text("demand.limiter-other-since", "Limit of another program since", ValueFormat.TIME,
                    view -> of(view, Subject.LIMITER, limiter -> limiter.text("other_since"))),
            windows("kept", "Demand windows kept", LimitedWindows::withinLimit),
            windows("exceeded", "Demand windows not kept", LimitedWindows::exceeded),
            text("demand.window-ends", "Demand window ends", ValueFormat.TIME,
                    view -> view.demand().map(demand -> demand.end().toString()).orElse(null))
                    .offeredWhileAbsent(),
            text("demand.tariff", "Demand tariff", ValueFormat.TEXT, view -> bill(view, Demand.Bill::tariff)),
            choice("demand.status", "Demand status", List.of("counted", "not counted", "start not seen"),
                    view -> bill(view, bill -> DemandText.status(view.demand().orElseThrow(), bill))),
            bill("bill", "Demand bill", ValueFormat.WATT, Demand.Bill::watts),
            bill("bill-forecast", "Demand bill forecast", ValueFormat.WATT, Demand.Bill::forecastWatts),
            bill("bill-months", "Demand months in the bill", ValueFormat.INTEGER, bill -> (long) bill.meanMonths()),
            text("demand.step", "Demand step", ValueFormat.TEXT,
                    view -> view.demand().map(Demand::bill).map(Demand.Bill::step).map(DemandText::step).orElse(null)),
            text("demand.counted-since", "Demand windows counted since", ValueFormat.TIME,
                    view -> bill(view, bill -> bill.countedSince() == null ? null : bill.countedSince().toString())),
            bill("missing", "Demand windows missing", ValueFormat.INTEGER, bill -> (long) bill.missing()),
            text("demand.peaks", "Demand peaks", ValueFormat.LIST, view -> bill(view, bill -> DemandText.peaks(bill.peaks()))),
            text("demand.months", "Demand months", ValueFormat.LIST, view -> view.demand().map(Demand::monthlyPeaks)
                    .filter(months -> !months.isEmpty()).map(DemandText::months).orElse(null)),
            state("follow.state", "Follow the inverter", Subject.FOLLOW),
            figure("follow.moves", "Moves of the inverter", ValueFormat.INTEGER, Subject.FOLLOW, "moves"),
            continued("import.continued", "Import, continued", Counter.IMPORT),
            continued("export.continued", "Export, continued", Counter.EXPORT),
            energy("today.import", "Import today", Counter.IMPORT, (view, use) -> today(view, Counter.IMPORT, use)),
            energy("today.export", "Export today", Counter.EXPORT, (view, use) -> today(view, Counter.EXPORT, use)),
            energy("hour.import", "Import in the last whole hour", Counter.IMPORT, (view, use) -> use.hour()),
            energy("hour.export", "Export in the last whole hour", Counter.EXPORT, (view, use) -> use.hour()),
            energy("yesterday.import", "Import yesterday", Counter.IMPORT, (view, use) -> use.yesterday()),
            energy("yesterday.export", "Export yesterday", Counter.EXPORT, (view, use) -> use.yesterday()),
            volume("gas.today", "Gas today", Counter.GAS, Use::today),
            volume("gas.yesterday", "Gas yesterday", Counter.GAS, Use::yesterday),
            volume("water.today", "Water today", Counter.WATER, Use::today),
            volume("water.yesterday", "Water yesterday", Counter.WATER, Use::yesterday),
            Fact.number("grid.stand-in", "0 W stands for an unknown power", ValueFormat.INTEGER, view -> view.standsIn() ? 1L : null),
            choice("line.grade", "Interval for ESS", Arrays.stream(IntervalGrade.values()).map(IntervalGrade::key).toList(),
                    view -> view.intervalGrade().map(IntervalGrade::key).orElse(null)),
            Fact.number("line.no-export", "The meter has shown no export", ValueFormat.INTEGER,
                    view -> view.showsNoExport() ? 1L : null),
            telegrams("good", "Good telegrams", counts -> counts.intact() + counts.repaired()),
            telegrams("repaired", "Repaired telegrams", TelegramCounts::repaired),
            telegrams("rejected", "Rejected telegrams", TelegramCounts::rejectedTotal),
            text("telegrams.causes", "Why telegrams were rejected", ValueFormat.TEXT, FactInput::causes));

    private static final Map<String, List<Fact>> BY_GROUP =
            ALL.stream().collect(Collectors.groupingBy(Fact::group, LinkedHashMap::new, Collectors.toList()));

    /** By the name of the output. Made once, because building a fact from its key takes longer than reading a value. */
    private static final Map<String, List<Fact>> BY_OUTPUT = new ConcurrentHashMap<>();

    private Facts() {
    }

    /** Returns all facts by their groups, in the order of publication. */
    public static Map<String, List<Fact>> groups(List<Health> outputs) {
        Map<String, List<Fact>> groups = new LinkedHashMap<>(BY_GROUP);
        groups.put(Fact.OUTPUT_GROUP, ofOutputs(outputs));
        return groups;
    }

    public static List<Fact> ofOutputs(List<Health> outputs) {
        return outputs.stream().flatMap(output -> ofOutput(output.name()).stream()).toList();
    }

    public static List<Fact> ofOutput(String name) {
        return BY_OUTPUT.computeIfAbsent(name, Facts::health);
    }

    private static Fact text(String key, String title, ValueFormat format, Function<FactInput, @Nullable String> text) {
        return Fact.text(key, title, format, List.of(), text);
    }

    private static Fact choice(String key, String title, List<String> options, Function<FactInput, @Nullable String> text) {
        return Fact.text(key, title, ValueFormat.CHOICE, options, text);
    }

    private static Fact state(String key, String title, Subject subject) {
        return choice(key, title, Condition.all(subject).stream().map(Condition::key).toList(),
                view -> of(view, subject, found -> found.condition().key()));
    }

    private static Fact figure(String key, String title, ValueFormat format, Subject subject, String fact) {
        return Fact.number(key, title, format, view -> of(view, subject, found -> found.number(fact)));
    }

    /** 1 for true, 0 for false. */
    private static Fact flag(String key, String title, Subject subject, Predicate<Finding> is) {
        return Fact.number(key, title, ValueFormat.INTEGER, view -> of(view, subject, found -> is.test(found) ? 1L : 0L));
    }

    private static Fact ess(String name, String title, Function<Finding, String> words) {
        return text("ess." + name, title, ValueFormat.TEXT, view -> of(view, Subject.ESS, words));
    }

    private static <T> @Nullable T of(FactInput view, Subject subject, Function<Finding, @Nullable T> part) {
        Finding found = view.finding(subject);
        return found == null ? null : part.apply(found);
    }

    private static Fact telegrams(String name, String title, Function<TelegramCounts, Long> count) {
        return Fact.number("telegrams." + name, title, ValueFormat.TOTAL, view -> count.apply(view.telegramCounts()));
    }

    private static Fact demand(String name, String title, Function<Demand, @Nullable Long> watts) {
        return Fact.number("demand." + name, title, ValueFormat.WATT, view -> view.demand().map(watts).orElse(null));
    }

    private static Fact windows(String name, String title, Function<LimitedWindows, Integer> count) {
        return Fact.number("demand.windows-" + name, title, ValueFormat.INTEGER, view -> view.demand()
                .map(demand -> demand.importLimit().windows()).map(windows -> count.apply(windows).longValue()).orElse(null));
    }

    private static Fact bill(String name, String title, ValueFormat format, Function<Demand.Bill, @Nullable Long> figure) {
        return Fact.number("demand." + name, title, format, view -> bill(view, figure));
    }

    private static <T> @Nullable T bill(FactInput view, Function<Demand.Bill, @Nullable T> figure) {
        return view.demand().map(Demand::bill).map(figure).orElse(null);
    }

    private static @Nullable Long missingWatts(FactInput view) {
        return of(view, Subject.LIMITER, limiter -> !limiter.is(Condition.LIMITER_NOT_ENOUGH) ? null
                : view.demand().map(demand -> demand.importLimit().missingWatts()).orElse(null));
    }

    /** In whole Wh, cut: rounded up, the counter would be ahead of the meter's. Absent unless the meter counts hourly. */
    private static Fact continued(String key, String title, Counter counter) {
        return Fact.ofUnit(key, title, ValueFormat.KILOWATT_HOUR, Unit.KILOWATT_HOUR, view -> {
            Long known = view.energy().countsHourly() ? view.energy().continuedCounters().get(counter) : null;
            return known == null ? null : known - known % EnergyUse.WATT_HOUR;
        });
    }

    /** In whole 10 Wh, rounded, so that the value changes less often than the counter. */
    private static Fact energy(String key, String title, Counter counter, BiFunction<FactInput, Use, @Nullable Long> wattHours) {
        return Fact.number(key, title, ValueFormat.USED_KILOWATT_HOUR, view -> {
            Long known = view.energy().of(counter, use -> wattHours.apply(view, use));
            return known == null ? null : (known + 5) / 10;
        });
    }

    /** In Wh; includes the lead of a counter that the driver increases by power between two readings of the meter. */
    private static @Nullable Long today(FactInput view, Counter counter, Use use) {
        Quantity quantity = Objects.requireNonNull(counter.quantity());
        Values values = view.values();
        long ahead = values.has(quantity) ? values.scaled(quantity) / EnergyUse.WATT_HOUR - use.reading() : 0;
        return use.today() == null ? null : use.today() + ahead;
    }

    private static Fact volume(String key, String title, Counter counter, Function<Use, @Nullable Long> litres) {
        return Fact.number(key, title, ValueFormat.CUBIC_METER, view -> view.energy().of(counter, litres));
    }

    private static List<Fact> health(String output) {
        return List.of(
                health(output, "up", "works", ValueFormat.INTEGER, health -> health.works() ? 1L : 0L),
                health(output, "dropped", "dropped readings since the start", ValueFormat.TOTAL, Health::dropped),
                text("output." + output + ".since", title(output, "works or not since"), ValueFormat.TIME, view ->
                        of(view, output, health -> health.since().truncatedTo(ChronoUnit.SECONDS).toString())),
                text("output." + output + ".fault", title(output, "last fault"), ValueFormat.TEXT,
                        view -> of(view, output, Health::fault)));
    }

    private static Fact health(String output, String name, String title, ValueFormat format, Function<Health, @Nullable Long> figure) {
        return Fact.number("output." + output + "." + name, title(output, title), format, view -> of(view, output, figure));
    }

    private static String title(String output, String title) {
        return "Output " + output + ": " + title;
    }

    private static <T> @Nullable T of(FactInput view, String output, Function<Health, @Nullable T> value) {
        for (Health health : view.outputHealth()) { // no stream: called for each path of each telegram
            if (health.name().equals(output)) {
                return value.apply(health);
            }
        }
        return null;
    }
}
