package org.dbusp1.output.history;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A read-only connection that threads use in turn. The wait for a turn has a limit. */
public final class ReadConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadConnection.class);
    private static final long TURN_SECONDS = 10;

    private final DatabaseAccess access;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable Connection open;
    /** The identity of the database that {@link #open} reads, or read last; empty before the first connection. */
    private String identity = "";

    public ReadConnection(DatabaseAccess access) {
        this.access = access;
    }

    /** @throws IOException when the database cannot be read; the message is one line */
    public <T> T ask(Sql.SqlFunction<Connection, T> question) throws IOException {
        try {
            if (!turn.tryLock(TURN_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the history in " + access + " is busy; try again");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
        try {
            return answer(question);
        } catch (SQLException e) {
            disconnect();
            throw new IOException("the history in " + access + " cannot be read: " + DatabaseAccess.describe(e), e);
        } finally {
            turn.unlock();
        }
    }

    private <T> T answer(Sql.SqlFunction<Connection, T> question) throws SQLException {
        if (!identity.equals(access.identity())) {
            disconnect();
        }
        if (open != null) {
            try {
                return question.apply(open);
            } catch (SQLException e) {
                // A server closes connections that are idle for long, and all of them when it restarts.
                LOG.debug("history: asked again: {}", e.getMessage());
                disconnect();
            }
        }
        Connection fresh = access.connectForReading();
        open = fresh;
        identity = access.identity();
        return question.apply(fresh);
    }

    private void disconnect() {
        if (open != null) {
            access.close(open);
            open = null;
        }
    }

    /** Closes the connection, unless a thread is reading; a later query opens it again. */
    @Override
    public void close() {
        if (turn.tryLock()) {
            try {
                disconnect();
            } finally {
                turn.unlock();
            }
        }
    }
}
