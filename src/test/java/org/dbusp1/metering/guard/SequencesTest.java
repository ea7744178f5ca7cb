package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.TestLine;
import org.dbusp1.gx.service.ShownPowers;
import org.dbusp1.gx.service.ShownPowers.Powers;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random sequences of messages of every simulated meter, disturbed in some of the ways below, judged by what the driver
 * promises: what is shown was sent, is not old, is not corrupt, stays while the meter sends, and comes back.
 */
class SequencesTest {
    /** What happens to messages on their way. */
    private enum Disturbance {
        JITTER, LOSS, DAMAGE, REPEAT, STORED, OLD, SILENCE, PORT, CLOCK_BACK, CLOCK_FORWARD, CORRUPT_COUNTER, EXCHANGE, FIELDS,
        /** At the start the bridge sends what it stored, all at once. */
        KEPT,
        /** On Wi-Fi each message is up to 5 s late. */
        LATE,
        /** From some message on all are 8 s late. */
        LATE_FOR_GOOD,
        CLOCK_STANDS,
        /** The clock is set by half a minute at most. */
        CLOCK_STEP,
        /** From some message on the meter sends a fifth as often. */
        SLOWER
    }

    /** Those that leave the bytes of each message as the meter sent them, or cut them. */
    private static final Set<Disturbance> OF_BYTES = EnumSet.of(Disturbance.JITTER, Disturbance.LOSS, Disturbance.DAMAGE,
            Disturbance.REPEAT, Disturbance.STORED, Disturbance.OLD, Disturbance.PORT, Disturbance.KEPT, Disturbance.LATE,
            Disturbance.LATE_FOR_GOOD);
    /** What only a bridge or a dongle does. */
    private static final Set<Disturbance> OF_NETWORKS = EnumSet.of(Disturbance.STORED, Disturbance.OLD, Disturbance.KEPT, Disturbance.LATE,
            Disturbance.LATE_FOR_GOOD);

    /**
     * A message as the meter made it.
     *
     * @param second when it was measured
     * @param bytes  from the line; none where they are not only those of this message
     */
    private record Made(Reading reading, double second, byte[] bytes) {
    }

    private enum Kind { MESSAGE, DAMAGED, PORT_LOST }

    /**
     * A message of the meter, and what was changed of it.
     *
     * @param index    number of the message in the recording of its meter
     * @param measured when the meter measured the values
     * @param ahead    seconds by which its clock is ahead of that of the recording
     * @param foreign  whether it is of the meter that was exchanged for the first
     * @param fewer    whether it has no voltages
     * @param corrupt  the counter that is not the meter's; null: none
     * @param counted  what it shows instead, scaled
     * @param old      whether it is sent a second time, long after the first
     */
    private record Telegram(int index, double measured, long ahead, boolean foreign, boolean fewer, @Nullable Quantity corrupt,
                            long counted, boolean old) {
        private static final Pattern WORDS = Pattern.compile("(?:(damaged) )?telegram (\\d+), measured ([-.\\d]+)"
                + "(?:, clock ([-\\d]+) s ahead)?(, of another meter)?(, without voltages)?(?:, corrupt (\\w+)=([.\\d]+))?(, old)?");

        static Telegram parse(Matcher words) {
            Quantity corrupt = words.group(7) == null ? null : Quantity.valueOf(words.group(7));
            return new Telegram(Integer.parseInt(words.group(2)), Double.parseDouble(words.group(3)),
                    words.group(4) == null ? 0 : Long.parseLong(words.group(4)), words.group(5) != null, words.group(6) != null,
                    corrupt, corrupt == null ? 0 : new BigDecimal(words.group(8)).movePointRight(corrupt.decimals()).longValueExact(),
                    words.group(9) != null);
        }

        Telegram corrupt(Quantity counter, long shown) {
            return new Telegram(index, measured, ahead, foreign, fewer, counter, shown, old);
        }

        Telegram again() {
            return new Telegram(index, measured, ahead, foreign, fewer, corrupt, counted, true);
        }

        Reading reading(Reading sent) {
            Reading changed = changed(sent, ahead, foreign, fewer);
            return corrupt == null ? changed : with(changed, corrupt, counted);
        }

        /** As a row says it. */
        @Override
        public String toString() {
            return "telegram " + index + ", measured " + measured + (ahead == 0 ? "" : ", clock " + ahead + " s ahead")
                    + (foreign ? ", of another meter" : "") + (fewer ? ", without voltages" : "")
                    + (corrupt == null ? "" : ", corrupt " + corrupt + "="
                            + BigDecimal.valueOf(counted, corrupt.decimals()).toPlainString())
                    + (old ? ", old" : "");
        }
    }

    /**
     * What reaches the guard.
     *
     * @param second   arrival
     * @param telegram null if the port was lost
     * @param bytes    of the line
     */
    private record Event(Kind kind, double second, @Nullable Telegram telegram, Optional<Reading> reading, byte[] bytes) {
        /** @param ofBytes whether the message goes through the whole line, so that nothing of it can be changed */
        static Event of(Made made, boolean ofBytes, Kind kind, double second, Telegram telegram) {
            Reading reading = ofBytes ? made.reading : telegram.reading(made.reading);
            return new Event(kind, second, telegram, Optional.of(reading).filter(sent -> kind == Kind.MESSAGE), made.bytes);
        }

