package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.RowSet;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.process.Recurrence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the finished rows of the history, for collectors: one message with QoS 1 after the other, in the order of
 * time. Rows are sent when the broker has acknowledged them and, with MQTT 5, somebody has subscribed; what is not sent
 * stays in the queue, over restarts too. Its own thread reads the queue and waits for the broker; of readings only the
 * meter's key is used.
 */
public final class RowsOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(RowsOutput.class);
    private static final long ANSWER_SECONDS = 30;
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final int QOS = 1;
    /** After so many failed reads in a row the history's error is logged; at the start it may not be there yet. */
    private static final int PATIENCE = 5;

    private final MqttSettings settings;
    private final RowSet.Queue queue;
    private final Duration look;
    private Optional<MqttConnection> connection = Optional.empty();
    private boolean connected;
    private boolean closing;
    private String lastError = "";
    private final Recurrence faults = new Recurrence();
    private int unreadable;

    /**
     * @param settings the broker, base of topics and client id; layouts are of no concern here
     * @param look     how often to look for finished rows
     */
    public RowsOutput(MqttSettings settings, RowSet.Queue queue, Duration look) {
        this.settings = settings;
        this.queue = queue;
        this.look = look;
    }

    @Override
    public synchronized void snapshot(Snapshot snapshot) {
        if (connection.isEmpty()) {
            MeterKey key = snapshot.key();
            MqttConnection made = new MqttConnection(settings, MqttSettings.clientId(key) + "-rows", Optional.empty(),
                    this::connected, this::disconnected);
            connection = Optional.of(made);
            Thread sender = new Thread(() -> work(made, Topics.rows(settings.base(), key)), "rows " + key);
            sender.setDaemon(true);
            made.connect();
            sender.start();
        }
    }

    private void work(MqttConnection open, String topic) {
        while (pause(look)) {
            Duration wait = Duration.ZERO;
            while (wait.isZero() && isConnected()) {
                wait = attempt(open, topic);
            }
            pause(wait);
        }
    }

    private Duration attempt(MqttConnection open, String topic) {
        try {
            return step(open, topic);
        } catch (RuntimeException | Error fault) {
            faults.count(times -> LOG.error("mqtt: rows were not sent; it is tried again{}", times, fault));
            return look;
        }
    }

    /** Sends the next rows; returns how long to wait before the next step. */
    private Duration step(MqttConnection open, String topic) {
        try {
            Optional<RowSet> rows = queue.next();
            unreadable = 0;
            if (rows.isEmpty()) {
                return look;
            }
            if (!open.publish(new Publication(topic, rows.get().json(), QOS, false)).get(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                warn(settings.broker() + " has no subscriber of " + topic + "; rows wait until a collector has subscribed");
                return RETRY;
            }
            synchronized (this) {
                lastError = "";
            }
            queue.sent();
            return Duration.ZERO;
        } catch (IOException unable) {
            if (++unreadable >= PATIENCE) {
                warn("rows: " + unable.getMessage());
            }
            return look;
        } catch (ExecutionException refused) {
            if (isConnected()) {
                warn(settings.broker() + " refuses topic " + topic + ": " + ErrorMessages.ofRequest(refused.getCause()));
            }
            return RETRY;
        } catch (TimeoutException | CancellationException slow) {
            warn(settings.broker() + " does not acknowledge rows; they are sent again");
            return RETRY;
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return RETRY;
        }
    }

    private synchronized void connected() {
        connected = true;
        notifyAll();
    }

    private void disconnected(ReconnectSchedule.Loss loss) {
        synchronized (this) {
            connected = false;
        }
        warn(ErrorMessages.ofConnection(settings.broker(), loss));
    }

    private synchronized boolean isConnected() {
        return connected && !closing;
    }

    /** Waits; returns whether to go on. */
    private synchronized boolean pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (!closing && end - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            }
        } catch (InterruptedException hurry) {
            closing = true;
        }
        return !closing;
    }

    /** Logs an error once, until another one comes or rows are sent. */
    private void warn(String error) {
        boolean repeated;
        synchronized (this) {
            repeated = error.equals(lastError) || closing;
            lastError = error;
        }
        if (!repeated) {
            LOG.warn("mqtt: {}", error);
        }
    }

    @Override
    public void offline() {
        // What is finished stays true.
    }

    @Override
    public void close() {
        Optional<MqttConnection> open;
        synchronized (this) {
            closing = true;
            notifyAll();
            open = connection;
        }
        open.ifPresent(MqttConnection::disconnect);
    }
}
