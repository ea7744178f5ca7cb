package org.dbusp1.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Figures of a fleet: 10,000 simulated meters with a row a minute, a real mosquitto and a real PostgreSQL. First rows a second
 * of one, two and four collectors that take what waits at the broker; then a run in which a collector, the broker and the database
 * are killed or restarted while the meters send, with every row counted.
 */
public final class CollectFigures {
    private static final int METERS = 10_000;
    private static final int CONNECTIONS = 4;

    private CollectFigures() {
    }

    /** @param words how many minutes of each meter; 20 when not given */
    public static void main(String[] words) throws Exception {
        int minutes = words.length > 0 ? Integer.parseInt(words[0]) : 20;
        System.out.printf("%d meters, a row a minute, %d minutes; load of the machine before: %s%n", METERS, minutes,
                Files.readString(Path.of("/proc/loadavg")).strip());
        for (int collectors : List.of(1, 2, 4)) {
            backlog(collectors, minutes);
        }
        disturbed(minutes);
        System.exit(0);
    }

    private static void backlog(int count, int minutes) throws Exception {
        Path directory = Files.createTempDirectory("fleet");
        try (FleetRun run = new FleetRun(directory)) {
            List<Process> sessions = start(run, count, 1);
            sessions.forEach(FleetRun::stop);
            long begin = System.nanoTime();
            try (SimulatedFleet fleet = new SimulatedFleet(run.port(), CONNECTIONS)) {
                fleet.send(METERS, 0, minutes);
            }
            double sent = seconds(begin);
            begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                run.collector(name(i));
            }
            run.awaitRows((long) METERS * minutes);
            double stored = seconds(begin);
            run.verify(METERS, minutes);
            long rows = (long) METERS * minutes;
            System.out.printf("""
                    %d collectors: %,d rows in %.1f s, %,.0f rows/s (with their start); the broker took them at %,.0f messages/s; \
                    %,.0f bytes a row in the table, %,.0f in its index%n""", count, rows, stored, rows / stored, rows / sent,
                    run.number("SELECT pg_table_size('p1_minutes')") / (double) rows,
                    run.number("SELECT pg_indexes_size('p1_minutes')") / (double) rows);
        } finally {
            delete(directory);
        }
    }

    private static void disturbed(int minutes) throws Exception {
        Path directory = Files.createTempDirectory("fleet");
        try (FleetRun run = new FleetRun(directory)) {
            Process first = start(run, 2, 1).get(0);
            int part = Math.max(1, minutes / 4);
            long begin = System.nanoTime();
            try (SimulatedFleet fleet = new SimulatedFleet(run.port(), CONNECTIONS)) {
                fleet.send(METERS, 0, part);
                FleetRun.kill(first);
                fleet.send(METERS, part, part);
                run.collector(name(0));
                run.restartBroker();
                fleet.send(METERS, 2 * part, part);
                run.restartDatabase();
                fleet.send(METERS, 3 * part, part);
                long rows = 4L * part * METERS;
                run.awaitRows(rows);
                run.verify(METERS, 4 * part);
                System.out.printf("a collector killed, broker and database restarted: %,d rows sent, %,d stored, none twice, none lost,"
                        + " in %.0f s (%,.0f rows/s); %,d messages were sent again%n", rows, run.stored(), seconds(begin),
                        rows / seconds(begin), fleet.again());
            }
        } finally {
            delete(directory);
        }
    }

    private static List<Process> start(FleetRun run, int count, int times) throws Exception {
        List<Process> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(run.collector(name(i)));
        }
        for (int i = 0; i < count; i++) {
            run.awaitSubscribed(name(i), times);
        }
        return started;
    }

    private static String name(int number) {
        return Character.toString((char) ('a' + number));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void delete(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
