package org.dbusp1.gx.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.dbusp1.gx.dbus.BusConnection.Reply;
import org.dbusp1.gx.dbus.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the driver to other services. dbus-daemon refuses every call of a connection that is owed 128 answers, so the
 * driver bounds what it is owed, and there is always room for the calls about the override of ESS. A service that owes answers
 * for two seconds is read no further. After ten seconds it is asked again, because a service may lose a call: first with one call,
 * the probe, and with the others when a probe is answered. Used only on the loop.
 */
final class ServiceCalls {
    private static final Duration CHECK_PERIOD = Duration.ofSeconds(1);
    /** The time after which a service that answers nothing is asked no other path. */
    private static final long SILENT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long FIRST_PROBE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_PROBE_PERIOD_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int MOST_PROBES_OF_SERVICE = 8;
    /** The most answers owed to reserved reads, beside probes: one at a time is made, but those that are lost are owed too. */
    private static final int MOST_RESERVED_READS = 8;

    /** Services that take room from one another: one program may be many PV inverters or meters. In all 96 answers may be owed. */
    private enum Kind {
        PV_INVERTER("com.victronenergy.pvinverter.", 18, 8),
        GRID_METER("com.victronenergy.grid.", 18, 8),
        OTHER("", 28, 16);

        private final String prefix;
        /** The most answers owed to calls that are neither probes nor reserved. */
        private final int mostOwed;
        private final int mostProbes;

        Kind(String prefix, int mostOwed, int mostProbes) {
            this.prefix = prefix;
            this.mostOwed = mostOwed;
            this.mostProbes = mostProbes;
        }

        private static Kind of(String service) {
            return Stream.of(values()).filter(kind -> service.startsWith(kind.prefix)).findFirst().orElseThrow();
        }
    }

    /** What happens to a call for which there is no room. */
    enum Priority {
        /** It waits, and is made again if its answer is lost: a read, or what does no harm twice. */
        REPEATABLE(true, false),
        /** It waits, and is made once. */
        ONCE(false, false),
        /** There is room beside all others: a read of the override of ESS. */
        RESERVED_READ(true, true),
        /** There is room beside all others: a write of the override of ESS, which the writer repeats and bounds itself. */
        RESERVED_WRITE(false, true);

        private final boolean repeatable;
        private final boolean reserved;

        Priority(boolean repeatable, boolean reserved) {
            this.repeatable = repeatable;
            this.reserved = reserved;
        }
    }

    interface Sender {
        void send(Consumer<Reply> completion);
    }

    private static final class ServiceCall {
        private final String service;
        private final Kind kind;
        private final Priority priority;
        private final Sender sender;
        private final Consumer<Reply> completion;
        private boolean answered;
        /** When it was last sent, by the clock. */
        private long sentNanos;
        /** Counts what was sent, each call once; 0 before it was. */
        private long number;

        ServiceCall(String service, Priority priority, Sender sender, Consumer<Reply> completion) {
            this.service = service;
            this.kind = Kind.of(service);
            this.priority = priority;
            this.sender = sender;
            this.completion = completion;
        }

        private void answer(Reply reply) {
            if (!answered) {
                answered = true;
                completion.accept(reply);
            }
        }
    }

    /** A service that owes answers. */
    private static final class Debtor {
        /** Those that were sent and are not answered, the oldest first. */
        private final Set<ServiceCall> calls = new LinkedHashSet<>();
        private int probes;
        /** Answers that it owes to reserved reads, but for their probes. */
        private int reservedReads;
        /** The answers that it owes in all; a lost call counts until the service leaves the bus. */
        private int owed;
        private long probePeriodNanos = FIRST_PROBE_NANOS;
        /** When it was last probed, by the clock; null before the first probe. */
        private @Nullable Long probedNanos;
        /** The number of the newest call that it has answered: an older one that it has not answered is lost. */
        private long newestAnswered;

        private @Nullable ServiceCall oldestRepeatable() {
            return calls.stream().filter(call -> call.priority.repeatable).findFirst().orElse(null);
        }

        /** Until its last probe: then another path is tried. */
        private boolean isSilent(long now) {
            return probes < MOST_PROBES_OF_SERVICE && calls.stream().anyMatch(call -> call.priority.repeatable
                    && call.number > newestAnswered && now - call.sentNanos >= SILENT_NANOS);
        }
    }

    /** What the services of a kind owe: answers to calls that are neither probes nor reserved, and to probes. */
    private static final class Sum {
        private int owed;
        private int probes;
    }

    private final EventLoop loop;
    private final LongSupplier clock;
    private final Map<String, Debtor> debtors = new HashMap<>();
    private final Deque<ServiceCall> waiting = new ArrayDeque<>();
    private final Map<Kind, Sum> sums = new EnumMap<>(Kind.class);
    private long sends;
    private boolean checking;

    /** @param clock as {@link System#nanoTime} */
    ServiceCalls(EventLoop loop, LongSupplier clock) {
        this.loop = loop;
        this.clock = clock;
    }

