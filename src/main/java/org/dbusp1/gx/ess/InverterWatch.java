package org.dbusp1.gx.ess;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.EventLoop;

/**
 * Polls the inverters' power from the grid twice a second, while it is needed. Signals are not used: silence would not
 * distinguish a steady power from a service that hangs. No poll begins before all services have answered the last one:
 * while an inverter owes an answer nothing is known of the inverters. PV inverters are asked in separate rounds.
 */
public final class InverterWatch {
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** The time between two readings of the services, their ratings and the types of their inputs. */
    private static final long LIST_PERIOD_NANOS = Duration.ofSeconds(5).toNanos();
    /** The age from which the answers of a poll are not used: a service hung, and what the others answered is as old. */
    private static final long LATE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long RARE_POLL_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String PV = "com.victronenergy.pvinverter.";

    private final EventLoop loop;
    private final VictronBus bus;
    private final LongSupplier clock;
    private final Consumer<InverterPower> listener;
    /** Values by service and path. {@code seldomValues}: those that are polled every five seconds. */
    private Map<String, Double> seldomValues = Map.of();
    private Map<String, Double> values = Map.of();
    private Map<String, Double> pvValues = Map.of();
    private List<String> inverters = List.of();
    private List<String> pvInverters = List.of();
    private List<String> pvAnswered = List.of();
    private long answeredNanos;
    private boolean watching;
    private boolean scheduled;
    private boolean asking;
    private long askedNanos;
    private boolean askingPv;
    private boolean listed;
    private long listedNanos;

    /**
     * @param clock as {@link System#nanoTime}
     * @param listener gets each report; the PV inverters' power is unknown while one of them owes an answer
     */
    public InverterWatch(EventLoop loop, VictronBus bus, LongSupplier clock, Consumer<InverterPower> listener) {
        this.loop = loop;
        this.bus = bus;
        this.clock = clock;
        this.listener = listener;
    }

    public void watch(boolean wanted) {
        watching = wanted;
        if (wanted && !scheduled) {
            scheduled = true;
            pollPeriodically();
        }
    }

    /** Polls once, if the last poll was at least a minute ago, to find an inverter to follow. */
    public void pollRarely() {
        if (!scheduled && (!listed || clock.getAsLong() - listedNanos >= RARE_POLL_NANOS)) {
            poll();
        }
    }

    private void pollPeriodically() {
        scheduled = watching;
        if (watching) {
            loop.after(PERIOD, this::pollPeriodically);
            poll();
        }
    }

    private void poll() {
        Optional<BusItemClient> link = bus.client();
        if (!asking && link.isPresent()) {
            asking = true;
            askedNanos = clock.getAsLong();
            if (!listed || clock.getAsLong() - listedNanos >= LIST_PERIOD_NANOS) {
                readServices(link.get());
            } else {
                read(link.get());
            }
        }
    }

    private void readServices(BusItemClient link) {
        listed = true;
        listedNanos = clock.getAsLong();
        link.listNames(found -> {
            inverters = Inverters.ofPowers(found);
            pvInverters = found.stream().filter(name -> name.startsWith(PV)).sorted().toList();
            Map<String, List<String>> paths = new HashMap<>();
            inverters.forEach(name -> paths.put(name, Inverters.isOnVebus(name) ? InverterValues.VEBUS_SELDOM_PATHS
                    : InverterValues.RS_SELDOM_PATHS));
            if (inverters.stream().anyMatch(Inverters::isOnVebus)) {
                paths.put(BusItemClient.SETTINGS, List.of(BusItemClient.AC_INPUT_1, BusItemClient.AC_INPUT_2));
            }
            link.getNumbers(paths, numbers -> {
                seldomValues = numbers;
                read(link);
            });
        });
    }

    private void read(BusItemClient link) {
        if (!askingPv) {
            askingPv = true;
            readPv(link);
        }
        link.getNumbers(inverters.stream().collect(Collectors.toMap(name -> name,
                name -> Inverters.isOnVebus(name) ? InverterValues.VEBUS_PATHS : InverterValues.RS_PATHS)), numbers -> {
            asking = false;
            long now = clock.getAsLong();
            if (now - askedNanos < LATE_NANOS) {
                values = numbers;
                answeredNanos = now;
                listener.accept(power());
            }
        });
    }

    private void readPv(BusItemClient link) {
        long begun = clock.getAsLong();
        List<String> asked = pvInverters;
        link.getNumbers(asked.stream().collect(Collectors.toMap(name -> name, name -> InverterValues.PV_PATHS)), numbers -> {
            if (clock.getAsLong() - begun >= LATE_NANOS) {
                readPv(link);
                return;
            }
            askingPv = false;
            pvAnswered = asked;
            pvValues = numbers;
            if (!asking) {
                listener.accept(power());
            }
        });
    }

    private InverterPower power() {
        Map<String, Double> all = new HashMap<>(seldomValues);
        all.putAll(pvValues);
        all.putAll(values);
        return new InverterValues(inverters, pvAnswered, all, !askingPv, answeredNanos).power();
    }
}
