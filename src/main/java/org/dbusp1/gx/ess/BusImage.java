package org.dbusp1.gx.ess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.base.SafeText;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * What the other services on the bus last answered, each value with the time when it was asked. {@link BusTable} has what is read and
 * for which use; who needs a use sets its period. A question that is not answered is asked again by the client alone. Used only on the
 * loop.
 */
public final class BusImage {
    /** What values are read for: its rows are asked together, and who uses them is told when they are answered. */
    public enum Use {
        /** What ESS does with the meter. */
        VERDICT,
        /** What the peak limiter needs besides powers. */
        LIMIT,
        POWERS,
        /** The powers of the inverters, and of the PV inverters at their inputs, for one comparison. */
        FOLLOW
    }

    /** @param seldom whether an answer is good for six periods, unless all is asked @param services by what is known so far */
    record Query(Set<Use> uses, boolean seldom, Function<BusImage, Collection<String>> services, List<String> paths) {
    }

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration SHORT_PERIOD = Duration.ofMillis(500);
    private static final int SELDOM_PERIODS = 6;
    /** The time in which all services answer; a service that owes an answer for longer hangs: nobody waits for it. */
    private static final long LIMIT_NANOS = Duration.ofSeconds(2).toNanos();

    private static final class ServiceItem {
        private final String service;
        private final String path;
        private @Nullable Object value;
        /** When the question was sent that was answered, null before the first answer; and the number of the newest batch then. */
        private @Nullable Long askedNanos;
        private long number;
        /** When the question was sent that is not answered; null without one. */
        private @Nullable Long sentNanos;
        private final List<Batch> awaitedBy = new ArrayList<>();

        ServiceItem(String service, String path) {
            this.service = service;
            this.path = path;
        }

        private void forget() {
            value = null;
            askedNanos = null;
        }
    }

    private static final class Poll {
        private @Nullable Duration period;
        private @Nullable Long begunNanos;
        /** The number of the batch that was told last, and the services that had not answered it. */
        private long told;
        private Set<String> hanging = Set.of();
        private Runnable listener = () -> { };
    }

    /**
     * What is asked together for a use. Its listener is told when all answers are to questions sent since the batch began; seldom ones may
     * be older. A service that hangs is not waited for: if a later batch is told while this one still waits, this one is not told.
     */
    private static final class Batch {
        private final Use use;
        private final long number;
        /** The age from which answers of seldom queries are asked again. */
        private final long seldomNanos;
        private int awaited;

        Batch(Use use, long number, long seldomNanos) {
            this.use = use;
            this.number = number;
            this.seldomNanos = seldomNanos;
        }
    }

    private final EventLoop loop;
    private final VictronBus bus;
    private final LongSupplier clock;
    private final Map<String, Map<String, ServiceItem>> items = new HashMap<>();
    private final Map<Use, Poll> polls = new EnumMap<>(Use.class);
    /** The service of this driver's meter, also after it left the bus, which is not asked; empty before the first. */
    private String own = "";
    /** The number of the newest batch. */
    private long batches;

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

    /** @param listener runs when everything that was asked for a use is answered, or its service hangs */
    public void answered(Use use, Runnable listener) {
        of(use).listener = listener;
    }

    /** Reads for a use with a period from now on. @param period null: not */
    public void every(Use use, @Nullable Duration period) {
        of(use).period = period;
    }

    /** Asks everything for a use, now. */
    public void ask(Use use) {
        bus.localSettings().ifPresent(link -> begin(link, use, 0));
    }

    public boolean isAsked(Use use, Duration within) {
        Long begun = of(use).begunNanos;
        return begun != null && clock.getAsLong() - begun < within.toNanos();
    }

    void tick() {
        bus.localSettings().ifPresent(link -> polls.forEach((use, poll) -> {
            if (poll.period != null && !isAsked(use, poll.period)) {
                begin(link, use, SELDOM_PERIODS * poll.period.toNanos());
            }
        }));
    }

    private void tickPeriodically() {
        boolean isShort = polls.values().stream().anyMatch(poll -> poll.period != null && poll.period.compareTo(PERIOD) < 0);
        loop.after(isShort ? SHORT_PERIOD : PERIOD, this::tickPeriodically);
        tick();
    }

