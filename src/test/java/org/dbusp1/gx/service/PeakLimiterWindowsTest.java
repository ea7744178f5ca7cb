package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.LimiterFacts;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three houses with three windows each, with Victron's localsettings and systemcalc: a peak that comes at once, one that is built up
 * by 1 kW every second, and a window in which the house needs no limit. {@code -Dwindow.seconds} is their length, {@code -Dwindow.pace}
 * how much faster than real time they pass: the driver looks at the inverter twice a second whatever the pace.
 */
@Tag(Beside.TAG)
@Tag("server")
@Tag("slow")
@Tag("long")
@Timeout(3_600)
class PeakLimiterWindowsTest {
    private static final int WINDOW = Integer.getInteger("window.seconds", 900);
    private static final int PACE = Integer.getInteger("window.pace", 4);
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final double USUAL = 700;
    /** The part of the way to its set-point that the inverter moves in a second, and the most that it moves then. */
    private static final double MOVED = 1 - Math.pow(0.5, 1 / 2.4);
    private static final double MOST_MOVED = 400;

    /**
     * A house.
     *
     * @param rating of each of its inverters
     * @param limit  of each window
     * @param peak   its load from a third of the first two windows on
     */
    private record House(String name, int phases, double rating, double limit, double peak) {
    }

    /** A window: means in watts, how often the override changed, and how often by more than 200 W to the other side. */
    private record Window(String house, int number, double mean, double load, int changes, int turns, List<String> states) {
    }

    @TempDir
    private Path directory;

    @Test
    void eachWindowIsKeptAndNoSettingIsWritten() throws Exception {
        assumeTrue(Beside.peers("dbus-systemcalc-py", "localsettings").isPresent(), "PEERS names no clones of Victron's programs");
        List<House> houses = List.of(new House("one phase", 1, 8_000, 2_500, 7_800), new House("three phases", 3, 2_400, 4_000, 7_800),
                new House("small inverter", 1, 4_000, 3_000, 5_500));
        ExecutorService threads = Executors.newFixedThreadPool(houses.size());
        List<Future<List<Window>>> running = houses.stream().map(house -> threads.submit(played(house))).toList();
        threads.shutdown();
        List<List<Window>> played = new ArrayList<>();
        for (Future<List<Window>> house : running) {
            played.add(house.get());
            played.get(played.size() - 1).forEach(System.out::println);
        }
        for (int number = 0; number < houses.size(); number++) {
            List<Window> windows = played.get(number);
            double limit = houses.get(number).limit;
            assertThat(windows).hasSize(3).allSatisfy(window -> assertThat(window.mean).isLessThanOrEqualTo(limit));
            assertThat(windows).as("an override that does not saw").allSatisfy(window -> assertThat(window.turns).isLessThan(WINDOW / 30));
            assertThat(windows.get(0).load).as("without the limiter").isGreaterThan(limit);
            // A value of 1 W is written in turns with 2 W, so that ESS does not forget it.
            assertThat(windows.get(2).states).endsWith("holding");
            assertThat(windows.get(2).changes).isGreaterThan(WINDOW / 20);
        }
    }

    private Callable<List<Window>> played(House house) {
        return () -> {
            try (VenusRig rig = new VenusRig()) {
                begin(rig, house);
                try (SettingsWitness witness = new SettingsWitness(rig.bus)) {
                    List<Window> windows = new Playing(rig, house).windows();
                    rig.output().close();
                    Await.await("the release", () -> rig.client.value(BusItemClient.HUB4, LimiterFacts.OVERRIDE).asDouble() == -1);
                    witness.assertNoSettingOfTheOwnerWasWritten(
                            process -> process == -1 || process == ProcessHandle.current().pid());
                    return windows;
                }
            }
        };
    }

