package org.dbusp1.gx.ess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.dbusp1.base.SafeText;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.BusConnection.Reply;
import org.dbusp1.gx.dbus.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * What the other services on the bus last answered, each value with the time when it was asked. {@link BusTable} has what is read and
 * for which use; who needs a use sets its period. Each period is a round: each path is asked that is not being asked, and when these have
 * ended the listener is told. A path whose answer is late is unknown. Used only on the loop.
 */
public final class BusImage {
    /** What values are read for: its rows are asked together, and who uses them is told when they are answered. */
    public enum Use {
        /** What ESS does with the meter. Its round waits for all its paths, and has no value that was asked for before it. */
        VERDICT,
        /** What the peak limiter needs besides powers. */
        LIMIT,
        POWERS,
        /** The powers of the inverters, and of the PV inverters at their inputs, for one comparison. */
        FOLLOW
    }

    /** @param services by what is known so far */
    record Query(Set<Use> uses, Function<BusImage, Collection<String>> services, List<String> paths) {
    }

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration SHORT_PERIOD = Duration.ofMillis(500);

    private static final class ServiceItem {
        private final String service;
        private final String path;
        private @Nullable Object value;
        /** When it was asked for the value; null if that is unknown: before the first answer, and after one that is late. */
        private @Nullable Long askedNanos;
        /** When it was last asked; null before. */
        private @Nullable Long sentNanos;
        /** Whether the last question has not ended. */
        private boolean isAsked;

        ServiceItem(String service, String path) {
            this.service = service;
            this.path = path;
        }
    }

    private static final class Poll {
        private @Nullable Duration period;
        private @Nullable Long begunNanos;
        private Runnable listener = () -> { };
    }

    /** @param open what has to end before the listener is told */
    private record Round(Use use, long begunNanos, Set<ServiceItem> open) {
    }

    private final EventLoop loop;
    private final VictronBus bus;
    private final LongSupplier clock;
    private final Map<String, Map<String, ServiceItem>> items = new HashMap<>();
    private final Map<Use, Poll> polls = new EnumMap<>(Use.class);
    /** Those that have not ended: of the verdict the newest, of other uses also an earlier one whose answers take longer than a period. */
    private final List<Round> rounds = new ArrayList<>();
    /** The service of this driver's meter, also after it left the bus, which is not asked; empty before the first. */
    private String own = "";

    /** @param bus nothing is asked while localsettings is not on the bus @param clock as {@link System#nanoTime} */
    public BusImage(EventLoop loop, VictronBus bus, LongSupplier clock) {
        this.loop = loop;
        this.bus = bus;
        this.clock = clock;
        Stream.of(Use.values()).forEach(use -> polls.put(use, new Poll()));
        loop.post(this::tickPeriodically);
    }

    private Poll of(Use use) {
        return Objects.requireNonNull(polls.get(use));
    }

    /** @param listener runs when everything that was asked for a use is answered, or late */
    public void answered(Use use, Runnable listener) {
        of(use).listener = listener;
    }

    /** Reads for a use with a period from now on. @param period null: not */
    public void every(Use use, @Nullable Duration period) {
        of(use).period = period;
    }

    public boolean isAsked(Use use, Duration within) {
        Long begun = of(use).begunNanos;
        return begun != null && clock.getAsLong() - begun < within.toNanos();
    }

    void tick() {
        long now = clock.getAsLong();
        polls.forEach((use, poll) -> {
            if (poll.period != null && !isAsked(use, poll.period)) {
                ask(use, now);
            }
        });
    }

    private void tickPeriodically() {
        boolean isShort = polls.values().stream().anyMatch(poll -> poll.period != null && poll.period.compareTo(PERIOD) < 0);
        loop.after(isShort ? SHORT_PERIOD : PERIOD, this::tickPeriodically);
        tick();
    }

    /** Asks everything for a use, now. */
    public void ask(Use use) {
        ask(use, clock.getAsLong());
    }

    private void ask(Use use, long now) {
        bus.localSettings().ifPresent(link -> {
            Poll poll = of(use);
            poll.begunNanos = now;
            List<ServiceItem> all = items(use, names());
            List<ServiceItem> due = all.stream().filter(item -> !item.isAsked).toList();
            rounds.removeIf(round -> round.use == Use.VERDICT && use == Use.VERDICT);
            rounds.add(new Round(use, now, new HashSet<>(use == Use.VERDICT ? all : due)));
            for (ServiceItem item : due) { // all before the first is asked: an answer may come at once
                item.isAsked = true;
                item.sentNanos = now;
            }
            due.forEach(item -> link.getValue(item.service, item.path, answer -> answered(item, answer, now, use)));
            if (all.isEmpty()) {
                poll.listener.run();
            }
        });
    }

