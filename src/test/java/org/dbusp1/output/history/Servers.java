package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.FreePort;
import org.dbusp1.metering.demand.Tariff;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Real databases for tests: a file for SQLite, and servers of MariaDB and PostgreSQL with directories and ports of
 * their own, run by a user without rights, which end with the tests.
 */
public final class Servers {
    private static final Path MADE = Path.of("target/servers");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<SqlDialect, Server> SHARED = new EnumMap<>(SqlDialect.class);
    private static final Map<SqlDialect, Deque<HistoryConfig>> USED = new EnumMap<>(SqlDialect.class);

    private Servers() {
    }

    /** A new, empty database; a test whose server is not installed reports that and is skipped. */
    static synchronized HistoryConfig fresh(SqlDialect kind) throws Exception {
        return switch (kind) {
            case SQLITE -> settings("sqlite:" + home().resolve("history.db"), null);
            case MARIADB, POSTGRESQL -> shared(kind).fresh();
        };
    }

    /** Returns an empty database with tables: one that an earlier test has used, without its rows. */
    static synchronized HistoryConfig emptied(SqlDialect kind) throws Exception {
        Optional<HistoryConfig> used = Optional.ofNullable(USED.computeIfAbsent(kind, key -> new ArrayDeque<>()).poll());
        if (used.isEmpty()) {
            return fresh(kind);
        }
        if (!kind.isFile()) {
            shared(kind);
        }
        Rows.ask(used.get(), Stream.concat(Stream.of("DROP TABLE IF EXISTS " + LogMark.TABLE),
                Schema.TABLES.stream().map(table -> "DELETE FROM " + table.name())).toArray(String[]::new));
        return used.get();
    }

    /** Takes back a database that {@link #emptied} gave and nobody uses any more. */
    static synchronized void giveBack(SqlDialect kind, HistoryConfig used) {
        USED.get(kind).add(used);
    }

    /** Returns the server of all tests of this JVM, running: a test during which no other one runs may stop and start it. */
    static synchronized Server shared(SqlDialect kind) throws Exception {
        if (!SHARED.containsKey(kind)) {
            SHARED.put(kind, kind == SqlDialect.MARIADB ? mariadb() : postgresql());
        }
        return SHARED.get(kind).running();
    }

    /** Returns the settings of a database with another zone and tariff, where minutes are kept for so many days. */
    static HistoryConfig changed(HistoryConfig database, int days, @Nullable ZoneId zone, Tariff tariff) {
        return new HistoryConfig(database.url(), database.user(), database.password(), days, database.flushInterval(), zone, tariff, false, true);
    }

    static HistoryConfig settings(String url, @Nullable String user) {
        return new HistoryConfig(url, user, null, 31, Duration.ofMillis(50), null, Tariff.QUARTER_PEAK, false, true);
    }

    /** Returns a separate server, which a test may stop and start. */
    public static Server mariadb() throws Exception {
        Path install = program("/usr/bin/mariadb-install-db", "mariadb-server");
        Path program = program("/usr/sbin/mariadbd", "mariadb-server");
        Path home = home();
        // A server that starts deletes the temporary tables of all that share its directory for them.
        String own = " --no-defaults --datadir=" + home.resolve("data") + " --tmpdir=" + home + " --innodb-log-file-size=8M";
        install(home, program, install + own + " --auth-root-authentication-method=normal --skip-test-db");
        int port = FreePort.next();
        return new Server(home, program + own + " --port=" + port
                + " --bind-address=127.0.0.1 --socket=" + home.resolve("s") + " --innodb-flush-log-at-trx-commit=0"
                + " --innodb-buffer-pool-size=32M", "jdbc:mariadb://127.0.0.1:" + port + "/", "root").start();
    }

    /** Returns a separate server, which a test may stop and start. */
    public static Server postgresql() throws Exception {
        return postgresql("");
    }

    /** A server with the library of TimescaleDB; a test is skipped where that is not installed, as it is not in Debian. */
    static Server timescale() throws Exception {
        try (Stream<Path> versions = Files.exists(Path.of("/usr/share/postgresql"))
                ? Files.list(Path.of("/usr/share/postgresql")) : Stream.empty()) {
            Assumptions.assumeTrue(versions.anyMatch(version -> Files.exists(version.resolve("extension/timescaledb.control"))),
                    "TimescaleDB is not there: build it from its sources with postgresql-server-dev, or take its maker's package");
        }
        return postgresql(" -c shared_preload_libraries=timescaledb -c timescaledb.telemetry_level=off");
    }

