package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.metering.guard.TestValues.values;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Moment;
import org.dbusp1.ScenarioValues;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.TestLine;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.MapMemory;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences that showed a wrong, an old or no value. */
class SequenceFaultsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:07Z");
    private static final int OLDEST_EXPORT_SECONDS = 30;
    private static final Pattern TWICE = Pattern.compile("(.*), twice in ([.\\d]+) s");
    private static final Pattern FIGURE = Pattern.compile("\\d[\\d.+]*");
    private static final Pattern COMMAND = Pattern.compile(
            "(-|meter's clock|meter is|driver starts|driver restarts|driver reads|line is lost|rejected|telegram of|the owner says).*");
    private static final Pattern OWNERS = Pattern.compile("the owner's (\\d+) s");
    private static final Pattern METER = Pattern.compile("(\\w+)(?: of type (\\w+))?(, with scales)?");
    /** Of the counters. */
    private static final double STEP_KWH = 0.01;

    private final Map<Double, Reading> sent = new HashMap<>();
    private GuardedLine line = new GuardedLine(new Guard());
    private final StateStore units = new MapMemory();
    private @Nullable PowerScale powers;
    private Dialect dialect = Dialect.DSMR5;
    private @Nullable String type;
    private boolean hasScales;
    /** Second 0 by the meter's clock. */
    private Stamp clock = new Stamp(NOON.getEpochSecond(), 3_600);
    private double exportedAt;
    private Optional<Snapshot> shown = Optional.empty();

    /** A line, as "a serial port", and what is known of it, as "with the owner's 10 s". */
    private static GuardedLine read(String from) {
        Matcher owners = OWNERS.matcher(from);
        Duration interval = owners.find() ? Duration.ofSeconds(Long.parseLong(owners.group(1))) : null;
        Origin origin = from.startsWith("a serial port") ? Origin.LINE
                : from.startsWith("a log again and again") ? Origin.CHECKED_LOG : Origin.NETWORK;
        return new GuardedLine(new Guard(new Guard.Options(interval, StateStore.NONE, origin, null)));
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(SequenceFaultsTest.class);
    }

    /** A list that holds the meter's type. */
    private record OfType(byte[] bytes, String type, boolean hasAssumedScales) implements Message {
        @Override
        public List<Register> registers() {
            return List.of(new Register("1-1:96.1.1.255", AXdr.Type.VISIBLE_STRING, "", null, "", null, type));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void showsWhatIsRight(Scenario scenario) {
        scenario.moments(Duration.ZERO).forEach(moment -> {
            moment.row().events().forEach(event -> happens(moment, event));
            moment.row().expected().forEach(fact -> assertThat(holds(moment, fact))
                    .as("%s at %s in %s", fact, moment.second(), moment.row()).isTrue());
        });
    }

    /** Plays one scenario, for a test of the log. */
    static void play(String name) throws IOException {
        new SequenceFaultsTest().showsWhatIsRight(scenarios().filter(scenario -> scenario.name().equals(name)).findFirst().orElseThrow());
    }

    private void happens(Moment moment, String event) {
        Matcher twice = TWICE.matcher(event);
        String once = twice.matches() ? twice.group(1) : event;
        Matcher command = COMMAND.matcher(once);
        String word = command.matches() ? command.group(1) : "";
        String rest = once.substring(word.length()).strip();
        Reading reading = null;
        switch (word) {
            case "-" -> { }
            case "meter is" -> {
                Matcher meter = METER.matcher(rest);
                assertThat(meter.matches()).as(rest).isTrue();
                dialect = Dialect.valueOf(meter.group(1));
                type = meter.group(2);
                hasScales = meter.group(3) != null;
            }
            case "meter's clock" -> setClock(moment, rest);
            case "driver starts" -> line = new GuardedLine(new Guard());
            case "driver restarts" -> line = new GuardedLine(new Guard(new Guard.Options(null, units, Origin.NETWORK, powers)));
            case "the owner says" -> powers = rest.equals("nothing") ? null : PowerScale.valueOf(rest);
            case "driver reads" -> line = read(rest);
            case "line is lost" -> line.lose();
            case "rejected" -> line.guard.rejected(RejectCause.valueOf(rest));
            case "telegram of" -> reading = sent.get(Double.parseDouble(rest.replace(" again", "")));
            default -> reading = telegram(moment, once);
        }
        if (reading != null) {
            shown = line.accept(moment.second(), reading);
            sent.put(moment.second(), reading);
            exportedAt = reading.values().has(POWER_EXPORT) ? moment.second() : exportedAt;
            if (twice.matches()) {
                assertThat(line.accept(moment.second() + Double.parseDouble(twice.group(2)), reading))
                        .as("the same again, %s", moment).isEmpty();
            }
        }
    }

    private void setClock(Moment moment, String rest) {
        if (rest.startsWith("shows ")) {
            Stamp now = Snapshots.stamp(rest.substring("shows ".length()));
            clock = new Stamp(now.epochSecond() - (long) moment.second(), now.offsetSeconds());
        } else {
            clock = new Stamp(clock.epochSecond() + Long.parseLong(rest.replaceAll("[^-0-9]", "")), clock.offsetSeconds());
        }
    }

    private Reading telegram(Moment moment, String text) {
        Snapshots telegram = new Snapshots().dialect(dialect).number("A");
        boolean repaired = false;
        for (String part : text.split(", ")) {
            String figure = figure(part);
            switch (ScenarioValues.add(telegram, part, moment) ? "-" : part.replace(figure, "N")) {
                case "-" -> { }
                case "clock" -> telegram.time(stamp(moment.second()));
                case "clock of N" -> telegram.time(stamp(figure(moment, figure)));
                case "clock of -N" -> telegram.time(stamp(-figure(moment, figure)));
                case "clock without seconds" -> {
                    Stamp now = stamp(moment.second());
                    telegram.time(new Stamp(now.epochSecond() - now.epochSecond() % 60, now.offsetSeconds()));
                }
                case "no number" -> telegram.number(null);
                case "in another form" -> telegram.identification("/n");
                case "repaired" -> repaired = true;
                default -> {
                    assertThat(part).as("a meter's number").startsWith("of ");
                    telegram.number(part.substring("of ".length()).replace("'", ""));
                }
            }
        }
        if (type != null) {
            telegram.message(new OfType(telegram.reading().message().bytes(), type, !hasScales));
        }
        return (repaired ? telegram.repaired() : telegram).reading();
    }

    private static double figure(Moment moment, String text) {
        return moment.figure(text).doubleValue();
    }

    /** The figure of a text, also one as {@code 500+10}; without one a letter that no text has. */
    private static String figure(String text) {
        Matcher figure = FIGURE.matcher(text);
        return figure.find() ? figure.group() : "#";
    }

    private Stamp stamp(double second) {
        return new Stamp(clock.epochSecond() + (long) second, clock.offsetSeconds());
    }

    private boolean holds(Moment moment, String fact) {
        String figure = figure(fact);
        boolean net = shown.filter(snapshot -> snapshot.published().values().has(POWER_NET)).isPresent();
        DoubtfulPower doubt = line.guard.doubtfulPower();
        if (fact.startsWith("doubts ")) {
            return doubt != null && fact.equals("doubts " + doubt.watts() + " W by " + doubt.voltAmperes() + " VA");
        }
        return switch (fact.replace(figure, "N")) {
            case "shown" -> shown.isPresent();
            case "not shown" -> shown.isEmpty();
            case "shown with net" -> net;
            case "shown without net" -> shown.isPresent() && !net;
            case "shown net N W" -> net && shown.orElseThrow().published().values().number(POWER_NET) == figure(moment, figure);
            case "no export older than N s" -> !net || moment.second() - exportedAt <= Double.parseDouble(figure);
            case "valid" -> line.fresh(moment.second());
            case "not valid" -> !line.fresh(moment.second());
            case "valid for N s" -> line.fresh(moment.second() + Double.parseDouble(figure));
            case "not valid for N s" -> !line.fresh(moment.second() + Double.parseDouble(figure));
            case "interval N s" -> line.interval.equals(Duration.ofMillis(Math.round(1_000 * Double.parseDouble(figure))));
            case "nothing rejected" -> line.guard.telegramCounts().rejected().isEmpty();
            case "only N are old" -> line.guard.telegramCounts().rejected().equals(Map.of(RejectCause.OUTDATED, Long.parseLong(figure)));
            case "N are intact" -> line.guard.telegramCounts().intact() == Long.parseLong(figure);
            case "none is repaired" -> line.guard.telegramCounts().repaired() == 0;
            case "two meters" -> line.guard.severalMeters();
            case "one meter" -> !line.guard.severalMeters();
            case "counter N kWh" -> Math.abs(shown.orElseThrow().published().values().number(ENERGY_IMPORT) - figure(moment, figure))
                    < STEP_KWH / 2;
            case "no counter" -> shown.isEmpty() || !shown.orElseThrow().published().values().has(ENERGY_IMPORT);
            case "counter is withheld" -> shown.orElseThrow().published().withheld().quantities().equals(Set.of(ENERGY_IMPORT))
                    && !shown.orElseThrow().reading().values().has(ENERGY_IMPORT);
            case "shown N V" -> shown.orElseThrow().published().values().number(VOLTAGE_L1) == figure(moment, figure);
            case "no doubt" -> doubt == null;
            case "retracts nothing" -> shown.orElseThrow().published().retracted().isEmpty();
            case "retracts" -> shown.orElseThrow().published().retracted().equals(Set.of(ENERGY_IMPORT));
            case "series N" -> shown.orElseThrow().published().series().getOrDefault(ENERGY_IMPORT, 0) == figure(moment, figure);
            default -> throw new IllegalArgumentException(fact);
        };
    }

    /** Half of a list comes, then a silence: the next list is shown when it comes, and not with the one after it. */
    @Test
    void aListBehindHalfOfOneIsShownWhenItComes() {
        SimulatedDialect aidon = Dialects.all().stream().filter(candidate -> candidate.name().equals("han-aidon")).findFirst()
                .orElseThrow();
        SimulatedMeter meter = new SimulatedMeter(aidon, House.usual(aidon, NOON));
        TestLine played = new TestLine(TestScanner.scanner(true, Decryptor.none()), new Guard());
        double second = 0;
        byte[] longest = {};
        for (int i = 0; i < 40; i++) {
            byte[] list = meter.next();
            longest = list.length > longest.length ? list : longest;
            played.take(list, Math.round(second * 1e9));
            second += meter.interval();
        }
        played.take(Arrays.copyOf(longest, longest.length / 2), Math.round(second * 1e9));
        second += meter.interval();
        assertThat(played.take(meter.next(), Math.round(second * 1e9))).isPresent();
    }

    /** D0 over a network: two telegrams in one packet, each second packet. */
    @Test
    void ofTwoTelegramsInOnePacketTheNewerIsShown() {
        TestScanner scanner = new TestScanner(false, Decryptor.none());
        StreamDecoder decoder = LineDecoders.ofStream();
        Guard guard = new Guard();
        double shown = 0;
        for (int i = 0; i < 20; i++) {
            String text = "/EBZ5DD32R06ETA_107\r\n\r\n1-0:96.1.0*255(1EBZ0100000001)\r\n1-0:1.8.0*255(%015.8f*kWh)\r\n"
                    .formatted(1_000 + i * 0.0025) + "1-0:16.7.0*255(%09.2f*W)\r\n!\r\n"
                    .formatted(2_000.0 + i);
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            long nanos = (i / 2 + 1) * 4_000_000_000L;
            List<ScannedFrame> frames = new ArrayList<>(scanner.accept(bytes, 0, bytes.length));
            frames.addAll(scanner.idle());
            for (ScannedFrame frame : frames) {
                Optional<Snapshot> snapshot = Snapshots.guarded(guard, DecodeOutcome.of(decoder, frame).reading(),
                        new MeterKey("house"), GuardedLine.ARRIVAL, nanos);
                shown = snapshot.map(candidate -> candidate.published().values().number(POWER_NET)).orElse(shown);
            }
            assertThat(i < 2 ? 2_000.0 + i : shown).isEqualTo(2_000.0 + i);
        }
    }

    @Test
    void aLineThatLosesNineOfTenIsNotBelieved() {
        Random random = new Random(5);
        for (int second = 1; second < 3_000; second++) {
            if (second <= 60 || second > 65 && random.nextInt(10) == 0) {
                line.accept(second, Snapshots.of(values(POWER_NET, 500)).time(stamp(second)).reading());
                assertThat(second > 65 && line.fresh(second + 6)).as("at %d s", second).isFalse();
            }
        }
    }
}
