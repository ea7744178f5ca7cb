package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dbusp1.Beside;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A closed loop in real time: a house, an inverter, Victron's localsettings and systemcalc, and the output with meters of several
 * intervals, side by side. {@code -Dloop.seconds} sets its length, {@code -Dloop.cases} which meters.
 */
@Tag(Beside.TAG)
@Tag("server")
@Tag("slow")
@Tag("long")
@Timeout(3_600)
class FollowedInverterTest {
    private static final int SECONDS = Integer.getInteger("loop.seconds", 900);
    private static final int LEARNING = SECONDS * 2 / 5;
    private static final String CASES = System.getProperty("loop.cases",
            "B 1 0.2 0 1 plain false,B 10 1 0 1 plain false,B 10 1 0 1 plain true");

    /** What a house bought and sold, in Wh, its error in W, and the states of the driver between telegrams. */
    private record Outcome(String words, double bought, double sold, double rms, List<Condition> states) {
    }

    @TempDir
    private Path directory;

    @Test
    void aSlowMeterWhoseInverterIsFollowedComesNearOneThatSendsEachSecond() throws Exception {
        assumeTrue(Beside.peers("dbus-systemcalc-py", "localsettings").isPresent(), "PEERS names no clones of Victron's programs");
        String[] cases = CASES.split(",");
        ExecutorService houses = Executors.newFixedThreadPool(cases.length);
        List<Future<Outcome>> running = new ArrayList<>();
        for (int i = 0; i < cases.length; i++) {
            Callable<Outcome> house = house(cases[i], directory.resolve("house" + i));
            running.add(houses.submit(house));
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> house : running) {
            outcomes.add(house.get());
            System.out.println(outcomes.get(outcomes.size() - 1));
        }
        houses.shutdown();
        List<Outcome> followed = outcomes.stream().filter(outcome -> outcome.words.endsWith("true")).toList();
        assertThat(followed).allMatch(outcome -> outcome.states.contains(Condition.FOLLOW_FOLLOWED));
        if (System.getProperty("loop.cases") == null) {
            assertThat(followed.get(0).rms).isLessThan(1.5 * outcomes.get(0).rms).isLessThan(outcomes.get(1).rms);
        }
    }

    private static Callable<Outcome> house(String words, Path directory) {
        return () -> {
            try (VenusRig rig = new VenusRig()) {
                String peers = Beside.peers("dbus-systemcalc-py", "localsettings").orElseThrow().toString();
                rig.choices = new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.FOLLOW, words.endsWith("true")),
                        null);
                rig.bus.systemcalc(rig.client, Path.of(peers), directory);
                rig.start();
                return run(words, rig, peers);
            }
        };
    }

    private static Outcome run(String words, VenusRig rig, String peers) throws IOException {
        String[] word = words.split(" ");
        Process house = rig.bus.python("ess_house.py", peers, word[0], word[1], word[2], word[3], word[4], word[5],
                Integer.toString(SECONDS), Integer.toString(LEARNING));
        List<Condition> states = new ArrayList<>();
        BufferedReader lines = house.inputReader();
        long count = 0;
        long restart = word[5].equals("restart") ? (long) (SECONDS * 0.6 / Double.parseDouble(word[1])) : 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] figures = line.split(" ");
            if (figures[0].equals("result")) {
                return new Outcome(words, Double.parseDouble(figures[1]), Double.parseDouble(figures[2]), Double.parseDouble(figures[3]),
                        states);
            }
            if (++count == restart) {
                rig.output().close();
                rig.start();
            }
            rig.send(telegram(figures, count, Duration.ofMillis((long) (1_000 * Double.parseDouble(word[1])))).take());
            Optional.ofNullable(rig.driver.board().of(Subject.FOLLOW).orElse(null)).map(Finding::condition)
                    .filter(state -> states.isEmpty() || states.get(states.size() - 1) != state).ifPresent(states::add);
        }
        throw new AssertionError(words + " ended early");
    }

    private static Snapshots telegram(String[] figures, long count, Duration interval) {
        Snapshots telegram = new Snapshots();
        double total = 0;
        for (int phase = 1; phase < figures.length; phase++) {
            total += Double.parseDouble(figures[phase]);
            telegram.with(Quantity.valueOf("POWER_L" + phase), figures[phase]).with(Quantity.valueOf("VOLTAGE_L" + phase), "230");
        }
        return telegram.with(Quantity.POWER_NET, Double.toString(total)).interval(interval).arrival(Instant.now())
                .quality(new TelegramCounts(count, Map.of(), Map.of()));
    }
}
