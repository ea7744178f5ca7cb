package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Moment;
import org.dbusp1.Scenario.Row;
import org.dbusp1.ScenarioValues;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests how services come and go, and what the bus may do to them. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class LifeCycleTest {
    private static final Map<String, String> SERVICES = Map.of("grid", VenusRig.GRID, "acload", "com.victronenergy.acload.p1_ttyUSB0",
            "gas", "com.victronenergy.pulsemeter.p1_ttyUSB0_gas");

    @RegisterExtension
    private final VenusRig rig = VenusRig.started();
    private Snapshots telegram = new Snapshots();
    private String ownerBefore = "";

    /**
     * What a meter sends, and which services are on the D-Bus then, without a time: the bus is waited for. "no grid" is certain at once,
     * "never grid" since the start. In each scenario the driver runs on.
     */
    static Stream<Scenario> scenarios() {
        return Scenario.parse("""
                ## A meter that sends no power is shown and is no grid meter until it sends one
                # Its owner has not entered its PIN yet; ESS would take a grid service without a power for a meter that reads nothing.
                | D0: 18342 kWh        | acload appears; no grid; acload shows /Ac/Energy/Forward=18342.0, /Ac/Power=null, /Role=acload;
                |                      | setting ClassAndVrmInstance is grid:40; ESS: no_power
                | D0: 18342 kWh, 250 W | grid appears; no acload; grid shows /Role=grid; setting ClassAndVrmInstance is grid:40
                | D0: 18342 kWh        | grid appears; grid changes to /Ac/Power=null; no acload

                ## A meter of heat is never a grid meter
                # A WarmteLink prints heat alone; before that is sure ESS would take it for a grid meter that reads nothing.
                | DSMR5: heat 469.835 GJ |
                | DSMR5: heat 469.835 GJ |
                | DSMR5: heat 469.835 GJ | acload appears; acload shows /P1/Heat/Counter=469.835, /Ac/Power=null, /Role=acload;
                |                        | setting ClassAndVrmInstance is grid:40; ESS: no_power heat; never grid

                ## A meter of heat that sends a power is the grid meter that its owner chose
                # What localsettings hold stayed as it was, so nothing has to be chosen again.
                | DSMR5: heat 469.835 GJ            |
                | DSMR5: heat 469.835 GJ            |
                | DSMR5: heat 469.835 GJ            | acload appears; acload shows /Role=acload
                | DSMR5: three phases, heat 470 GJ  | grid appears; no acload; grid shows /Role=grid, /P1/Heat/Counter=470.0

                ## A HAN meter waits for its first power and is a grid meter at once
                # Lists of a HAN meter alternate: the first may be one without a power.
                | KAIFA: 230 V             |
                | KAIFA: 230 V             |
                | KAIFA: 250 W, export 0 W | grid appears
                | KAIFA: 230 V             | grid appears; no acload; grid shows /P1/HourlyCounters=1

                ## A meter that was exchanged for one that sends no power is no grid meter any longer
                # The utility exchanges a meter, and the PIN of the new one is not entered yet.
                | SML: three phases, number old | grid appears
                | meter is silent               | grid leaves
                | SML: 1 kWh, number new        | acload appears; no grid
                | SML: one phase, number new    | grid appears; grid shows /NrOfPhases=1

                ## A snapshot while it is leaving brings it back
                # The bus knows its name a moment before it does; what it sends then shows that it has arrived.
                | DSMR5: three phases                  | grid appears
                | DSMR5: three phases, 7 W             | grid changes to /Ac/Power=7.0
                | meter is silent; DSMR5: three phases | grid has another owner

                ## Going offline while it is coming leaves nothing behind
                # The second registration proves that the first would be there by now.
                | DSMR5: three phases; meter is silent; DSMR5: three phases | grid appears
                | meter is silent                                           | grid leaves

                ## Close gives the names back
                # On a busy machine the bus may need longer than close waits; then the names go with the connections.
                | DSMR5: three phases, gas 5 m3 | grid appears; gas appears
                | driver ends                   | grid leaves; gas leaves
                | DSMR5: three phases           | only localsettings
                """).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void servicesComeAndGo(Scenario scenario) {
        for (Row row : scenario.rows()) {
            ownerBefore = rig.client.owner(VenusRig.GRID);
            row.events().forEach(event -> happens(new Moment(Duration.ZERO, 0, row), event));
            row.expected().forEach(this::isOnTheBus);
        }
        assertThat(rig.endings).isEmpty();
    }

    private void happens(Moment moment, String event) {
        switch (event) {
            case "meter is silent" -> rig.output().offline();
            case "driver ends" -> rig.output().close();
            default -> {
                String[] dialect = event.split(": ");
                telegram = telegram(moment, dialect[1].split(", ")).dialect(Dialect.valueOf(dialect[0]));
                rig.send(telegram.take());
            }
        }
    }

    private static Snapshots telegram(Moment moment, String... values) {
        Snapshots telegram = values[0].equals("three phases") ? Snapshots.threePhase()
                : values[0].equals("one phase") ? Snapshots.onePhase() : new Snapshots();
        for (String value : values) {
            String figure = value.replaceFirst("^\\D*([.\\d]*).*", "$1");
            switch (ScenarioValues.add(telegram, value, moment) ? "-" : figure.isEmpty() ? value : value.replace(figure, "N")) {
                case "-" -> { }
                case "heat N GJ" -> telegram.mbus(1, 4, "H1", 1_772_453_400, figure, "GJ");
                case "gas N m3" -> telegram.gas(1, "G1", 1_700_000_000, figure);
                default -> {
                    if (value.startsWith("number ")) {
                        telegram.number(value.substring("number ".length()));
                    } else {
                        assertThat(value).matches("(one|three) phases?").isEqualTo(values[0]);
                    }
                }
            }
        }
        return telegram;
    }

    private void isOnTheBus(String fact) {
        String[] words = fact.split(" ", 2);
        switch (words[0]) {
            case "no" -> assertThat(rig.client.names(service(words[1]).replaceFirst("[^.]+$", ""))).isEmpty();
            case "never" -> assertThat(rig.client.signals()).as("names that appeared")
                    .noneMatch(signal -> mentions(signal, service(words[1])));
            case "only" -> assertThat(rig.client.names("com.victronenergy.")).containsExactly(BusItemClient.SETTINGS);
            case "ESS:" -> {
                String[] state = words[1].split(" ");
                rig.awaitWith(telegram, fact, () -> rig.driver.board().ess().condition() == Condition.of("ess." + state[0]));
                assertThat(state.length == 1 ? "" : rig.driver.board().ess().detail()).isEqualTo(state.length == 1 ? "" : state[1]);
            }
            case "setting" -> {
                String[] setting = words[1].split(" is ");
                assertThat(rig.setting(setting[0])).isEqualTo(setting[1]);
            }
            default -> serviceIs(service(words[0]), words[1]);
        }
    }

    private static String service(String word) {
        return Objects.requireNonNull(SERVICES.get(word), word);
    }

    private void serviceIs(String service, String fact) {
        String[] words = fact.split(" (?=/)", 2);
        switch (words[0]) {
            case "appears" -> rig.awaitName(service);
            case "leaves" -> rig.awaitNoName(service);
            case "shows" -> rig.assertShown(service, words[1]);
            case "changes to" -> {
                String[] value = words[1].split("=");
                Await.await(words[1], () -> rig.client.shows(service, value[0], value[1]));
            }
            case "has another owner" -> Await.await("another owner",
                    () -> !List.of("", ownerBefore).contains(rig.client.owner(service)));
            default -> throw new IllegalArgumentException(fact);
        }
    }

    @Test
    void offlineInvalidatesEveryMeasurementInOneSignalAndThenLeaves() {
        rig.publish(Snapshots.threePhase());
        String owner = rig.client.owner(VenusRig.GRID);
        rig.forgetSignals();

        rig.output().offline();
        rig.lose();

        List<JsonNode> signals = rig.client.signals().stream()
                .filter(signal -> signal.get("sender").asText().equals(owner) || mentions(signal, VenusRig.GRID)).toList();
        assertThat(signals).hasSize(2);
        JsonNode changed = signals.get(0).get("body").get(0).get(1);
        assertThat(changed.get("/Connected").get(1).get("Value").toString()).isEqualTo("[\"i\",0]");
        for (String path : List.of("/Ac/Power", "/Ac/L1/Power", "/Ac/L3/Current", "/Ac/L2/Voltage",
                "/Ac/Energy/Forward", "/Ac/Energy/Reverse", "/P1/Tariff", "/P1/Energy/Import/T1")) {
            assertThat(changed.get(path).get(1).get("Value").toString()).as(path).isEqualTo("[\"ai\",[]]");
        }
        assertThat(changed.has("/DeviceInstance")).isFalse();
        assertThat(signals.get(1).get("member").asText()).isEqualTo("NameOwnerChanged");
    }

    @Test
    void threadsThatCallAtTheSameTimeLeaveItInOrder() throws Exception {
        Thread ticker = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                rig.output().offline();
                Thread.yield();
            }
        });
        ticker.start();
        while (ticker.isAlive()) {
            rig.send(Snapshots.threePhase().take());
        }
        rig.publish(Snapshots.threePhase().with(Quantity.POWER_NET, "3"));
        rig.awaitValue("/Ac/Power", "3.0");
        assertThat(rig.endings).isEmpty();
    }

    /** The bus is busy, so that signals wait in the driver; it goes on while the driver ends. */
    @Test
    @Tag("seconds")
    void theOrderlyEndWithdrawsTheValuesAlsoOnABusyBus() throws Exception {
        rig.publish(Snapshots.threePhase());
        rig.forgetSignals();
        rig.bus.signal("STOP");
        for (int i = 1; i <= 20_000; i++) {
            rig.send(Snapshots.threePhase().with(Quantity.POWER_NET, String.valueOf(i)).take());
        }
        Thread end = new Thread(rig.output()::close);
        end.start();
        Await.await("the end, or its wait for the bus", () -> !end.isAlive() || end.getState() == Thread.State.TIMED_WAITING);
        rig.bus.signal("CONT");
        end.join();
        rig.awaitNoName(VenusRig.GRID);
        List<JsonNode> changes = rig.client.changes();
        assertThat(changes.get(changes.size() - 1).get("/Ac/Power").get(1).get("Value").toString()).isEqualTo("[\"ai\",[]]");
        assertThat(changes.get(changes.size() - 1).get("/Connected").get(1).get("Value").toString()).isEqualTo("[\"i\",0]");
    }

    /** A busy bus may need most of a second. */
    @Test
    @Timeout(60)
    void theEndWaitsForABusThatHangs() throws Exception {
        rig.publish(Snapshots.threePhase());
        rig.bus.signal("STOP");
        long began = System.nanoTime();
        try {
            rig.output().close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(500));
        } finally {
            rig.bus.signal("CONT");
        }
    }

    @Test
    void aPolicyOfTheBusThatRefusesTheNameIsTheCauseThatIsTold() throws Exception {
        try (VenusRig strict = new VenusRig("<deny own_prefix=\"com.victronenergy.grid\"/>")) {
            strict.startSettings();
            strict.start().snapshot(Snapshots.threePhase().take());
            Await.await("the ending", () -> !strict.endings.isEmpty());
            assertThat(strict.endings.get(0)).startsWith("77 the policy of the D-Bus refuses this user the name " + VenusRig.GRID
                    + ": org.freedesktop.DBus.Error.AccessDenied: ").doesNotContain("\n");
        }
    }

    /** A program that reads values without a pause delays neither the meter nor what reads it. */
    @Test
    @Tag("seconds")
    void aFloodOfCallsDelaysNoPower() throws Exception {
        rig.publish(Snapshots.threePhase());
        Process flood = rig.bus.python("call_flood.py", VenusRig.GRID, "20000", "10");
        flood.getInputStream().read();
        List<Duration> delays = new ArrayList<>();
        for (int power = 1; power <= 15; power++) {
            rig.forgetSignals();
            String value = power + ".0]";
            long began = System.nanoTime();
            rig.send(Snapshots.threePhase().with(Quantity.POWER_NET, String.valueOf(power)).take());
            Await.await(power + " W", () -> rig.client.changes().stream().anyMatch(change ->
                    change.has("/Ac/Power") && change.get("/Ac/Power").toString().contains(value)));
            delays.add(Duration.ofNanos(System.nanoTime() - began));
        }
        flood.destroyForcibly();
        delays.sort(null);
        System.out.println("power during a flood of calls: " + delays);
        assertThat(delays.get(delays.size() / 2)).as("median of %s", delays).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @Tag("seconds")
    void aBusThatDoesNotReadCostsNeitherTimeNorMemory() throws Exception {
        rig.publish(Snapshots.threePhase());
        rig.forgetSignals();
        rig.bus.signal("STOP");
        long heap = used();
        for (int i = 1; i <= 20_000; i++) {
            rig.send(Snapshots.threePhase().with(Quantity.POWER_NET, String.valueOf(i)).take());
        }
        Await.await("no memory for telegrams, beside that of other tests", () -> used() - heap < 4_000_000);
        rig.bus.signal("CONT");
        rig.awaitValue("/Ac/Power", "20000.0");
        assertThat(rig.client.signals("ItemsChanged").size()).isLessThan(10_000);
        assertThat(rig.endings).isEmpty();
    }

    private static boolean mentions(JsonNode signal, String name) {
        return signal.get("member").asText().equals("NameOwnerChanged") && signal.get("body").get(0).get(1).asText().equals(name);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