    /** Makes a call, now or when there is room. @param completion is called once, with the first answer */
    void call(String service, Priority priority, Sender sender, Consumer<Reply> completion) {
        ServiceCall call = new ServiceCall(service, priority, sender, completion);
        if (hasRoom(call)) {
            send(call);
        } else {
            waiting.add(call);
        }
        check();
        checkPeriodically();
    }

    boolean hasRoom(String service) {
        return hasRoom(new ServiceCall(service, Priority.ONCE, completion -> { }, reply -> { }));
    }

    private boolean hasRoom(ServiceCall call) {
        Debtor debtor = debtors.get(call.service);
        boolean isHeld = call.priority.repeatable && debtor != null && debtor.isSilent(clock.getAsLong());
        return call.priority == Priority.RESERVED_READ ? debtor == null || debtor.reservedReads < MOST_RESERVED_READS
                : call.priority.reserved || !isHeld && sum(call.kind).owed < call.kind.mostOwed;
    }

    private Sum sum(Kind kind) {
        return sums.computeIfAbsent(kind, name -> new Sum());
    }

    private void owe(Debtor debtor, ServiceCall call) {
        call.sentNanos = clock.getAsLong();
        call.number = call.number == 0 ? ++sends : call.number;
        debtor.calls.remove(call);
        debtor.calls.add(call);
    }

    private void send(ServiceCall call) {
        Debtor debtor = debtors.computeIfAbsent(call.service, name -> new Debtor());
        owe(debtor, call);
        debtor.owed++;
        count(debtor, call, 1);
        call.sender.send(reply -> {
            debtor.owed--;
            count(debtor, call, -1);
            answered(debtor, call, call.number, reply);
        });
    }

    private void count(Debtor debtor, ServiceCall call, int change) {
        debtor.reservedReads += call.priority == Priority.RESERVED_READ ? change : 0;
        if (!call.priority.reserved) {
            sum(call.kind).owed += change;
        }
    }

    private void answered(Debtor debtor, ServiceCall call, long number, Reply reply) {
        debtor.newestAnswered = Math.max(debtor.newestAnswered, number);
        debtor.calls.remove(call);
        if (debtor.oldestRepeatable() == null) {
            debtor.probePeriodNanos = FIRST_PROBE_NANOS;
            debtor.probedNanos = null;
        }
        if (debtor.owed == 0) {
            debtors.remove(call.service, debtor);
        }
        call.answer(reply);
        sendWaiting();
    }

    private void sendWaiting() {
        for (Iterator<ServiceCall> calls = waiting.iterator(); calls.hasNext();) {
            ServiceCall next = calls.next();
            if (hasRoom(next)) {
                calls.remove();
                send(next);
            }
        }
    }

    private void checkPeriodically() {
        if (!checking) {
            checking = true;
            loop.after(CHECK_PERIOD, () -> {
                checking = false;
                check();
                if (!debtors.isEmpty()) {
                    checkPeriodically();
                }
            });
        }
    }

    private void check() {
        long now = clock.getAsLong();
        for (Debtor debtor : List.copyOf(debtors.values())) {
            ServiceCall oldest = debtor.oldestRepeatable();
            boolean due = oldest != null && now - (debtor.probedNanos == null ? oldest.sentNanos : debtor.probedNanos)
                    >= debtor.probePeriodNanos;
            if (oldest != null && due && debtor.probes < MOST_PROBES_OF_SERVICE
                    && sum(oldest.kind).probes < oldest.kind.mostProbes) {
                probe(debtor, firstWaiting(oldest), now);
            }
        }
    }

    /** Returns a read of the same service that waits, because one path may be answered never; without one the same call. */
    private ServiceCall firstWaiting(ServiceCall owed) {
        return waiting.stream().filter(call -> call.priority.repeatable && call.service.equals(owed.service)).findFirst()
                .orElse(owed);
    }

    private void probe(Debtor debtor, ServiceCall call, long now) {
        debtor.probePeriodNanos = Math.min(LONGEST_PROBE_PERIOD_NANOS, 2 * debtor.probePeriodNanos);
        debtor.probedNanos = now;
        if (waiting.remove(call)) {
            owe(debtor, call);
        }
        countProbe(debtor, call, 1);
        long number = ++sends;
        call.sender.send(reply -> {
            countProbe(debtor, call, -1);
            answered(debtor, call, number, reply);
            askAgain(debtor, now);
        });
    }

    private void countProbe(Debtor debtor, ServiceCall call, int change) {
        debtor.probes += change;
        debtor.owed += change;
        sum(call.kind).probes += change;
    }

    /** Makes the calls again that a service has lost: those that it has received before a probe, and has not answered. */
    private void askAgain(Debtor debtor, long probedNanos) {
        List<ServiceCall> lost = new ArrayList<>(debtor.calls);
        lost.removeIf(call -> !call.priority.repeatable || call.sentNanos - probedNanos >= 0);
        for (ServiceCall call : lost) {
            if (!waiting.contains(call)) {
                waiting.add(call);
            }
        }
        sendWaiting();
    }
}
