package org.dbusp1.output.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.state.FileIdentity;
import org.dbusp1.base.state.OwnerOnly;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The URL of the database of the configuration: makes connections to it, classifies its faults, and describes a fault in one line. Thread
 * safe.
 */
public final class DatabaseUrl {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseUrl.class);

    private static final String KEY_PLACEHOLDER = "<key>";
    /** SQLSTATE classes of rows that the database refuses: 22 data exception, 23 integrity constraint violation. */
    private static final List<String> REFUSED = List.of("22", "23");
    /** SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH: SQLite has no SQLSTATE. */
    private static final List<Integer> REFUSED_BY_SQLITE = List.of(18, 19, 20);
    /** ER_BAD_DB_ERROR; its SQLSTATE, 42000, is that of any wrong statement. */
    private static final int UNKNOWN_TO_MARIADB = 1049;
    private static final int MOST_CAUSES = 10;
    /** The length of "SQLite format 3" and a NUL, which begin a database of SQLite. */
    private static final int HEADER = 16;

    private final HistoryConfig settings;
    private final SqlDialect dialect;
    private volatile String url;

    /** @throws IllegalArgumentException when the URL names no supported database */
    public DatabaseUrl(HistoryConfig settings) {
        this.settings = settings;
        this.dialect = SqlDialect.of(settings.url());
        this.url = settings.url();
    }

    /** @param meter the key that replaces the placeholder in the URL; null if the key is not known */
    DatabaseUrl(HistoryConfig settings, @Nullable MeterKey meter) {
        this(settings);
        if (meter != null) {
            url = settings.url().replace(KEY_PLACEHOLDER, meter.text());
        }
    }

    void putMeter(MeterKey key) {
        url = settings.url().replace(KEY_PLACEHOLDER, key.text());
    }

    boolean isComplete() {
        return !url.contains(KEY_PLACEHOLDER);
    }

    /** Returns the file of the database; null for one that {@link SqlDialect#file} does not know, and while the URL is not complete. */
    public @Nullable Path file() {
        return isComplete() ? dialect.file(url) : null;
    }

    /** Returns the identity of the database: its URL, and for a file also device and inode. It changes when the file is replaced. */
    String identity() {
        Path file = dialect.file(url);
        return url + ' ' + (file == null ? "" : FileIdentity.of(file));
    }

    public SqlDialect dialect() {
        return dialect;
    }

    /** Connects, and creates missing tables and views. @throws SQLException also when another version of this program made them */
    public Connection connectForWriting() throws SQLException {
        Connection connection = connect(false);
        try {
            new SchemaCreator(new Statements(connection, dialect)).create();
            return connection;
        } catch (SQLException | RuntimeException | Error e) {
            close(connection);
            throw e;
        }
    }

    Connection connectForReading() throws SQLException {
        return connect(true);
    }

    private Connection connect(boolean readOnly) throws SQLException {
        if (!isComplete()) {
            throw new SQLException("the meter's key, which its URL holds, is not known before the first telegram");
        }
        Path file = file();
        if (file != null && !settings.makesDirectories()) {
            try {
                OwnerOnly.requireParent(file.resolveSibling(""));
            } catch (NoSuchFileException e) {
                throw new SQLException(e.getReason(), e);
            }
        }
        return dialect.connect(url, settings.user(), settings.password(), readOnly);
    }

    public void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("closing {}: {}", this, e.getMessage());
        }
    }

    public static boolean isDataRefused(SQLException fault) {
        return fault.getSQLState() == null ? REFUSED_BY_SQLITE.contains(fault.getErrorCode())
                : REFUSED.stream().anyMatch(fault.getSQLState()::startsWith);
    }

    /** True if the user lacks a right: insufficient_privilege of PostgreSQL, ER_TABLEACCESS_DENIED_ERROR of MariaDB. */
    public static boolean lacksPrivilege(SQLException fault) {
        return "42501".equals(fault.getSQLState()) || fault.getErrorCode() == 1142;
    }

    /** True if the database refuses the user (SQLSTATE class 28), or the user lacks a right: only the owner ends this fault. */
    public static boolean isAccessDenied(SQLException fault) {
        return sqlState(fault).startsWith("28") || lacksPrivilege(fault);
    }

    /**
     * True if the file is damaged: SQLITE_CORRUPT, or SQLITE_NOTADB of a file that is no text. No retry helps. A text is no damage, but
     * another file, which the URL names by mistake.
     */
    boolean isDamaged(SQLException fault) {
        return dialect.isFile() && (fault.getErrorCode() == 11 || fault.getErrorCode() == 26 && !isText());
    }

    /** Returns whether the file begins with printable characters; so does no database, whose header has a NUL at its end. */
    private boolean isText() {
        try (InputStream in = Files.newInputStream(Objects.requireNonNull(dialect.file(url)))) {
            return new String(in.readNBytes(HEADER), StandardCharsets.ISO_8859_1).matches("[\\t\\n\\r -~]+");
        } catch (IOException e) {
            LOG.debug("the beginning of {} cannot be read: {}", this, e.getMessage());
            return false;
        }
    }

    /**
     * Renames the file of a damaged database with its journals to its name and the day, so that a new file begins. Of two that were
     * renamed before the older one stays. Without room for a new file of its size the damaged one is deleted. The log has a line for each.
     *
     * @param damage in words
     * @return the new name, also of a file that was deleted
     */
    Path setDamagedAside(LocalDate day, String damage) throws IOException {
        Path file = dialect.file(url);
        if (file == null) {
            throw new IOException("the database is no file");
        }
        String prefix = file.getFileName() + ".damaged-";
        for (Path second : damaged(file, prefix).stream().sorted().skip(1).toList()) {
            delete(second);
            LOG.error("history: {} is deleted, because another file is damaged, and two are kept at most", second);
        }
        Path aside = file.resolveSibling(prefix + day);
        for (int number = 2; isTaken(aside); number++) {
            aside = file.resolveSibling(prefix + day + '.' + number);
        }
        if (file.toFile().getUsableSpace() < 2 * Files.size(file)) {
            delete(file);
            LOG.error("history: {} is damaged ({}): it is deleted for want of room, and a new history begins", file, damage);
            return aside;
        }
        // The journals first: without its journal the file would be less whole, and the new file must not find them.
        for (String ending : List.of("-wal", "-journal", "")) {
            Path part = withEnding(file, ending);
            if (Files.exists(part)) {
                Files.move(part, withEnding(aside, ending));
            }
        }
        Files.deleteIfExists(withEnding(file, "-shm"));
        LOG.error("history: {} is damaged ({}): it is set aside as {}, and a new history begins", file, damage, aside);
        return aside;
    }

    private static void delete(Path file) throws IOException {
        // The journals first, as above.
        for (String ending : SqlDialect.JOURNAL_ENDINGS) {
            Files.deleteIfExists(withEnding(file, ending));
        }
        Files.deleteIfExists(file);
    }

    private static boolean isTaken(Path file) {
        return SqlDialect.withJournals(file).stream().anyMatch(each -> Files.exists(each));
    }

    static Path withEnding(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** Returns the databases that were set aside before, without their journals. */
    private static List<Path> damaged(Path file, String prefix) throws IOException {
        try (Stream<Path> all = Files.list(file.resolveSibling(""))) {
            return all.filter(path -> path.getFileName().toString().startsWith(prefix)
                    && SqlDialect.JOURNAL_ENDINGS.stream().noneMatch(path.getFileName().toString()::endsWith)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String sqlState(SQLException fault) {
        return Objects.requireNonNullElse(fault.getSQLState(), "");
    }

    /**
     * Returns a fault in one line, without a full stop: in our words where its SQLSTATE says what an owner can mend, else in those of the
     * database. The first exception of a batch repeats the statement; the last exception in its chain has the cause.
     */
    public static String describe(SQLException fault) {
        if (isOfUnknownHost(fault)) {
            return "the host name is unknown; check history.url and the network's name server";
        }
        if (sqlState(fault).startsWith("08")) {
            return "no server answers there";
        }
        if (sqlState(fault).startsWith("28")) {
            return "its server refuses this user and password";
        }
        if ("3D000".equals(fault.getSQLState()) || fault.getErrorCode() == UNKNOWN_TO_MARIADB) {
            return "its server has no such database";
        }
        SQLException last = fault;
        for (int depth = 0; last.getNextException() != null && depth < MOST_CAUSES; depth++) {
            last = last.getNextException();
        }
        return SafeText.excerpt(Objects.requireNonNullElse(last.getMessage(), last.toString()).lines().findFirst().orElse("").strip()
                .replaceFirst("[.;:\\s]+$", ""));
    }

    private static boolean isOfUnknownHost(SQLException fault) {
        return Stream.iterate((Throwable) fault, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES)
                .anyMatch(UnknownHostException.class::isInstance);
    }

    /** Returns the URL of another database at the same place, for a message: without user, password and parameters. */
    String sibling(String suffix) {
        return toString().replaceFirst("(\\.[A-Za-z0-9]+)?$", "-" + suffix + "$1");
    }

    /** The URL without user, password and parameters. */
    @Override
    public String toString() {
        return url.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
    }
}
