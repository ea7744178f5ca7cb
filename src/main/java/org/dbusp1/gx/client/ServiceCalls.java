package org.dbusp1.gx.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.dbusp1.gx.dbus.BusConnection.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the driver to other services. Each ends once: answered, refused, given up by the bus because its service has left, or
 * after eight seconds as {@link Reply#NONE}; a later answer only frees its room. A service that has answered nothing since such a call
 * was made is silent: until it answers any call, further ones end at once as {@link Reply#NONE}, but for one a minute. What is lost is
 * owed until its service leaves, and of 128 answers that are owed dbus-daemon refuses every call of the connection: so a service that has
 * lost 48 is called no more, and of all no more than 112 are owed. Used only on the loop.
 */
final class ServiceCalls {
    private static final Duration LATE = Duration.ofSeconds(8);
    private static final long SILENT_PERIOD_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST_OWED_BY_ONE = 48;
    private static final int MOST_OWED = 112;
    /** The most answers owed in all while a silent service is called: the rest is for those that answer. */
    private static final int MOST_OWED_TO_ASK_THE_SILENT = MOST_OWED / 2;
    /** Room beside all others, also while ESS is silent: a release of the peak limiter has to reach ESS. */
    private static final int ROOM_FOR_RELEASES = 8;

    interface Sender {
        void send(Consumer<Reply> completion);
    }

    private static final class Debtor {
        private int owed;
        private int answers;
        private boolean isSilent;
        /** When it was last called, by the clock. */
        private long calledNanos;
    }

    private static final class ServiceCall {
        /** Null after its end. */
        private @Nullable Consumer<Reply> completion;

        ServiceCall(Consumer<Reply> completion) {
            this.completion = completion;
        }

        private void end(Reply reply) {
            Consumer<Reply> open = completion;
            completion = null;
            if (open != null) {
                open.accept(reply);
            }
        }
    }

    private final BiConsumer<Duration, Runnable> timer;
    private final LongSupplier clock;
    private final Map<String, Debtor> debtors = new HashMap<>();
    private int owed;

    /** @param timer runs work on the loop after a time @param clock as {@link System#nanoTime} */
    ServiceCalls(BiConsumer<Duration, Runnable> timer, LongSupplier clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /** @param isRelease whether a release of the peak limiter is written @param completion is called once, perhaps at once */
    void call(String service, boolean isRelease, Sender sender, Consumer<Reply> completion) {
        Debtor debtor = debtors.getOrDefault(service, new Debtor());
        int reserved = isRelease ? ROOM_FOR_RELEASES : 0;
        if (debtor.owed >= MOST_OWED_BY_ONE + reserved || !isRelease && debtor.isSilent && !mayBeCalledAgain(debtor)) {
            completion.accept(Reply.NONE);
        } else if (owed >= MOST_OWED + reserved) {
            completion.accept(Reply.NO_ROOM);
        } else {
            debtors.put(service, debtor);
            make(service, debtor, sender, new ServiceCall(completion));
        }
    }

    private boolean mayBeCalledAgain(Debtor debtor) {
        return clock.getAsLong() - debtor.calledNanos >= SILENT_PERIOD_NANOS && owed < MOST_OWED_TO_ASK_THE_SILENT;
    }

    private void make(String service, Debtor debtor, Sender sender, ServiceCall call) {
        int answersBefore = debtor.answers;
        debtor.calledNanos = clock.getAsLong();
        debtor.owed++;
        owed++;
        timer.accept(LATE, () -> {
            debtor.isSilent |= call.completion != null && debtor.answers == answersBefore;
            call.end(Reply.NONE);
        });
        sender.send(reply -> {
            owed--;
            debtor.answers++;
            debtor.isSilent = false;
            if (--debtor.owed == 0) {
                debtors.remove(service);
            }
            call.end(reply);
        });
    }
}
