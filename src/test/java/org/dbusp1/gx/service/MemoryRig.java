package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.dbus.BusConnection.BusAddress;
import org.dbusp1.gx.dbus.MemoryBus;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.output.feedback.Board;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.jspecify.annotations.Nullable;

/** An output on a bus in memory, in made time: after each of these calls it has done all that it does without more time. */
final class MemoryRig implements AutoCloseable {
    final MemoryBus bus = new MemoryBus();
    final List<String> endings = new CopyOnWriteArrayList<>();
    /** What was found since it was last cleared, each once. */
    final Set<Finding> findings = ConcurrentHashMap.newKeySet();
    OwnerChoices choices = OwnerChoices.none();
    DriverState driver = new DriverState(choices);
    private @Nullable VenusOutput output;

    void start() {
        driver = new DriverState(choices, new Board() {
            @Override
            public synchronized void found(Finding present) {
                super.found(present);
                findings.add(present);
            }
        });
        output = new VenusOutput(VenusRig.settings(), Map.of(BusAddress.SESSION, bus.address()),
                (status, text) -> endings.add(status.code() + " " + text), driver, () -> null,
                new ServiceParts(StateStore.NONE, StateStore.NONE, null, null), new Reserve(null, 30), Duration.ofSeconds(30),
                bus::nanos, bus::nanos);
        output.start();
        settle();
    }

    /** So much time passes; then a telegram arrives. @param telegram null: none */
    void pass(Duration time, @Nullable Snapshots telegram) {
        bus.pass(time);
        if (telegram != null) {
            output.snapshot(telegram.take());
        }
        settle();
    }

    /** The clock goes back by a day: no timer ends the wait of the loop, and what is to happen now has to wake it. */
    void stopTimers() {
        pass(Duration.ofDays(-1), null);
    }

    /** A telegram arrives, and the driver tells what it changes, while nothing else happens. */
    void onlyTelegram(Snapshots telegram) {
        output.snapshot(telegram.take());
        bus.awaitSignal();
    }

    void offline() {
        output.offline();
        settle();
    }

    /** The driver does all that it does without more time; nothing before its start. */
    void settle() {
        if (output != null) {
            bus.settle();
        }
    }

    /** Takes such steps until it is so. @param most the longest time that this may take */
    void await(String what, Duration most, Runnable step, BooleanSupplier condition) {
        long end = bus.nanos() + most.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(bus.nanos()).as("the time, in vain, for %s", what).isLessThan(end);
            step.run();
        }
    }

    /** Returns a value of the meter as a text, "null" where it is not valid. */
    String value(String path) {
        return String.valueOf(bus.value(VenusRig.GRID, path));
    }

    void stop() {
        bus.answerDuring(output::close);
        output = null;
    }

    @Override
    public void close() {
        if (output != null) {
            stop();
        }
        bus.close();
    }
}
