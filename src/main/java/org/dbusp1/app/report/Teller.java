package org.dbusp1.app.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.app.report.Sight.Cause;
import org.dbusp1.app.report.Sight.NoCause;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.Driver;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.Board;
import org.dbusp1.output.feedback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Tells the outputs what has begun and what has ended. An event begins when its cause, with those of its type just before it, has stood
 * for the delay of the type, and ends when there has been none for a minute. What nobody knows begins and ends nothing. Of one type none
 * begins when as many as its column says were told within a day, also before a restart: these times are all that the next run knows.
 * All else is a column of {@link EventType}. Used only by the ticker.
 */
public final class Teller implements Driver.TickTask {
    private static final Duration QUIET_AT_START = Duration.ofMinutes(2);
    /** How long a cause has to be over before its event ends, so that a recurring cause is a single event. */
    private static final Duration END_DELAY = Duration.ofMinutes(1);
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final Watches watches;
    private final Board board;
    private final StateStore store;
    private final String cable;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final long started;
    private final List<Tracking> types;
    /** The last instance of each condition that was told in this run. */
    private final Map<Condition, String> instances = new EnumMap<>(Condition.class);
    private volatile List<Output> outputs = List.of();

    /**
     * @param store remembers when events were told
     * @param nanos the monotonic clock, in nanoseconds
     */
    public Teller(Watches watches, Board board, StateStore store, String cable, LongSupplier nanos, InstantSource clock) {
        this.watches = watches;
        this.board = board;
        this.store = store;
        this.cable = cable;
        this.nanos = nanos;
        this.clock = clock;
        this.started = nanos.getAsLong();
        this.types = Stream.of(EventType.values()).map(Tracking::new).toList();
    }

    /** Sets the outputs that get the events; called before the first tick. */
    public void reportTo(List<Output> receivers) {
        outputs = List.copyOf(receivers);
    }

    @Override
    public void tick() {
        long now = nanos.getAsLong();
        watches.begin(now);
        types.forEach(type -> type.follow(now));
    }

    /** A beginning or an end that counts only when it has lasted for the delay. */
    private record Pending(boolean ends, long sinceNanos) {
    }

    private final class Tracking {
        private final EventType type;
        /** When events of this type were told within a day, in seconds since 1970. */
        private final Deque<Long> toldAt;
        /** What has begun and not ended, told or not. */
        private @Nullable Cause running;
        private @Nullable Pending pending;
        /** The last that was told in this run. */
        private @Nullable Event told;

        Tracking(EventType type) {
            this.type = type;
            this.toldAt = store.recall(storeKey(), Tracking::times).orElseGet(ArrayDeque::new);
        }

        private String storeKey() {
            return type.key() + " " + cable;
        }

        private static Deque<Long> times(String text) {
            if (!text.matches("[0-9]{1,12}(,[0-9]{1,12}){0,9}")) {
                throw new IllegalArgumentException("no times: " + text);
            }
            return Stream.of(text.split(",")).map(Long::valueOf).collect(Collectors.toCollection(ArrayDeque::new));
        }

        void follow(long now) {
            Cause begun = running;
            Sight seen = watches.look(type, begun == null ? null : begun.event(), now);
            Cause cause = seen instanceof Cause known && (begun == null || !begun.isOfSameEvent(known)) ? known : null;
            boolean ends = begun != null && seen == NoCause.CLEAR;
            if (cause == null && !ends) {
                pending = null;
                return;
            }
            if (pending == null || pending.ends() != ends) {
                pending = new Pending(ends, now);
            }
            Duration delay = ends ? END_DELAY : type.delay();
            if (now - pending.sinceNanos() >= delay.toNanos() && (type.isToldAtStart() || now - started >= QUIET_AT_START.toNanos())) {
                pending = null;
                running = cause;
                if (cause != null) {
                    begin(cause);
                } else if (told != null && told.begins()) {
                    tell(Event.end(told.condition(), clock.instant()));
                }
            }
        }

        private void begin(Cause cause) {
            Instant time = clock.instant();
            long second = time.getEpochSecond();
            toldAt.removeIf(earlier -> earlier > second || earlier <= second - DAY_SECONDS);
            String instance = cause.instance();
            if (toldAt.size() < type.mostADay() && (instance == null || !instance.equals(instances.put(cause.event(), instance)))) {
                tell(new Event(cause.finding(), true, time));
            }
        }

        private void tell(Event event) {
            told = event;
            toldAt.add(event.time().getEpochSecond());
            store.remember(storeKey(), toldAt.stream().map(Object::toString).collect(Collectors.joining(",")));
            board.told(event);
            outputs.forEach(output -> output.event(event));
        }
    }
}
