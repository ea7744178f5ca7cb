package org.dbusp1.app.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.Driver;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.Board;
import org.dbusp1.output.feedback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Tells the outputs what has begun and what has ended. A cause is told when it, with those of its type just before it, has lasted for the
 * delay of the type, and its end a minute after it is over; of one type as many times a day as its column says. Who was told of a beginning
 * is told of the end, also after a restart. What nobody knows begins and ends nothing. All else is a column of
 * {@link EventType}. Used only by the ticker.
 */
public final class Teller implements Driver.TickTask, Watches.Begun {
    private static final Duration QUIET_AT_START = Duration.ofMinutes(2);
    /** How long a cause has to be over before its event ends, so that a recurring cause is a single event. */
    private static final Duration END_DELAY = Duration.ofMinutes(1);
    /** Begins the identity of an event that is over, in the store. */
    private static final String OVER = "over ";
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final Watches watches;
    private final Board board;
    private final StateStore store;
    private final String cable;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final long started;
    private final Map<EventType, Course> courses = new EnumMap<>(EventType.class);
    private volatile List<Output> outputs = List.of();

    /**
     * @param store remembers which events have begun, and when
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
        Stream.of(EventType.values()).forEach(type -> courses.put(type, new Course(type)));
        watches.restart(this);
    }

    /** Sets the outputs that get the events; called before the first tick. */
    public void reportTo(List<Output> receivers) {
        outputs = List.copyOf(receivers);
    }

    @Override
    public void tick() {
        long now = nanos.getAsLong();
        watches.begin(now);
        courses.values().forEach(course -> course.follow(watches.look(course.type, this, now), now));
    }

    @Override
    public boolean runsFor(Condition condition) {
        Running running = course(Objects.requireNonNull(condition.event())).running;
        return running != null && Sight.conditionId(running.identity()).equals(condition.id());
    }

    private Course course(EventType type) {
        return Objects.requireNonNull(courses.get(type));
    }

    /** Who knows of an event that runs. */
    private enum Known {
        /** Nobody: the limit of a day was reached. */
        UNTOLD,
        /** The outputs, and those who ask later; for this cause or an earlier one. */
        TOLD,
        /** The outputs, before the start of the driver; those who ask later do not. */
        RECALLED
    }

    /** An event that has begun. @param identity of its present cause */
    private record Running(String identity, Known known) {
    }

    /** A beginning or an end that counts only when it has lasted for the delay. */
    private record Pending(boolean ends, long sinceNanos) {
    }

    private final class Course {
        private final EventType type;
        /** The times when events of this type began and ended in the last day, in seconds since 1970. */
        private final Deque<Long> times = new ArrayDeque<>();
        private @Nullable Running running;
        private @Nullable Pending pending;
        /** The identity of which the outputs were told last; empty before the first. */
        private String told = "";

        Course(EventType type) {
            this.type = type;
            store.recall(storeKey(), Course::parts).ifPresent(parts -> {
                boolean isOver = parts[0].startsWith(OVER);
                told = isOver ? parts[0].substring(OVER.length()) : parts[0];
                running = type.isLasting() && !isOver && !told.isEmpty() ? new Running(told, Known.RECALLED) : null;
                Stream.of(parts[1].split(",")).filter(time -> !time.isEmpty()).map(Long::valueOf).forEach(times::add);
            });
        }

        private String storeKey() {
            return type.key() + " " + cable;
        }

        private static String[] parts(String text) {
            int last = text.lastIndexOf(' ');
            String[] parts = {text.substring(0, Math.max(0, last)), text.substring(last + 1)};
            if (last < 0 || !parts[1].matches("([0-9]{1,12}(,[0-9]{1,12}){0,9})?")) {
                throw new IllegalArgumentException("no event: " + text);
            }
            return parts;
        }

        void follow(Sight seen, long now) {
            Finding cause = seen.cause();
            boolean isSame = cause != null && seen.identity().equals(running == null ? told : running.identity());
            boolean isRecalled = running != null && running.known() == Known.RECALLED;
            boolean isAgain = isSame && (running == null ? !Sight.instance(told).isEmpty() : !isRecalled || !type.beginsAnew());
            if (isAgain && isRecalled && cause != null) {
                running = new Running(seen.identity(), Known.TOLD);
                board.told(new Event(cause, true, times.isEmpty() ? clock.instant() : Instant.ofEpochSecond(times.getLast())));
            }
            boolean begins = cause != null && !isAgain;
            boolean ends = seen.isClear() && running != null && type.isLasting();
            if (!begins && !ends) {
                pending = null;
                return;
            }
            if (pending == null || pending.ends() != ends) {
                pending = new Pending(ends, now);
            }
            Duration delay = ends ? END_DELAY : type.delay();
            if (now - pending.sinceNanos() >= delay.toNanos() && (type.beginsAnew() || now - started >= QUIET_AT_START.toNanos())) {
                pending = null;
                if (running != null && ends) {
                    end(running);
                } else if (cause != null) {
                    begin(cause, seen);
                }
            }
        }

        private void begin(Finding cause, Sight seen) {
            Instant time = clock.instant();
            boolean isTold = hasRoom(time.getEpochSecond());
            running = new Running(seen.identity(), isTold ? Known.TOLD : running == null ? Known.UNTOLD : running.known());
            if (isTold) {
                told = seen.identity();
                tell(new Event(cause, true, time));
            }
        }

        private void end(Running ended) {
            running = null;
            if (ended.known() != Known.UNTOLD) {
                tell(Event.end(type.conditions().stream().filter(condition -> condition.id().equals(Sight.conditionId(ended.identity())))
                        .findFirst().orElse(type.usualCondition()), clock.instant()));
            }
        }

        private boolean hasRoom(long now) {
            times.removeIf(time -> time > now || time <= now - DAY_SECONDS);
            return times.size() + (type.isLasting() ? 2 : 1) <= type.mostADay();
        }

        private void tell(Event event) {
            times.add(event.time().getEpochSecond());
            store.remember(storeKey(), (running == null ? OVER : "") + told + " "
                    + times.stream().map(Object::toString).collect(Collectors.joining(",")));
            board.told(event);
            outputs.forEach(output -> output.event(event));
        }
    }
}