    private static Server postgresql(String options) throws Exception {
        Path bin;
        try (Stream<Path> versions = Files.exists(Path.of("/usr/lib/postgresql"))
                ? Files.list(Path.of("/usr/lib/postgresql")) : Stream.empty()) {
            bin = versions.max(Comparator.naturalOrder()).orElse(Path.of("/usr/lib/postgresql/15")).resolve("bin");
        }
        Path init = program(bin.resolve("initdb").toString(), "postgresql");
        Path home = home();
        install(home, init, init + " --no-sync --auth=trust --username=p1 --encoding=UTF8 --no-locale -D " + home.resolve("data"));
        int port = FreePort.next();
        return new Server(home, bin.resolve("postgres") + " -F -D " + home.resolve("data") + " -p " + port
                + " -h 127.0.0.1 -k " + home + options, "jdbc:postgresql://127.0.0.1:" + port + "/", "p1").start();
    }

    private static Path program(String path, String packageName) {
        Assumptions.assumeTrue(Files.isExecutable(Path.of(path)), path + " is not there: apt-get install " + packageName);
        return Path.of(path);
    }

    /**
     * Makes the folder data of a server by a command, which takes seconds of the processor: once for all JVMs of tests, of which the
     * others copy it.
     *
     * @param program a change of this file makes the folder anew
     */
    private static void install(Path home, Path program, String command) throws Exception {
        Path data = home.resolve("data");
        Path made = MADE.resolve(program.getFileName() + "-" + Files.getLastModifiedTime(program).toMillis());
        if (Files.isReadable(made)) {
            copy(made, data);
            return;
        }
        run(home, command);
        Path part = Files.createDirectories(MADE).resolve(home.getFileName());
        copy(data, part);
        try {
            Files.move(part, made);
        } catch (FileSystemException e) {
            // Another JVM has made it meanwhile, or another user.
            delete(part);
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        Ended.of(new ProcessBuilder("cp", "-a", from.toString(), to.toString())).well();
    }

    private static Path home() throws Exception {
        Path home = Files.createTempDirectory("p1");
        if (isRoot()) {
            new ProcessBuilder("chown", "nobody", home.toString()).start().waitFor();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
        return home;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(Path home, String command) throws Exception {
        Process process = start(home, command);
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        assertThat(ended && process.exitValue() == 0).as("%s: %s", command, Files.readString(home.resolve("log"))).isTrue();
    }

    private static Process start(Path home, String command) throws IOException {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
        }
        words.addAll(List.of(command.split(" ")));
        return new ProcessBuilder(words).directory(home.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile())).start();
    }

    private static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + home + ": " + e);
        }
    }

    /** A running server. */
    public static final class Server {
        private final Path home;
        private final String command;
        private final String url;
        private final String user;
        private Process process;

        private Server(Path home, String command, String url, String user) {
            this.home = home;
            this.command = command;
            this.url = url;
            this.user = user;
            Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        }

        private Server running() throws Exception {
            return process.isAlive() ? this : start();
        }

        /**
         * Starts it, at first or again; returns when it answers. PostgreSQL refuses to start while one of the processes
         * that a killed one left is not gone.
         */
        public Server start() throws Exception {
            process = Servers.start(home, command);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!answers()) {
                assertThat(System.nanoTime()).as("%s: %s", command, Files.readString(home.resolve("log"))).isLessThan(end);
                if (!process.isAlive()) {
                    process = Servers.start(home, command);
                }
                Thread.sleep(50);
            }
            return this;
        }

        private boolean answers() {
            try (Connection connection = connect("postgres", "mysql")) {
                return connection.isValid(5);
            } catch (SQLException e) {
                return false;
            }
        }

        private Connection connect(String ofPostgresql, String ofMariadb) throws SQLException {
            SqlDialect kind = SqlDialect.of(url);
            return kind.connect(url + (kind == SqlDialect.POSTGRESQL ? ofPostgresql : ofMariadb), user, null, false);
        }

        /** A new database on it. */
        HistoryConfig fresh() throws SQLException {
            String name = "p1_" + NUMBER.incrementAndGet();
            try (Connection connection = connect("postgres", "mysql");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            }
            return settings(url + name, user);
        }

        /** Ends it as a power cut does. */
        public void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            try {
                process.waitFor(20, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Sends a signal to all its processes: STOP, CONT. */
        public void signal(String name) throws Exception {
            List<String> words = new ArrayList<>(List.of("kill", "-" + name, Long.toString(process.pid())));
            process.descendants().forEach(child -> words.add(Long.toString(child.pid())));
            assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
        }

        /** Returns the process of the server, which a test may stop and continue. */
        public Process process() {
            return process;
        }

        /** A new, empty database, as the key history.url names it. */
        public String freshUrl() throws SQLException {
            return fresh().url();
        }
    }
}