        static Event portLost(double second) {
            return new Event(Kind.PORT_LOST, second, null, Optional.empty(), new byte[0]);
        }

        Telegram sent() {
            return Objects.requireNonNull(telegram);
        }

        double measured() {
            return sent().measured;
        }

        boolean isOld() {
            return sent().old;
        }

        @Nullable Quantity corrupt() {
            return sent().corrupt;
        }

        /** As a row says it. */
        @Override
        public String toString() {
            return "%-8s | %-60s".formatted(second, switch (kind) {
                case MESSAGE -> sent().toString();
                case DAMAGED -> "damaged " + sent();
                case PORT_LOST -> "port is lost";
            });
        }
    }

    /** @param ofBytes whether its bytes go through the whole line, and not its readings only to the guard */
    private record Sequence(long seed, SimulatedDialect meter, Set<Disturbance> disturbances, double interval, List<Event> events,
                            boolean ofBytes, Origin origin) {
    }

    /** What gets the events, and publishes snapshots. */
    private interface Chain {
        boolean isFresh(long nanos);

        Optional<Snapshot> accept(Event event, long nanos);

        void damaged(Event event, long nanos);

        void lost();
    }

    /** Only the guard, which is told of each loss. */
    private static final class GuardAlone implements Chain {
        private final Guard guard;
        private boolean wasFresh;

        GuardAlone(Guard guard) {
            this.guard = guard;
        }

        @Override
        public boolean isFresh(long nanos) {
            return guard.fresh(nanos);
        }

        @Override
        public Optional<Snapshot> accept(Event event, long nanos) {
            if (wasFresh && !guard.fresh(nanos)) {
                guard.lineLost();
            }
            Optional<Snapshot> snapshot = Snapshots.guarded(guard, event.reading.orElseThrow(), KEY, Instant.EPOCH, nanos);
            wasFresh = guard.fresh(nanos);
            return snapshot;
        }

        @Override
        public void damaged(Event event, long nanos) {
            guard.rejected(RejectCause.CRC);
        }

        @Override
        public void lost() {
            guard.endValues();
            guard.lineLost();
            wasFresh = false;
        }
    }

    /** The whole way from the bytes on. */
    private record WholeLine(TestLine line) implements Chain {
        @Override
        public boolean isFresh(long nanos) {
            return line.isPublished(nanos);
        }

        @Override
        public Optional<Snapshot> accept(Event event, long nanos) {
            return line.take(event.bytes, nanos);
        }

        @Override
        public void damaged(Event event, long nanos) {
            line.take(Arrays.copyOf(event.bytes, event.bytes.length / 2), nanos);
        }

        @Override
        public void lost() {
            line.lost();
        }
    }

    private static final String SHOWN = "shown";
    private static final String NOT_SHOWN = "not shown";
    private static final MeterKey KEY = new MeterKey("house");
    private static final int MESSAGES = 150;
    /** The last messages of a sequence are undisturbed: the meter has to come back, though what contradicts a belief waits a minute. */
    private static final int CALM = 75;
    /** Fewer messages before the last ones prove nothing, in a sequence of which some are left out. */
    private static final int FEW_DISTURBED = 40;
    /** With the key of the simulated meter of Austria. */
    private static final Decryptor DECRYPTOR = decryptor();
    private static final Map<String, List<Made>> RECORDED = new HashMap<>();