    private void answered(ServiceItem item, Reply answer, long askedNanos, Use use) {
        item.isAsked = false;
        if (answer != Reply.NO_ROOM || use == Use.VERDICT) {
            item.value = answer.firstValue();
            item.askedNanos = answer.isNone() ? null : Long.valueOf(askedNanos);
        }
        for (Round round : List.copyOf(rounds)) {
            if (round.open.remove(item) && round.open.isEmpty()) {
                ended(round);
            }
        }
    }

    /** Tells the listener. What the answers have named, as another inverter, and what was on the way before, is asked first. */
    private void ended(Round round) {
        rounds.removeIf(each -> each.open.isEmpty());
        boolean hasMore = items(round.use, names()).stream().anyMatch(item -> !item.isAsked
                && (item.sentNanos == null || item.askedNanos != null && item.sentNanos - round.begunNanos < 0));
        if (hasMore) {
            ask(round.use);
        } else {
            of(round.use).listener.run();
        }
    }

    /** Returns the items of a use, of those of its services that are among the given ones. */
    private List<ServiceItem> items(Use use, Collection<String> services) {
        return queries(use).flatMap(query -> query.services().apply(this).stream().filter(services::contains)
                .flatMap(service -> query.paths().stream().map(path -> item(service, path)))).distinct().toList();
    }

    static Stream<Query> queries(Use use) {
        return BusTable.QUERIES.stream().filter(query -> query.uses().contains(use));
    }

    private ServiceItem item(String service, String path) {
        return items.computeIfAbsent(service, name -> new HashMap<>()).computeIfAbsent(path, name -> new ServiceItem(service, path));
    }

    /** Forgets the answers of a service that has come or left. If there were any, asks all services again. */
    public void forget(String service) {
        if (items.remove(service) != null) {
            polls.values().forEach(poll -> poll.begunNanos = null);
            tick();
        }
    }

    public void forgetAll() {
        items.clear();
    }

    void setOwn(String service) {
        own = service;
    }

    String own() {
        return own;
    }

    /** Returns the services of Venus OS on the bus, sorted; none while localsettings is not. */
    Set<String> names() {
        return bus.localSettings().map(BusItemClient::names).orElse(Set.of());
    }

    Optional<String> inverter() {
        return Inverters.asked(names(), text(BusItemClient.SYSTEM, BusTable.INVERTER));
    }

    /** Returns whether all that is read of some services for a use was answered, and the last answer was not late. */
    public boolean isKnown(Use use, Collection<String> services) {
        return items(use, services).stream().allMatch(item -> item.askedNanos != null);
    }

    /** Returns when the oldest answer for a use was asked; null while one of its paths is unknown. */
    public @Nullable Long oldest(Use use) {
        return oldest(use, names());
    }

    @Nullable Long oldest(Use use, Collection<String> services) {
        List<@Nullable Long> asked = new ArrayList<>();
        items(use, services).forEach(item -> asked.add(item.askedNanos));
        return asked.contains(null) ? null : asked.stream().min(Comparator.comparingLong(nanos -> nanos - clock.getAsLong())).orElse(null);
    }

    private @Nullable Object value(String service, String path) {
        ServiceItem item = items.getOrDefault(service, Map.of()).get(path);
        return item == null ? null : item.value;
    }

    /** Returns whether a service has a path: it has answered with a value, or that it has none that is valid. */
    boolean has(String service, String path) {
        return value(service, path) != null;
    }

    /** Returns a number without its fraction; absent if the value is unknown or no number. */
    OptionalInt integer(String service, String path) {
        return value(service, path) instanceof Number number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    /** Returns a number; NaN if the value is unknown or no finite number. */
    double number(String service, String path) {
        return value(service, path) instanceof Number number && Double.isFinite(number.doubleValue()) ? number.doubleValue() : Double.NaN;
    }

    /** Returns a text; absent if the value is unknown or blank. */
    Optional<String> text(String service, String path) {
        return value(service, path) instanceof String text && !text.isBlank()
                ? Optional.of(SafeText.identifier(text)) : Optional.empty();
    }
}
