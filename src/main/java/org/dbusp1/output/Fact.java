package org.dbusp1.output;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.GridMeter;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.IntervalGrade;
import org.jspecify.annotations.Nullable;

/**
 * A value that the driver publishes: a row of {@link Facts} or {@link QuantityFacts}. D-Bus path, MQTT topic and JSON field
 * follow from its key, each by one rule, and in {@code output.http} its metric; the driver's own layouts are loops over the rows.
 */
public final class Fact {
    /** For outputs besides the D-Bus. @param snapshot null while no value of the meter is valid */
    public record SnapshotInput(@Nullable Snapshot snapshot, TelegramCounts telegramCounts, Map<Subject, Finding> findings,
            List<Health> outputHealth) implements FactInput {
        public static SnapshotInput of(Snapshot snapshot, DriverState driver) {
            return of(snapshot, snapshot.telegramCounts(), driver);
        }

        public static SnapshotInput of(@Nullable Snapshot snapshot, TelegramCounts telegramCounts, DriverState driver) {
            return new SnapshotInput(snapshot, telegramCounts, driver.board().subjects(), driver.outputHealth());
        }

        @Override
        public @Nullable Finding finding(Subject subject) {
            Finding found = findings.get(subject);
            // Without a window of a demand tariff, the page and MQTT show no limiter.
            boolean isShown = subject != Subject.LIMITER || demand().isPresent();
            return isShown && found != null && !found.is(Condition.ESS_UNKNOWN) ? found : null;
        }

        @Override
        public Optional<Demand> demand() {
            return Optional.ofNullable(snapshot).map(Snapshot::demand);
        }

        @Override
        public Values values() {
            return snapshot == null ? Values.NONE : snapshot.published().values();
        }

        @Override
        public EnergyUse energy() {
            return snapshot == null ? EnergyUse.NONE : snapshot.energy();
        }

        @Override
        public Optional<IntervalGrade> intervalGrade() {
            return Optional.ofNullable(snapshot).map(Snapshot::measuredInterval).map(IntervalGrade::of);
        }

        @Override
        public boolean showsNoExport() {
            // Without a verdict of ESS the role is not known.
            Finding ess = finding(Subject.ESS);
            return ess != null && !ess.is(Condition.ESS_OTHER_ROLE) && snapshot != null
                    && snapshot.grid().has(GridMeter.Trait.SHOWS_NO_EXPORT);
        }

        @Override
        public boolean standsIn() {
            return snapshot != null && snapshot.grid().house().isStandIn();
        }
    }

    /** The group of the facts about outputs; the next part of their keys is the name of the output. */
    public static final String OUTPUT_GROUP = "output";
    private static final Set<String> KEPT_GROUPS = Set.of("ess", "line", "telegrams");

    private final String key;
    private final String title;
    private final ValueFormat format;
    private final boolean isOfferedWhileAbsent;
    private final List<String> options;
    /** The unit whose decimals the number has; null for those of the format. */
    private final @Nullable Unit unit;
    private final Function<FactInput, @Nullable Long> number;
    private final Function<FactInput, @Nullable String> text;
    private final String group;
    private final String topic;
    private final String field;

    /** @param number gives the number with {@link ValueFormat#factDecimals}; null if unknown */
    public static Fact number(String key, String title, ValueFormat format, Function<FactInput, @Nullable Long> number) {
        return new Fact(key, title, format, false, List.of(), null, number, input -> null);
    }

    /** @param number gives a quantity of the meter, or what is held as exactly, with the decimals of its unit; null if unknown */
    static Fact ofUnit(String key, String title, ValueFormat format, Unit unit, Function<FactInput, @Nullable Long> number) {
        return new Fact(key, title, format, false, List.of(), unit, number, input -> null);
    }

    /**
     * @param key     its parts with dots between them, the group first, the words of a part with hyphens: {@code demand.bill-forecast}
     * @param title   for people, in English
     * @param options the values of a choice
     * @param text    gives null or an empty text if unknown
     */
    public static Fact text(String key, String title, ValueFormat format, List<String> options,
            Function<FactInput, @Nullable String> text) {
        return new Fact(key, title, format, false, options, null, input -> null, text);
    }