    private void begin(VenusRig rig, House house) throws IOException {
        String there = Beside.peers("dbus-systemcalc-py", "localsettings").orElseThrow().toString();
        Path own = directory.resolve(house.name);
        rig.startSystem(there, own);
        List<String> vebus = new ArrayList<>(List.of("service", there, VEBUS, "276", "/Mode=3", "/State=3",
                "/Ac/NumberOfPhases=" + house.phases, "/Ac/NumberOfAcInputs=1", "/Ac/ActiveIn/ActiveInput=0", "/Ac/ActiveIn/Connected=1",
                "/Ac/State/AcIn1Available=1", "/Ac/Control/IgnoreAcIn1=0", "/Hub4/AssistantId=5", "/Hub4/Sustain=0",
                "/VebusMainState=9", "/Dc/0/Voltage=52.0", "/Dc/0/Current=0.0", "/Dc/0/Power=0.0",
                "/Ac/Out/NominalInverterPower=" + house.rating * house.phases));
        for (int phase = 1; phase <= house.phases; phase++) {
            vebus.addAll(List.of("/Ac/ActiveIn/L" + phase + "/P=0.0", "/Ac/Out/L" + phase + "/P=0.0"));
        }
        rig.bus.python("victron_device.py", vebus.toArray(String[]::new));
        Await.await("the inverter in systemcalc", () -> rig.client.value(BusItemClient.SYSTEM, "/VebusService").asText().equals(VEBUS));
        for (Map.Entry<String, Integer> setting : Map.of("BatteryLife/State", 10, "BatteryLife/MinimumSocLimit", 20).entrySet()) {
            rig.addSetting("/Settings/CGwacs/" + setting.getKey(), "i", setting.getValue());
            rig.client.item(BusItemClient.SETTINGS, "/Settings/CGwacs/" + setting.getKey(), "SetValue", "v:i", setting.getValue());
        }
        Await.await("the charge", () -> rig.client.value(BusItemClient.SYSTEM, "/Dc/Battery/Soc").asDouble(-1) == 40);
        rig.choices = new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.LIMITER, true), null);
        rig.reserve = 60;
        long began = System.nanoTime();
        rig.clock = () -> began + (System.nanoTime() - began) * PACE;
        rig.start();
        rig.publish(AllowedImport.telegram(Math.round(USUAL), Math.round(house.limit)));
    }

    /** A house while its windows pass. */
    private static final class Playing {
        private final VenusRig rig;
        private final House house;
        private double given;
        private double energy;

        Playing(VenusRig rig, House house) {
            this.rig = rig;
            this.house = house;
        }

        List<Window> windows() throws InterruptedException {
            Await.await("a limiter that holds", Duration.ofMinutes(2), () -> {
                moment(USUAL, WINDOW, 1);
                return state().equals("holding");
            });
            List<Window> windows = new ArrayList<>();
            for (int number = 1; number <= 3; number++) {
                windows.add(window(number));
            }
            return windows;
        }

        private double load(int number, double second) {
            double since = second - WINDOW / 3.0;
            return number == 3 || since < 0 ? USUAL : number == 1 ? house.peak : Math.min(house.peak, USUAL + 1_000 * since);
        }

        private Window window(int number) throws InterruptedException {
            long began = System.nanoTime();
            energy = 0;
            double used = 0;
            double before = 0;
            int changes = 0;
            int turns = 0;
            double direction = 0;
            double last = override();
            List<String> states = new ArrayList<>();
            while (before < WINDOW) {
                double second = Math.min(WINDOW, (System.nanoTime() - began) / 1e9 * PACE);
                double load = load(number, second);
                used += load * (second - before);
                moment(load, WINDOW - second, second - before);
                double present = override();
                changes += present == last ? 0 : 1;
                if (Math.abs(present - last) > 200 && second > WINDOW / 3.0 + 20) { // after a peak has been built up
                    turns += direction * (present - last) < 0 ? 1 : 0;
                    direction = present - last;
                }
                last = present;
                if (!states.contains(state())) {
                    states.add(state());
                }
                before = second;
                long next = began + (long) ((second + 1) / PACE * 1e9);
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime()); // the pace of the telegrams
            }
            return new Window(house.name, number, Math.round(energy / WINDOW), Math.round(used / WINDOW), changes, turns, states);
        }

        /** Some seconds of the house: ESS regulates to 0 W with as much as the override lets it, and the meter shows the rest. */
        private void moment(double load, double remaining, double seconds) {
            double most = override();
            double wanted = Math.min(load, Math.min(house.rating * house.phases, most < 0 ? Double.MAX_VALUE : most));
            for (double left = seconds; left > 0; left--) {
                double part = Math.min(1, left);
                given += Math.max(-MOST_MOVED, Math.min(MOST_MOVED, MOVED * (wanted - given))) * part;
                energy += Math.max(0, load - given) * part;
            }
            for (int phase = 1; phase <= house.phases; phase++) {
                set(VEBUS, "/Ac/Out/L" + phase + "/P", given / house.phases);
            }
            set(VenusRig.BATTERY, "/Dc/0/Power", -given * 1.05);
            double free = Math.max(0, (house.limit * 0.985 * WINDOW - energy) / Math.max(1, remaining));
            rig.send(AllowedImport.telegram(Math.round(load - given),
                    Math.round(remaining < 60 ? Math.min(free, house.limit) : free)).take());
        }

        private double override() {
            return rig.client.value(BusItemClient.HUB4, LimiterFacts.OVERRIDE).asDouble();
        }

        private String state() {
            return rig.value("/P1/Demand/LimiterState").replace("\"", "");
        }

        private void set(String service, String path, double value) {
            rig.client.item(service, path, "SetValue", "v:d", value);
        }
    }
}
