package org.dbusp1.output.history;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.state.OwnerOnly;
import org.jspecify.annotations.Nullable;

/**
 * The databases that can hold a history, and the differences of their SQL and connections. JDBC drivers are found by name, so that only
 * the needed classes are loaded.
 */
public enum SqlDialect {
    SQLITE(List.of("sqlite"), "org.sqlite.JDBC", "TEXT", " WITHOUT ROWID",
            // WAL with NORMAL: a commit is one append; a power cut may undo the last commits, but damages no file.
            Map.of("journal_mode", "WAL", "synchronous", "NORMAL", "busy_timeout", "5000",
                    // The lock from the start: upgrading a read to a write may fail while another process writes.
                    "transaction_mode", "IMMEDIATE", "cache_size", "-512")),
    MARIADB(List.of("mariadb", "mysql"), "org.mariadb.jdbc.Driver",
            // Other collations treat A and a as the same meter.
            "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin", "",
            Map.of("connectTimeout", "5000", "socketTimeout", "10000", "tcpKeepAlive", "true",
                    // From 11 on the server refuses INSERT ... SELECT in the protocol for bulks.
                    "useBulkStmtsForInserts", "false")),
    POSTGRESQL(List.of("postgresql"), "org.postgresql.Driver", "VARCHAR(64)", "",
            Map.of("connectTimeout", "5", "loginTimeout", "5", "socketTimeout", "10", "tcpKeepAlive", "true",
                    // The server gets the rows of a batch in a single statement.
                    "reWriteBatchedInserts", "true"));

    /** Thrown when the package has no driver for the database; a retry does not help. */
    public static final class JdbcDriverMissingException extends SQLException {
        JdbcDriverMissingException(String driver, Throwable cause) {
            super("this package has no driver for it (" + driver + "): use the desktop package, or put the driver's"
                    + " jar in the folder of the others", cause);
        }
    }

    static final List<String> JOURNAL_ENDINGS = List.of("-wal", "-shm", "-journal");

    /** Names of the database in a URL; the JDBC driver accepts the first name. */
    private final List<String> schemes;
    private final String driver;
    private final String keyTextType;
    private final String tableSuffix;
    private final Map<String, String> properties;

    SqlDialect(List<String> schemes, String driver, String keyTextType, String tableSuffix, Map<String, String> properties) {
        this.schemes = schemes;
        this.driver = driver;
        this.keyTextType = keyTextType;
        this.tableSuffix = tableSuffix;
        this.properties = properties;
    }

    /** @throws IllegalArgumentException if the URL, with or without jdbc:, names none of these databases */
    static SqlDialect of(String url) {
        String scheme = withoutJdbc(url).split(":", 2)[0];
        return Arrays.stream(values()).filter(dialect -> dialect.schemes.contains(scheme)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no database of ours: " + url));
    }

    /** The case-sensitive SQL type of a text in a key. */
    public String keyTextType() {
        return keyTextType;
    }

    String tableSuffix() {
        return tableSuffix;
    }

    /**
     * Returns the end of an insert that changes an existing row of the same key.
     *
     * @param assignments new values of columns; {@code new.} precedes a value of the insert
     */
    public String onConflict(String key, String assignments) {
        return this == MARIADB ? "ON DUPLICATE KEY UPDATE " + assignments.replaceAll("new\\.(\\w+)", "VALUES($1)")
                : "ON CONFLICT (" + key + ") DO UPDATE SET " + assignments.replace("new.", "excluded.");
    }

    public boolean isFile() {
        return this == SQLITE;
    }

    /**
     * @param user null if the URL or the database has the user
     * @throws JdbcDriverMissingException when the package has no driver for the database
     */
    Connection connect(String url, @Nullable String user, @Nullable String password, boolean readOnly) throws SQLException {
        Properties given = new Properties();
        given.putAll(properties);
        if (user != null) {
            given.setProperty("user", user);
        }
        if (password != null) {
            given.setProperty("password", password);
        }
        String address = withoutJdbc(url);
        String jdbc = "jdbc:" + schemes.get(0) + address.substring(address.indexOf(':'));
        Path file = file(url);
        if (file != null) {
            check(file);
        }
        if (isFile() && readOnly) {
            given.remove("journal_mode");
            // SQLITE_OPEN_READONLY
            given.setProperty("open_mode", "1");
        } else if (isFile()) {
            if (file != null) {
                createFile(file);
            }
            choosePages(jdbc);
        }
        Connection connection = driver().connect(jdbc, given);
        if (connection == null) {
            throw new SQLException("its driver does not accept this URL");
        }
        return connection;
    }

    /**
     * Checks a file before SQLite opens it. SQLite follows links on the stack: a link to itself uses up the stack, and the process would
     * end with a signal. It would wait for a pipe, and leave a journal beside a device.
     */
    private static void check(Path file) throws SQLException {
        try {
            for (Path each : withJournals(file)) {
                FileProblem.requireRegular(each);
            }
            file.toRealPath();
        } catch (NoSuchFileException e) {
            // A missing file is no fault: connect() creates it.
        } catch (IOException e) {
            throw new SQLException("the file cannot be opened: " + e.getMessage(), e);
        }
    }

    static List<Path> withJournals(Path file) {
        return Stream.concat(Stream.of(file), JOURNAL_ENDINGS.stream().map(ending -> DatabaseUrl.withEnding(file, ending))).toList();
    }

    /**
     * Gives a new file small pages: each minute changes single rows of several tables, and SQLite writes whole pages. The size can be
     * set only by the first connection to the file, before tables and WAL exist.
     */
    private void choosePages(String jdbc) throws SQLException {
        Properties small = new Properties();
        small.setProperty("page_size", "1024");
        try (Connection connection = driver().connect(jdbc, small);
                Statement statement = connection.createStatement()) {
            boolean empty;
            try (ResultSet pages = statement.executeQuery("PRAGMA page_count")) {
                empty = pages.next() && pages.getInt(1) == 0;
            }
            if (empty) {
                // Writes the first page, which holds the size.
                statement.execute("PRAGMA user_version = 0");
            }
        }
    }

    /**
     * Creates the file for its owner only, or restricts an existing file ({@link OwnerOnly#createFile}). SQLite gives a new journal the
     * access rights of the file (unixOpen in its os_unix.c), but does not change an existing journal: journals are restricted here too.
     */
    private static void createFile(Path file) throws SQLException {
        try {
            OwnerOnly.createDirectories(file.resolveSibling(""));
            OwnerOnly.createFile(file);
        } catch (IOException e) {
            throw new SQLException("the file cannot be created: " + e.getMessage(), e);
        }
        withJournals(file).forEach(OwnerOnly::restrict);
    }

    /** Returns the file that a URL names; null for a server, and a database in memory. */
    @Nullable Path file(String url) {
        String address = withoutJdbc(url);
        String name = address.substring(address.indexOf(':') + 1).split("\\?", 2)[0];
        return !isFile() || name.isEmpty() || name.startsWith(":") ? null : Path.of(name).toAbsolutePath();
    }

    private Driver driver() throws JdbcDriverMissingException {
        try {
            return Class.forName(driver).asSubclass(Driver.class).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new JdbcDriverMissingException(driver, e);
        }
    }

    private static String withoutJdbc(String url) {
        return url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
    }
}