    private Fact(String key, String title, ValueFormat format, boolean isOfferedWhileAbsent, List<String> options,
            @Nullable Unit unit, Function<FactInput, @Nullable Long> number, Function<FactInput, @Nullable String> text) {
        this.key = key;
        this.title = title;
        this.format = format;
        this.isOfferedWhileAbsent = isOfferedWhileAbsent;
        this.options = options;
        this.unit = unit;
        this.number = number;
        this.text = text;
        this.group = key.substring(0, key.indexOf('.') < 0 ? key.length() : key.indexOf('.'));
        this.topic = words(key, format.suffix());
        this.field = words(key.substring(Math.min(key.length(), group.length() + 1)), format.suffix());
    }

    public String key() {
        return key;
    }

    public String title() {
        return title;
    }

    public ValueFormat format() {
        return format;
    }

    /** True if the fact is offered to Home Assistant during a demand window also while its value is absent. */
    public boolean isOfferedWhileAbsent() {
        return isOfferedWhileAbsent;
    }

    /** The possible values of a choice; empty for other facts. */
    public List<String> options() {
        return options;
    }

    /** The decimals of {@link #number()}. */
    public int decimals() {
        return unit == null ? format.factDecimals() : unit.decimals();
    }

    /** Gives the number in units of its last decimal; null if unknown. */
    public Function<FactInput, @Nullable Long> number() {
        return number;
    }

    public Function<FactInput, @Nullable String> text() {
        return text;
    }

    /** The path on the D-Bus: {@code /P1/Demand/BillForecast}. */
    public String path() {
        return path(key);
    }

    /** Returns the path of a key: each word of its parts begins with a capital letter. */
    public static String path(String key) {
        // By hand, because all paths are made before the first value is published.
        StringBuilder path = new StringBuilder("/P1/");
        boolean beginsWord = true;
        for (int i = 0; i < key.length(); i++) {
            char letter = key.charAt(i);
            if (letter == '.') {
                path.append('/');
            } else if (letter != '-') {
                path.append(beginsWord ? Character.toUpperCase(letter) : letter);
            }
            beginsWord = letter == '.' || letter == '-';
        }
        return path.toString();
    }

    /** The MQTT topic, also the field in the JSON of all values: all words and the unit, {@code demand_bill_forecast_w}. */
    public String topic() {
        return topic;
    }

    /** The field in the JSON object of its group: {@code bill_forecast_w}. */
    public String field() {
        return field;
    }

    /** The first part of the key. */
    public String group() {
        return group;
    }

    /** Returns true for facts about ESS, the line and telegrams: their D-Bus paths keep their values while the meter is silent. */
    public boolean isKeptWhileSilent() {
        return KEPT_GROUPS.contains(group);
    }

    /** Returns the number, without zeros at its end where it has the decimals of its unit; null for a text, or if unknown. */
    public @Nullable BigDecimal decimal(FactInput input) {
        Long known = number.apply(input);
        if (known == null) {
            return null;
        }
        BigDecimal value = BigDecimal.valueOf(known, decimals());
        if (unit == null) {
            return value;
        }
        BigDecimal exact = value.stripTrailingZeros();
        return exact.setScale(Math.max(0, exact.scale()));
    }

    /** Returns the value as text, whatever its format; null if the value is empty or unknown. */
    public @Nullable String print(FactInput input) {
        if (format.isNumber()) {
            BigDecimal value = decimal(input);
            return value == null ? null : value.toPlainString();
        }
        String some = text.apply(input);
        return some == null || some.isEmpty() ? null : some;
    }

    /** Returns true if the value is known, without printing a number. */
    public boolean isPresent(FactInput input) {
        return format.isNumber() ? number.apply(input) != null : print(input) != null;
    }

    Fact offeredWhileAbsent() {
        return new Fact(key, title, format, true, options, unit, number, text);
    }

    private static String words(String key, String unit) {
        return key.replace('.', '_').replace('-', '_') + (unit.isEmpty() ? "" : "_" + unit);
    }
}