    private static Decryptor decryptor() {
        try {
            return new Decryptor(AesKey.of("000102030405060708090A0B0C0D0E0F", "key"), null);
        } catch (AesKey.BadKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Made> recorded(SimulatedDialect meter) {
        return RECORDED.computeIfAbsent(meter.name(), name -> {
            SimulatedMeter source = new SimulatedMeter(meter, House.usual(meter, Instant.parse("2026-04-15T09:57:13Z")));
            TestScanner scanner = new TestScanner(true, DECRYPTOR);
            Decoder decoder = LineDecoders.usual();
            List<Made> made = new ArrayList<>();
            double second = 0;
            while (made.size() < 2 * MESSAGES + 1) {
                byte[] bytes = source.next();
                List<ScannedFrame> frames = new ArrayList<>(scanner.accept(bytes, 0, bytes.length));
                frames.addAll(scanner.idle());
                for (ScannedFrame frame : frames) {
                    DecodeOutcome result = DecodeOutcome.of(decoder, frame);
                    if (result.accepted()) {
                        made.add(new Made(result.reading(), second, frames.size() == 1 ? bytes : new byte[0]));
                    }
                }
                second += source.interval();
                assertThat(second).as(name).isLessThan(1e5);
            }
            return made;
        });
    }

    private static Sequence sequence(long seed) {
        Random random = new Random(seed * 7_919 + 13);
        List<SimulatedDialect> meters = Dialects.all();
        SimulatedDialect meter = meters.get((int) (seed % meters.size()));
        Set<Disturbance> swarm = EnumSet.noneOf(Disturbance.class);
        for (Disturbance one : Disturbance.values()) {
            if (random.nextInt(5) == 0) {
                swarm.add(one);
            }
        }
        Origin origin = random.nextInt(3) == 0 ? Origin.LINE : Origin.NETWORK;
        if (origin == Origin.LINE) {
            swarm.removeAll(OF_NETWORKS);
        }
        List<Made> all = recorded(meter);
        int from = random.nextInt(MESSAGES);
        // Not with the number of meters: each of them gets both.
        boolean ofBytes = seed / meters.size() % 4 == 3
                && all.subList(from, from + MESSAGES).stream().allMatch(message -> message.bytes.length > 0);
        if (ofBytes) {
            swarm.retainAll(OF_BYTES);
        }
        double zero = all.get(from).second;
        double interval = (all.get(from + MESSAGES).second - zero) / MESSAGES;
        List<Event> events = new ArrayList<>();
        if (5 * interval > 60) {
            swarm.remove(Disturbance.SLOWER);
        }
        int lateFrom = from + random.nextInt(MESSAGES - CALM);
        int slowFrom = from + random.nextInt(MESSAGES - CALM);
        int standsFrom = from + random.nextInt(MESSAGES - CALM);
        int kept = from + 2 + random.nextInt(20);
        double late = 0;
        long shift = 0;
        boolean exchanged = false;
        double storedUntil = -1;
        List<Telegram> stored = new ArrayList<>();
        double last = -1;
        for (int i = from; i < from + MESSAGES; i++) {
            boolean calm = i >= from + MESSAGES - CALM;
            double measured = all.get(i).second - zero + late;
            if (!calm && hit(swarm, Disturbance.SILENCE, random, 60)) {
                late += 20 + random.nextInt(100);
                continue;
            }
            if (!calm && !exchanged && hit(swarm, Disturbance.EXCHANGE, random, 60)) {
                late += 200;
                exchanged = true;
                continue;
            }
            if (!calm && hit(swarm, Disturbance.CLOCK_BACK, random, 60)) {
                shift -= 300 + random.nextInt(9_000);
            }
            if (!calm && hit(swarm, Disturbance.CLOCK_FORWARD, random, 60)) {
                shift += 300 + random.nextInt(9_000);
            }
            if (!calm && hit(swarm, Disturbance.CLOCK_STEP, random, 30)) {
                shift += random.nextInt(61) - 30;
            }
            if (swarm.contains(Disturbance.SLOWER) && i >= slowFrom) {
                late += 4 * interval;
            }
            if (!calm && swarm.contains(Disturbance.CLOCK_STANDS) && i > standsFrom && i < standsFrom + 15) {
                shift = Math.round(all.get(standsFrom).second - zero) - Math.round(all.get(i).second - zero + late);
            }
            measured = all.get(i).second - zero + late;
            Telegram telegram = new Telegram(i, millis(measured), ofBytes ? 0 : shift + Math.round(late), exchanged,
                    !ofBytes && !calm && hit(swarm, Disturbance.FIELDS, random, 4), null, 0, false);
            double jitter = swarm.contains(Disturbance.JITTER) && !calm ? random.nextDouble() * 0.3 * interval : 0;
            if (swarm.contains(Disturbance.LATE) && !calm) {
                jitter += 5 * random.nextDouble();
            }
            if (swarm.contains(Disturbance.LATE_FOR_GOOD) && i >= lateFrom) {
                jitter += 8;
            }
            if (swarm.contains(Disturbance.KEPT) && i < kept) {
                jitter += Math.max(0, all.get(kept).second - zero - measured);
            }
            double arrival = millis(Math.max(last + 0.031, measured + jitter));
            if (storedUntil >= 0 && (calm || measured >= storedUntil)) {
                double at = measured - 0.02 * (stored.size() + 1);
                for (Telegram one : stored) {
                    at = millis(Math.max(last + 0.031, at + 0.02));
                    events.add(Event.of(all.get(one.index), ofBytes, Kind.MESSAGE, at, one));
                    last = at;
                }
                stored.clear();
                storedUntil = -1;
                arrival = millis(Math.max(last + 0.031, arrival));
            }
            if (!calm && storedUntil < 0 && hit(swarm, Disturbance.STORED, random, 50)) {
                storedUntil = measured + Math.max(3, 4 + random.nextInt(8)) * interval + 12;
            }
            if (!calm && hit(swarm, Disturbance.CORRUPT_COUNTER, random, 25) && all.get(i).reading.meter().dialect().sendsChecksum()) {
                Values values = telegram.reading(all.get(i).reading).values();
                Optional<Quantity> counter = Quantity.ENERGY_COUNTERS.stream().filter(values::has).findFirst();
                if (counter.isPresent()) {
                    telegram = telegram.corrupt(counter.get(), values.scaled(counter.get())
                            + (1_000L + random.nextInt(100_000)) * counter.get().unit().scaledOne());
                }
            }
            if (storedUntil >= 0) {
                stored.add(telegram);
                continue;
            }
            if (!calm && hit(swarm, Disturbance.LOSS, random, 4)) {
                continue;
            }
            if (!calm && hit(swarm, Disturbance.DAMAGE, random, 8)) {
                events.add(Event.of(all.get(i), ofBytes, Kind.DAMAGED, arrival, telegram));
                last = arrival;
                continue;
            }
            if (!calm && hit(swarm, Disturbance.PORT, random, 60)) {
                events.add(Event.portLost(arrival));
            }
            events.add(Event.of(all.get(i), ofBytes, Kind.MESSAGE, arrival, telegram));
            last = arrival;
            if (!calm && hit(swarm, Disturbance.REPEAT, random, 5)) {
                last = millis(last + 0.04);
                events.add(Event.of(all.get(i), ofBytes, Kind.MESSAGE, last, telegram));
            }
            if (!calm && hit(swarm, Disturbance.OLD, random, 20)) {
                double before = telegram.measured - 20 - 2 * interval;
                Optional<Event> one = events.stream().filter(event -> event.kind == Kind.MESSAGE && event.corrupt() == null
                        && event.measured() < before && event.reading.orElseThrow().time() != null).findFirst();
                if (one.isPresent()) {
                    last = millis(last + 0.04);
                    Telegram old = one.get().sent().again();
                    events.add(Event.of(all.get(old.index), ofBytes, Kind.MESSAGE, last, old));
                }
            }
        }
        return new Sequence(seed, meter, swarm, interval, events, ofBytes, origin);
    }

    /** As a row says a second. */
    private static double millis(double second) {
        return Math.round(second * 1_000) / 1_000.0;
    }

    private static boolean hit(Set<Disturbance> swarm, Disturbance one, Random random, int in) {
        return swarm.contains(one) && random.nextInt(in) == 0;
    }

    private static Reading changed(Reading sent, long shift, boolean exchanged, boolean fewer) {
        MeterIdentity meter = sent.meter();
        MeterIdentity other = new MeterIdentity(meter.dialect(), exchanged ? meter.identification() + "x" : meter.identification(),
                Optional.ofNullable(meter.equipmentId()).map(number -> exchanged ? "X" + number : number).orElse(null), meter.version());
        Stamp time = sent.time() == null ? null : new Stamp(sent.time().epochSecond() + shift, sent.time().offsetSeconds());
        Values.Builder values = new Values.Builder();
        // Other bytes for each other content.
        StringBuilder text = new StringBuilder().append(other).append(' ')
                .append(time == null ? "" : time.epochSecond() + " " + time.offsetSeconds());
        for (Quantity quantity : sent.values().present()) {
            long value = sent.values().scaled(quantity);
            boolean drop = fewer && quantity.name().startsWith("VOLTAGE");
            if (!drop) {
                long shown = exchanged && quantity.isEnergyCounter() ? value / 7 : value;
                values.set(quantity, shown);
                text.append(' ').append(quantity.ordinal()).append('=').append(shown);
            }
        }
        byte[] bytes = text.append(' ').append(sent.message().bytes().length).toString().getBytes(StandardCharsets.UTF_8);
        return new Reading(other, time, values.build(), List.of(), sent.meter().dialect().sendsChecksum()
                ? new PlainMessage(bytes, sent.message().details(), null, sent.message().registers()) : sent.message());
    }

    private static Reading with(Reading sent, Quantity quantity, long scaled) {
        Values.Builder values = new Values.Builder();
        sent.values().present().forEach(candidate -> values.set(candidate,
                candidate == quantity ? scaled : sent.values().scaled(candidate)));
        byte[] bytes = (Arrays.hashCode(sent.message().bytes()) + " " + scaled).getBytes(StandardCharsets.UTF_8);
        return Snapshots.like(sent).sent(values.build()).message(new PlainMessage(bytes, sent.message().details(), null,
                sent.message().registers())).reading();
    }

    /** A promise that was broken. @param isWithheld whether values stay away for too long; else wrong or old ones are shown */
    private record Broken(boolean isWithheld, String what) {
        static Broken withheld(String what) {
            return new Broken(true, what);
        }

        static Optional<Broken> shown(String what) {
            return Optional.of(new Broken(false, what));
        }
    }

    private static Optional<Broken> broken(Sequence sequence, List<Event> events) {
        return broken(sequence, events, new ArrayList<>());
    }

    /**
     * The promises, kept by what the meter sent and nothing else.
     *
     * @param cells receives whether each event is shown, until something wrong is
     * @return what wrong thing was shown; else what was withheld too long; absent if nothing was
     */
    private static Optional<Broken> broken(Sequence sequence, List<Event> events, List<String> cells) {
        Guard guard = new Guard(new Guard.Options(null, StateStore.NONE, sequence.origin, null));
        Chain chain = sequence.ofBytes ? new WholeLine(new TestLine(TestScanner.scanner(true, decryptor()), guard)) : new GuardAlone(guard);
        ShownPowers powers = new ShownPowers();
        Dialect dialect = events.stream().flatMap(event -> event.reading.stream()).findFirst().map(sent -> sent.meter().dialect())
                .orElse(Dialect.DSMR5);
        boolean partial = dialect.sendsPartialLists();
        boolean serial = sequence.origin == Origin.LINE;
        boolean clocks = sequence.disturbances.stream().anyMatch(EnumSet.of(Disturbance.CLOCK_BACK, Disturbance.CLOCK_FORWARD,
                Disturbance.EXCHANGE, Disturbance.CLOCK_STANDS, Disturbance.CLOCK_STEP)::contains);
        boolean quiet = EnumSet.of(Disturbance.JITTER, Disturbance.REPEAT, Disturbance.CORRUPT_COUNTER, Disturbance.FIELDS)
                .containsAll(sequence.disturbances);
        boolean exchanged = sequence.disturbances.contains(Disturbance.EXCHANGE);
        boolean slower = sequence.disturbances.contains(Disturbance.SLOWER);
        boolean lateForGood = sequence.disturbances.contains(Disturbance.LATE_FOR_GOOD);
        double usual = Math.max(sequence.interval, dialect.interval().toSeconds());
        double tolerance = 2 + 0.65 * usual + (partial ? 3 : 0);
        // Three intervals, and a second of the clock.
        double oldest = Math.max(5, 3 * usual * (slower ? 5 : 1)) + 1 + (lateForGood ? 8 : 0);
        // Of a meter that has only begun, no shorter interval is known than the shortest gap, though its messages were lost or stored.
        double shortest = Double.POSITIVE_INFINITY;
        // Between late messages, the gaps show a shorter interval than the meter's. Of those that were kept or stored, they show nothing of
        // the meter: then the delay alone tells what is live.
        boolean uneven = sequence.disturbances.contains(Disturbance.JITTER) || sequence.disturbances.contains(Disturbance.LATE);
        boolean gathered = sequence.disturbances.contains(Disturbance.KEPT) || sequence.disturbances.contains(Disturbance.STORED);
        double surelyYoung = Math.max(LeastDelay.LATE_SECONDS, uneven && gathered ? 0 : Math.min(sequence.interval, usual)) - 1;
        boolean regular = EnumSet.of(Disturbance.JITTER, Disturbance.REPEAT, Disturbance.CORRUPT_COUNTER, Disturbance.FIELDS,
                Disturbance.SILENCE).containsAll(sequence.disturbances);
        double limit = 0.1 + Math.max(5, 3 * (regular ? Math.max(dialect.interval().toSeconds(), 1.35 * sequence.interval)
                : slower ? 60 : Math.max(dialect.interval().toSeconds(), Math.min(dialect.slowestInterval().toSeconds(), 10))));
        double least = Double.POSITIVE_INFINITY;
        double young = Double.NEGATIVE_INFINITY;
        List<Event> seen = new ArrayList<>();
        boolean shown = false;
        @Nullable Broken withheld = null;
        double freshSince = -1;
        double damagedAt = Double.NEGATIVE_INFINITY;
        // Also those before the port was lost.
        List<Event> earlier = new ArrayList<>();
        for (Event event : events) {
            long nanos = Math.round(event.second * 1e9);
            // Just before, the promise of the end of validity.
            boolean fresh = chain.isFresh(nanos - 1_000_000);
            if (shown && quiet && !fresh && event.second > 8 * sequence.interval) {
                withheld = withheld == null ? Broken.withheld("invalid at %.2f although the meter sends".formatted(event.second)) : withheld;
            }
            if (fresh && event.second - freshSince > limit) {
                return Broken.shown("valid at %.2f although the last message came at %.2f".formatted(event.second, freshSince));
            }
            if (event.kind != Kind.MESSAGE) {
                cells.add("");
                if (event.kind == Kind.PORT_LOST) {
                    young = Double.NEGATIVE_INFINITY;
                    chain.lost();
                    seen.clear();
                } else {
                    chain.damaged(event, nanos);
                    damagedAt = event.second;
                }
                continue;
            }
            Reading reading = event.reading.orElseThrow();
            // Before the first clock with seconds, nothing tells a message that was kept from one of now.
            boolean timed = seen.stream().map(before -> before.reading.orElseThrow().time())
                    .anyMatch(time -> time != null && time.epochSecond() % 60 != 0);
            // Without a clock equal bytes mean the same message only if they come at once. Of alternating lists the last of each kind is
            // known.
            boolean clockedNow = reading.time() != null;
            boolean again = Stream.concat(seen.stream().filter(before -> clockedNow), earlier.stream().filter(before ->
                            millis(event.second - before.second) <= 0.3
                                    || clockedNow && (partial || before == earlier.get(earlier.size() - 1))))
                    .anyMatch(before -> Arrays.equals(before.reading.orElseThrow().message().bytes(), reading.message().bytes()));
            // Without a checksum the first message is believed only when the second agrees with it, and the first one's clock never.
            if (dialect.sendsChecksum() || !seen.isEmpty()) {
                least = Math.min(least, event.second - event.measured());
            }
            double known = Double.isInfinite(shortest) ? 0 : Math.min(shortest, dialect.slowestInterval().toSeconds());
            double gap = earlier.isEmpty() ? 0 : event.second - earlier.get(earlier.size() - 1).second;
            shortest = gap < 0.4 ? shortest : Math.min(shortest, gap);
            seen.add(event);
            earlier.add(event);
            double age = event.second - event.measured() - Math.min(least, event.second - event.measured());
            boolean stillFresh = chain.isFresh(nanos);
            Optional<Snapshot> snapshot = chain.accept(event, nanos);
            // What a damaged frame lacks is taken from the bytes that follow it, until a silence of two seconds. Text is found from its end.
            boolean swallowed = sequence.ofBytes && !Dialect.TEXT.contains(dialect) && event.second - damagedAt < 2;
            boolean live = dialect.sendsChecksum() && !again && !event.isOld() && !exchanged && !swallowed
                    && (serial || !clocks && (age < surelyYoung || reading.time() == null));
            // After a loss the second counts, which comes within five seconds.
            if (live && snapshot.isEmpty() && (stillFresh || event.second - young < 4.9)) {
                withheld = withheld == null ? Broken.withheld("a live message is not shown: " + event) : withheld;
            }
            young = live ? event.second : young;
            if (snapshot.isEmpty()) {
                cells.add(NOT_SHOWN);
                // It is shown in the silence after it, if the rest of the damaged frame does not come.
                freshSince = swallowed ? event.second : freshSince;
                continue;
            }
            shown = true;
            freshSince = event.second;
            Values values = snapshot.get().published().values();
            Optional<Event> published = publishedBy(snapshot.get().reading(), event, seen);
            if (published.isEmpty()) {
                return Broken.shown("a message that was not sent is shown: after " + event);
            }
            Event now = published.get();
            if (now.isOld() && timed && !clocks && !serial) {
                return Broken.shown("an old message is shown: " + now);
            }
            Quantity corrupt = now.corrupt();
            if (corrupt != null) {
                Predicate<Event> counts = before -> before.reading.orElseThrow().values().has(corrupt)
                        && before.reading.orElseThrow().meter().equals(reading.meter());
                boolean counted = seen.stream().anyMatch(before -> before.corrupt() == null && counts.test(before)
                        && event.second - before.second < 60);
                // The first one is believed, for a minute: where it is corrupt, another that may follow it is not told from the meter's.
                boolean misled = earlier.stream().filter(counts).findFirst()
                        .filter(first -> first.corrupt() == corrupt && event.second - first.second < 2 * 60).isPresent();
                if (counted && !misled && values.has(corrupt) && values.scaled(corrupt) == reading.values().scaled(corrupt)) {
                    return Broken.shown("a corrupt " + corrupt + " is shown: " + event);
                }
            }
            boolean clocked = Optional.ofNullable(now.reading.orElseThrow().time()).filter(time -> time.epochSecond() % 60 != 0).isPresent();
            if (clocked && timed && !clocks && !serial && event.second - now.measured() - least > Math.max(oldest, 3 * known + 1)) {
                return Broken.shown("a stored message is shown: " + now);
            }
            if (values.has(Quantity.POWER_NET) && !isSent(values.scaled(Quantity.POWER_NET), seen, now)) {
                return Broken.shown("a net power that no message has: " + values + " after " + now);
            }
            Powers onBus = powers.after(snapshot.get());
            if (onBus.total().isPresent() && !values.has(Quantity.POWER_NET) && !isImportOfZero(onBus, dialect, seen, now)) {
                return Broken.shown("a total that no message has: " + onBus + " after " + now);
            }
            if (!addUp(onBus, now.reading.orElseThrow().values())) {
                return Broken.shown("phases that do not add up: " + onBus + " after " + now);
            }
            cells.add(now == event ? SHOWN : NOT_SHOWN);
        }
        double end = events.isEmpty() ? 0 : events.get(events.size() - 1).second;
        // Of an exchanged meter nothing is shown for a minute; what is late, and was not seen to be set, is old for good.
        boolean comesBack = events.size() > CALM + FEW_DISTURBED && (!exchanged || sequence.interval * CALM > 90)
                && (serial || setsBack(sequence, events) <= 1);
        if (comesBack && end - freshSince > Math.max(5, 3 * sequence.interval * (slower ? 5 : 1)) + tolerance) {
            withheld = withheld == null ? Broken.withheld("not shown at the end, but last at %.2f of %.2f".formatted(freshSince, end)) : withheld;
        }
        return Optional.ofNullable(withheld);
    }

    /**
     * Returns how often the delay rises: the clock is set back, or stands; an old message of before that sets it forward once more. It is
     * set back against the time that has passed. Where it does not go back from the last message that came in time, since the meter was
     * silent or is slower, or sent equal bytes, or the bridge stored what came between, nobody sees it, which counts twice.
     */
    private static long setsBack(Sequence sequence, List<Event> events) {
        List<Made> made = recorded(sequence.meter);
        List<Event> sent = new ArrayList<>();
        for (Event event : events) {
            boolean isEqual = !sent.isEmpty() && event.reading.isPresent() && Arrays.equals(event.reading.get().message().bytes(),
                    sent.get(sent.size() - 1).reading.orElseThrow().message().bytes());
            if (event.reading.isPresent() && event.reading.get().time() != null && !event.sent().old && !isEqual) {
                sent.add(event);
            }
        }
        double[] clocks = sent.stream().map(Event::sent).mapToDouble(telegram -> telegram.ahead + made.get(telegram.index).second).toArray();
        double[] ahead = IntStream.range(0, clocks.length).mapToDouble(i -> clocks[i] - sent.get(i).measured()).toArray();
        long sets = 0;
        double inTime = Double.POSITIVE_INFINITY;
        for (int i = 1; i < clocks.length; i++) {
            inTime = isInTime(sent.get(i - 1)) ? clocks[i - 1] : inTime;
            boolean isSeen = isLess(clocks[i], inTime) || !isLess(inTime, clocks[i]) && isInTime(sent.get(i));
            boolean goesOn = i > 1 && isLess(ahead[i - 1], ahead[i - 2]);
            sets += !isLess(ahead[i], ahead[i - 1]) || isSeen && goesOn ? 0 : isSeen ? 1 : 2;
        }
        return sets * (sequence.disturbances.contains(Disturbance.OLD) ? 2 : 1)
                + (sequence.disturbances.contains(Disturbance.LATE_FOR_GOOD) ? 2 : 0);
    }

    private static boolean isInTime(Event event) {
        return event.second - event.measured() <= LeastDelay.LATE_SECONDS;
    }

    /** Returns whether it is less by a second or more, though rows say milliseconds. */
    private static boolean isLess(double ahead, double before) {
        return ahead < before - 0.5;
    }

    /**
     * Returns the message that is shown: the newest one, or one before it, which waited for the rest of a damaged frame and is found with
     * the bytes of the newest one, that may be refused. Absent if no message is it.
     */
    private static Optional<Event> publishedBy(Reading shown, Event newest, List<Event> seen) {
        return Stream.concat(Stream.of(newest), IntStream.rangeClosed(1, seen.size()).mapToObj(back -> seen.get(seen.size() - back)))
                .filter(sent -> Arrays.equals(sent.reading.orElseThrow().message().bytes(), shown.message().bytes())).findFirst();
    }

    /**
     * Returns whether the phases that are shown stand for the total, as systemcalc adds them: those of its message within 60 W or a
     * tenth, those of an earlier one within 10 W and 2 %. Without a total there are none.
     */
    private static boolean addUp(Powers shown, Values sent) {
        if (shown.total().isEmpty()) {
            return shown.phases().isEmpty();
        }
        double gross = shown.phases().stream().mapToDouble(Math::abs).sum();
        boolean totalOnly = sent.has(Quantity.POWER_IMPORT) && Phase.ALL.stream().noneMatch(phase -> sent.has(phase.power()));
        double allowed = totalOnly ? 10 + 0.02 * Math.max(Math.abs(shown.total().get()), gross) : Math.max(60, Math.min(500, gross / 10));
        return Math.abs(shown.sum() - shown.total().get()) <= allowed + 0.1;
    }

    /** Returns whether a total that no message has is 0 W in a house that imported, whose meter has said for 21 s at most that it does not. */
    private static boolean isImportOfZero(Powers shown, Dialect dialect, List<Event> seen, Event now) {
        boolean imported = false;
        double first = Double.NaN;
        for (Event event : seen) {
            Values sent = event.reading.orElseThrow().values();
            if (sent.has(Quantity.POWER_IMPORT)) {
                boolean imports = sent.scaled(Quantity.POWER_IMPORT) > 0;
                imported |= imports;
                first = imports ? Double.NaN : Double.isNaN(first) ? event.second : first;
            }
        }
        return shown.total().get() == 0 && dialect.sendsPartialLists() && imported && now.second - first < 21;
    }

    /** Returns whether a net power is that of one message, or an import of 0 with an export of 30 s at most. */
    private static boolean isSent(long net, List<Event> seen, Event now) {
        Values sent = now.reading.orElseThrow().values();
        if (sent.has(Quantity.POWER_NET)) {
            return net == sent.scaled(Quantity.POWER_NET);
        }
        for (int i = seen.size() - 1; i >= 0; i--) {
            Values before = seen.get(i).reading.orElseThrow().values();
            if (now.second - seen.get(i).second > 31) {
                return false;
            }
            if (sent.has(Quantity.POWER_IMPORT)) {
                boolean exports = before.has(Quantity.POWER_EXPORT) && net == -before.scaled(Quantity.POWER_EXPORT);
                if (exports && sent.scaled(Quantity.POWER_IMPORT) == 0) {
                    return true;
                }
            } else if (before.has(Quantity.POWER_NET) && net == before.scaled(Quantity.POWER_NET)
                    || before.has(Quantity.POWER_EXPORT) && net == -before.scaled(Quantity.POWER_EXPORT)) {
                return true;
            }
        }
        return false;
    }

    /** Leaves out what is not needed for a promise to be broken. */
    private static List<Event> shrunk(Sequence sequence) {
        List<Event> events = new ArrayList<>(sequence.events);
        for (int part = events.size() / 2; part >= 1; part /= 2) {
            for (int at = 0; at + part <= events.size(); ) {
                List<Event> fewer = new ArrayList<>(events.subList(0, at));
                fewer.addAll(events.subList(at + part, events.size()));
                if (broken(sequence, fewer).isPresent()) {
                    events = fewer;
                } else {
                    at += part;
                }
            }
        }
        return events;
    }

    /** A scenario of this class, whose last expected cell is what was promised. */
    private static String table(Sequence sequence, List<Event> events) {
        List<String> cells = new ArrayList<>();
        String fault = broken(sequence, events, cells).map(broken -> broken.what.replaceFirst("[:|].*", "")).orElse("all promises are kept");
        if (cells.size() < events.size()) {
            cells.add(fault.endsWith("is not shown") ? SHOWN : fault.endsWith(" message is shown") ? NOT_SHOWN : "");
        }
        StringBuilder table = new StringBuilder("## " + sequence.meter.name() + ", seed " + sequence.seed + ": " + fault + "\n0        | "
                + sequence.meter.name() + " each " + sequence.interval + " s; " + (sequence.ofBytes ? "by bytes; " : "")
                + words(sequence.origin) + sequence.disturbances.stream().map(one -> "; " + words(one)).collect(Collectors.joining())
                + " |\n");
        for (int i = 0; i < events.size(); i++) {
            table.append((events.get(i) + " | " + (i < cells.size() ? cells.get(i) : "")).stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static <E extends Enum<E>> Optional<E> named(Class<E> type, String words) {
        return Stream.of(type.getEnumConstants()).filter(constant -> words(constant).equals(words)).findFirst();
    }

    private static Sequence parse(Scenario scenario) {
        List<String> head = scenario.rows().get(0).events();
        String[] pace = head.get(0).split(" each | s$");
        SimulatedDialect meter = Dialects.all().stream().filter(candidate -> candidate.name().equals(pace[0])).findFirst().orElseThrow();
        boolean ofBytes = head.contains("by bytes");
        Origin origin = named(Origin.class, head.get(ofBytes ? 2 : 1)).orElseThrow();
        Set<Disturbance> swarm = EnumSet.noneOf(Disturbance.class);
        head.subList(ofBytes ? 3 : 2, head.size()).forEach(words -> swarm.add(named(Disturbance.class, words).orElseThrow()));
        List<Event> events = scenario.rows().stream().skip(1).map(row -> event(recorded(meter), ofBytes, row)).toList();
        return new Sequence(-1, meter, swarm, Double.parseDouble(pace[1]), events, ofBytes, origin);
    }

    private static Event event(List<Made> recorded, boolean ofBytes, Row row) {
        double second = Double.parseDouble(row.time());
        String text = row.events().get(0);
        if (text.equals("port is lost")) {
            return Event.portLost(second);
        }
        Matcher words = Telegram.WORDS.matcher(text);
        assertThat(words.matches()).as(row.toString()).isTrue();
        Telegram telegram = Telegram.parse(words);
        return Event.of(recorded.get(telegram.index), ofBytes, words.group(1) == null ? Kind.MESSAGE : Kind.DAMAGED, second, telegram);
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(SequencesTest.class);
    }

    /** Sequences that broke a promise once, as a failure prints them. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void promisesAreKept(Scenario scenario) {
        Sequence sequence = parse(scenario);
        List<String> cells = new ArrayList<>();
        assertThat(broken(sequence, sequence.events, cells)).isEmpty();
        for (int i = 0; i < cells.size(); i++) {
            Row row = scenario.rows().get(i + 1);
            assertThat(row.expected().isEmpty() ? "" : cells.get(i)).as(row.toString()).isEqualTo(String.join("; ", row.expected()));
        }
    }

    @Test
    void aTableSaysAllOfItsSequence() {
        assertTablesSayAll(0, 50);
    }

    @Test
    @Tag("slow")
    void moreTablesSayAll() {
        assertTablesSayAll(50, 150);
    }

    private static void assertTablesSayAll(long from, long count) {
        for (long seed = from; seed < from + count; seed++) {
            Sequence sequence = sequence(seed);
            String table = table(sequence, sequence.events);
            Sequence read = parse(Scenario.parse(table).get(0));
            assertThat(table(read, read.events)).as("seed %d", seed).isEqualTo(table.replaceFirst("seed \\d+", "seed -1"));
            for (int i = 0; i < read.events.size(); i++) {
                assertThat(read.events.get(i).bytes).isEqualTo(sequence.events.get(i).bytes);
                assertThat(read.events.get(i).reading.map(reading -> reading.message().bytes()).orElse(new byte[0]))
                        .isEqualTo(sequence.events.get(i).reading.map(reading -> reading.message().bytes()).orElse(new byte[0]));
            }
        }
    }

    /** @param mostWithheld in how many sequences values may stay away for too long */
    private static void accept(long from, long count, int mostWithheld) {
        List<String> failures = new ArrayList<>();
        List<String> withheld = new ArrayList<>();
        long steps = 0;
        long ofBytes = 0;
        for (long seed = from; seed < from + count && failures.size() < 5; seed++) {
            Sequence sequence = sequence(seed);
            steps += sequence.events.size();
            ofBytes += sequence.ofBytes ? 1 : 0;
            Broken broken = broken(sequence, sequence.events).orElse(null);
            if (broken == null) {
                continue;
            }
            if (broken.isWithheld) {
                withheld.add("%s, seed %d: %s".formatted(sequence.meter.name(), seed, broken.what));
            }
            if (mostWithheld == 0 || !broken.isWithheld) {
                failures.add(table(sequence, broken.isWithheld ? sequence.events : shrunk(sequence)));
            }
        }
        System.out.println("sequences: " + count + " with " + steps + " steps, " + ofBytes + " of them by bytes; withheld too long in "
                + withheld.size());
        assertThat(String.join("\n", failures)).as("withheld too long: %s", withheld).isEmpty();
        assertThat(withheld).hasSizeLessThanOrEqualTo(mostWithheld);
        assertThat(ofBytes).as("sequences by bytes").isGreaterThanOrEqualTo(count / 10);
    }

    @Test
    @Tag("search")
    void twoHundredSequencesKeepThePromises() {
        accept(0, 200, 0);
    }

    /**
     * But five (seeds 207, 2522, 4569, 8368, 8843), which are withheld until the driver is started again: the line stalls while a clock
     * stands, or in the minute after it was set, and makes up, as only a line does.
     */
    @Test
    @Tag("slow")
    void thousandsMoreKeepThem() {
        accept(200, 9_800, 5);
    }

    /**
     * What is shown keeps them without exception. Values may stay away for too long in one of 500 sequences (measured: one of 1,200),
     * where several disturbances at once look like a line that falls behind, until the driver is started again. The day of the
     * commit chooses which: of 200,000, one showed an old power that 50,000 had not, and what failed once fails when it runs again.
     */
    @Test
    @Tag("slow")
    @Tag("long")
    @Timeout(3_600)
    void fiftyThousandSequencesOfTheCommitKeepThePromises() throws Exception {
        String committed = Ended.of(new ProcessBuilder("git", "log", "-1", "--format=%ct")).well().strip();
        long first = 1_000_000 + Duration.ofSeconds(Long.parseLong(committed)).toDays() * 50_000;
        System.out.println("seeds from " + first);
        accept(first, 50_000, 50_000 / 500);
    }
}
