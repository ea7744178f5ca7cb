package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Moment;
import org.dbusp1.ScenarioValues;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.service.ShownPowers;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.metering.energy.TestLedger;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.http.HomeWizardAnswer;
import org.dbusp1.output.http.RouteRows;
import org.dbusp1.output.modbus.Em24Answer;
import org.dbusp1.output.mqtt.TopicRows;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the D-Bus, the EM24 and HomeWizard's API show of the same meter in the same second, as the head of the table explains. */
class GridOutputsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long START = Snapshots.stamp("2026-03-01T12:00:00+01:00").epochSecond();
    private static final int ZONE_SECONDS = 3_600;
    private static final MeterKey KEY = new MeterKey("house");
    private static final Map<String, Dialect> METERS = Map.of("P1", Dialect.DSMR5, "SML", Dialect.SML, "Aidon", Dialect.AIDON,
            "Kaifa", Dialect.KAIFA, "Kamstrup", Dialect.KAMSTRUP);
    private static final Pattern OF_PHASE = Pattern.compile("(L[123]) (\\S+) ([WAV])");
    private static final Pattern NUMBER = Pattern.compile("number (\\S+)");
    private static final Pattern METER = Pattern.compile("(\\S+) meter");

    /** A value that the outputs show, how each names it, and how far they differ by their rounding: whole watts, tenths of a kWh. */
    private enum Shown {
        NET(Quantity.POWER_NET, "/Ac/Power", 0x0028, 10, "active_power_w", 0.5),
        POWER_L1(Quantity.POWER_L1, "/Ac/L1/Power", 0x0012, 10, "active_power_l1_w", 0.5),
        POWER_L2(Quantity.POWER_L2, "/Ac/L2/Power", 0x0014, 10, "active_power_l2_w", 0.5),
        POWER_L3(Quantity.POWER_L3, "/Ac/L3/Power", 0x0016, 10, "active_power_l3_w", 0.5),
        CURRENT_L1(Quantity.CURRENT_L1, "/Ac/L1/Current", 0x000c, 1_000, "active_current_l1_a", 0.01),
        CURRENT_L2(Quantity.CURRENT_L2, "/Ac/L2/Current", 0x000e, 1_000, "active_current_l2_a", 0.01),
        CURRENT_L3(Quantity.CURRENT_L3, "/Ac/L3/Current", 0x0010, 1_000, "active_current_l3_a", 0.01),
        VOLTAGE_L1(Quantity.VOLTAGE_L1, "/Ac/L1/Voltage", 0x0000, 10, "active_voltage_l1_v", 0.1),
        VOLTAGE_L2(Quantity.VOLTAGE_L2, "/Ac/L2/Voltage", 0x0002, 10, "active_voltage_l2_v", 0.1),
        VOLTAGE_L3(Quantity.VOLTAGE_L3, "/Ac/L3/Voltage", 0x0004, 10, "active_voltage_l3_v", 0.1),
        IMPORT(Quantity.ENERGY_IMPORT, "/Ac/Energy/Forward", 0x0034, 10, "total_power_import_kwh", 0.051),
        EXPORT(Quantity.ENERGY_EXPORT, "/Ac/Energy/Reverse", 0x004e, 10, "total_power_export_kwh", 0.051);

        private static final List<Shown> CURRENTS = List.of(CURRENT_L1, CURRENT_L2, CURRENT_L3);
        private static final Map<String, List<Shown>> WORDS = Map.of("net", List.of(NET), "powers", List.of(POWER_L1, POWER_L2, POWER_L3),
                "currents", CURRENTS, "voltages", List.of(VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3), "import", List.of(IMPORT),
                "export", List.of(EXPORT));

        private final Quantity quantity;
        private final String path;
        private final int register;
        private final int perUnit;
        private final String key;
        private final double rounding;

        Shown(Quantity quantity, String path, int register, int perUnit, String key, double rounding) {
            this.quantity = quantity;
            this.path = path;
            this.register = register;
            this.perUnit = perUnit;
            this.key = key;
            this.rounding = rounding;
        }
    }

    private final StoredLines lines = new StoredLines();
    private long nanos;
    private Dialect dialect = Dialect.DSMR5;
    private @Nullable String number = "735999";
    private Run run = new Run();
    /** The numbers of each output; none of one that does not answer. */
    private final Map<Output, Map<Shown, Double>> shown = new EnumMap<>(Output.class);

    private enum Output { BUS, EM24, HOMEWIZARD }

    /** What the driver holds from its start on. */
    private final class Run {
        private final Guard guard = new Guard();
        private final Ledger ledger = TestLedger.of(KEY, lines);
        private final Messages messages = new Messages();
        private final ShownPowers bus = new ShownPowers();
        private final Em24Answer em24 = new Em24Answer(() -> nanos);
        private final HomeWizardAnswer homeWizard = new HomeWizardAnswer();
        private Map<String, Double> paths = Map.of();
        private @Nullable Snapshot snapshot;

        private void accept(Snapshot made) {
            snapshot = messages.after(Snapshots.counted(ledger, made));
            paths = bus.paths(snapshot);
            if (snapshot.grid().awaitsPower()) {
                paths = Map.of();
            }
            em24.accept(snapshot);
            homeWizard.accept(snapshot);
        }

        private void valuesEnd() {
            guard.lineLost();
            paths = Map.of();
            em24.valuesEnd();
            homeWizard.valuesEnd();
        }
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(GridOutputsTest.class);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theThreeShowOneGridMeter(Scenario scenario) throws IOException {
        for (Moment moment : scenario.moments(Duration.ZERO).toList()) {
            nanos = moment.time().toNanos();
            play(moment);
            look();
            compare(moment);
            compareAmounts(moment);
            for (String expected : moment.row().expected()) {
                check(moment, expected);
            }
        }
    }

    private void play(Moment moment) {
        Snapshots telegram = new Snapshots();
        boolean sent = false;
        for (String event : moment.row().events()) {
            Matcher meter = METER.matcher(event);
            Matcher other = NUMBER.matcher(event);
            Matcher ofPhase = OF_PHASE.matcher(event);
            if (event.equals("the driver restarts")) {
                run.ledger.end();
                run = new Run();
            } else if (meter.matches()) {
                dialect = Objects.requireNonNull(METERS.get(meter.group(1)));
            } else if (event.equals("no number")) {
                number = null;
            } else if (other.matches()) {
                number = other.group(1);
            } else if (ofPhase.matches()) {
                String kind = switch (ofPhase.group(3)) {
                    case "W" -> "POWER_";
                    case "A" -> "CURRENT_";
                    default -> "VOLTAGE_";
                };
                telegram.with(Quantity.valueOf(kind + ofPhase.group(1)), ofPhase.group(2));
                sent = true;
            } else {
                assertThat(ScenarioValues.add(telegram, event, moment)).as("event %s", event).isTrue();
                sent = true;
            }
        }
        if (sent) {
            Stamp stamp = new Stamp(START + moment.time().toSeconds(), ZONE_SECONDS);
            telegram.dialect(dialect).number(number).at(stamp).time(dialect.equals(Dialect.DSMR5) ? stamp : null);
            Snapshots.guarded(run.guard, telegram.reading(), KEY, stamp.instant(), nanos).ifPresent(run::accept);
        }
        if (!run.guard.fresh(nanos)) {
            run.valuesEnd();
        }
    }

    private void look() throws IOException {
        shown.clear();
        Map<String, Double> answer = run.homeWizard.numbers();
        for (Shown value : Shown.values()) {
            put(Output.BUS, value, run.paths.get(value.path));
            Integer register = run.em24.int32(value.register);
            put(Output.EM24, value, register == null ? null : register / (double) value.perUnit);
            put(Output.HOMEWIZARD, value, answer == null ? null : answer.get(value.key));
        }
    }

    private void put(Output output, Shown value, @Nullable Double number) {
        Map<Shown, Double> numbers = shown.computeIfAbsent(output, key -> new EnumMap<>(Shown.class));
        if (number != null) {
            numbers.put(value, number);
        }
    }

    private @Nullable Double shown(Output output, Shown value) {
        return Objects.requireNonNull(shown.get(output)).get(value);
    }

    /** Where one has a number, the others have the same or none, but for what the head of the table says. */
    private void compare(Moment moment) {
        for (Shown value : Shown.values()) {
            Double bus = shown(Output.BUS, value);
            Double em24 = shown(Output.EM24, value);
            Double homeWizard = shown(Output.HOMEWIZARD, value);
            same(moment, value, bus, em24);
            same(moment, value, bus, homeWizard);
            same(moment, value, homeWizard, em24);
        }
    }

    /** MQTT, and JSON for the page, have each current as the meter sends it: where it has no direction, the bus has the same. */
    private void compareAmounts(Moment moment) throws IOException {
        Snapshot snapshot = run.snapshot;
        if (snapshot == null || run.paths.isEmpty()) {
            return;
        }
        JsonNode mqtt = JSON.readTree(TopicRows.state(snapshot));
        JsonNode page = JSON.readTree(RouteRows.now(snapshot)).path("values");
        for (Phase phase : Phase.ALL) {
            Double bus = shown(Output.BUS, Shown.CURRENTS.get(phase.ordinal()));
            String key = phase.current().key();
            if (bus != null && !snapshot.grid().signsCurrent(phase)) {
                assertThat(mqtt.path(key).asDouble()).as("MQTT, %s of %s", key, moment.row()).isEqualTo(bus);
                assertThat(page.path(key).asDouble()).as("page, %s of %s", key, moment.row()).isEqualTo(bus);
            }
        }
    }

    private static void same(Moment moment, Shown value, @Nullable Double one, @Nullable Double other) {
        if (one != null && other != null) {
            assertThat(other).as("%s, at %s s, of %s", value, moment.second(), moment.row()).isCloseTo(one, within(value.rounding + 1e-9));
        }
    }

    private void check(Moment moment, String expected) {
        String[] words = expected.split(" ", 2);
        Optional<Output> only = Stream.of(Output.values()).filter(output -> output.name().toLowerCase(Locale.ROOT).equals(words[0]))
                .findFirst();
        String what = only.isPresent() ? words[1] : expected;
        List<Output> answering = Stream.of(Output.values()).filter(output ->
                !moment.row().expected().contains(output.name().toLowerCase(Locale.ROOT) + " nothing")).toList();
        for (Output output : only.map(List::of).orElse(answering)) {
            assertThat(told(output, what)).as("%s, at %s s, of %s", output, moment.second(), moment.row())
                    .isEqualTo(what);
        }
    }

    /** Returns the same words with what is shown in place of what is expected. */
    private String told(Output output, String expected) {
        String[] words = expected.split(" ");
        Map<Shown, Double> numbers = Objects.requireNonNull(shown.get(output));
        if (expected.equals("nothing")) {
            return numbers.isEmpty() ? expected : numbers.toString();
        }
        List<Shown> values = Objects.requireNonNull(Shown.WORDS.get(words[0]), words[0]);
        StringBuilder told = new StringBuilder(words[0]);
        for (int i = 0; i < values.size(); i++) {
            Double number = numbers.get(values.get(i));
            boolean isNone = number == null || output == Output.EM24 && number == 0 && words[i + 1].equals("-");
            told.append(' ').append(isNone ? "-" : plain(number));
        }
        return told.toString();
    }

    private static String plain(@Nullable Double number) {
        return BigDecimal.valueOf(Math.round(Objects.requireNonNull(number) * 1_000), 3).stripTrailingZeros().toPlainString();
    }
}