    private void begin(BusItemClient link, Use use, long seldomNanos) {
        of(use).begunNanos = clock.getAsLong();
        read(link, new Batch(use, ++batches, seldomNanos));
    }

    /** Asks what the batch still needs: after the first answers also what these have added, as the service of another inverter. */
    private void read(BusItemClient link, Batch batch) {
        Set<String> hanging = queries(batch.use).flatMap(query -> query.services().apply(this).stream()
                .filter(service -> query.paths().stream().anyMatch(path -> owesLong(item(service, path)))))
                .collect(Collectors.toCollection(TreeSet::new));
        List<ServiceItem> needed = queries(batch.use).flatMap(query -> query.services().apply(this).stream()
                .filter(service -> !hanging.contains(service)).flatMap(service -> query.paths().stream().map(path -> item(service, path)))
                .filter(item -> needs(batch, query, item))).toList();
        batch.awaited = needed.size(); // before the first is asked: an answer may come at once
        needed.forEach(item -> await(link, item, batch));
        if (needed.isEmpty()) {
            tell(batch, hanging);
        }
    }

    private void tell(Batch batch, Set<String> hanging) {
        Poll poll = of(batch.use);
        poll.told = batch.number;
        poll.hanging = hanging;
        if (batch.use == Use.VERDICT) { // there nothing counts as so because it was
            hanging.forEach(service -> items.getOrDefault(service, Map.of()).values().forEach(ServiceItem::forget));
        }
        poll.listener.run();
    }

    static Stream<Query> queries(Use use) {
        return BusTable.QUERIES.stream().filter(query -> query.uses().contains(use));
    }

    private ServiceItem item(String service, String path) {
        return items.computeIfAbsent(service, name -> new HashMap<>()).computeIfAbsent(path, name -> new ServiceItem(service, path));
    }

    private boolean owesLong(ServiceItem item) {
        return item.sentNanos != null && clock.getAsLong() - item.sentNanos >= LIMIT_NANOS;
    }

    /** Returns whether a batch waits for an answer: none has come yet, or it is older than the batch, and is asked again or too old. */
    private boolean needs(Batch batch, Query query, ServiceItem item) {
        return item.askedNanos == null || item.number < batch.number
                && (item.sentNanos != null || !query.seldom() || clock.getAsLong() - item.askedNanos >= batch.seldomNanos);
    }

    private void await(BusItemClient link, ServiceItem item, Batch batch) {
        item.awaitedBy.add(batch);
        if (item.sentNanos == null) {
            long now = clock.getAsLong();
            long newest = batches;
            item.sentNanos = now;
            link.getValue(item.service, item.path, value -> {
                item.value = value;
                item.askedNanos = now;
                item.number = newest;
                item.sentNanos = null;
                List<Batch> waiting = List.copyOf(item.awaitedBy);
                item.awaitedBy.clear();
                waiting.forEach(this::arrived);
            });
        }
    }

    /** Counts an answer. After the last one the batch reads on, or is told; neither if a later batch of its use was told. */
    private void arrived(Batch batch) {
        if (--batch.awaited == 0 && batch.number > of(batch.use).told) {
            bus.localSettings().ifPresent(link -> read(link, batch));
        }
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

    /** Returns whether a service had not answered for two seconds when everybody else had answered for a use. */
    boolean hangs(Use use, String service) {
        return of(use).hanging.contains(service);
    }

    /** Returns when the oldest answer for a use was asked; null while one of its paths was never answered. */
    public @Nullable Long oldest(Use use) {
        return oldest(use, names());
    }

    @Nullable Long oldest(Use use, Collection<String> services) {
        List<@Nullable Long> asked = new ArrayList<>();
        queries(use).filter(query -> !query.seldom()).forEach(query -> query.services().apply(this).stream()
                .filter(services::contains).forEach(service -> query.paths().forEach(path -> asked.add(asked(service, path)))));
        return asked.contains(null) ? null : asked.stream().min(Comparator.comparingLong(nanos -> nanos - clock.getAsLong())).orElse(null);
    }

    private @Nullable Long asked(String service, String path) {
        ServiceItem item = items.getOrDefault(service, Map.of()).get(path);
        return item == null ? null : item.askedNanos;
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
