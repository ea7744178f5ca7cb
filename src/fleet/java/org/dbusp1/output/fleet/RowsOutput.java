package org.dbusp1.output.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dbusp1.base.process.Fault;
import org.dbusp1.base.process.NextAttempt;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.mqtt.ErrorMessages;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.mqtt.MqttConnection;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.ReconnectSchedule;
import org.dbusp1.output.mqtt.Topics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the finished rows of the history for collectors: one message (QoS 1) after the other, by time. Rows count as
 * sent when the broker has acknowledged their message and reported a subscriber; until then they stay in the queue, also
 * over restarts. Of the readings only the meter's key is used. Used by one thread, which waits for the history and the
 * broker.
 */
public final class RowsOutput implements Output.Ticking {
    private static final Logger LOG = LoggerFactory.getLogger(RowsOutput.class);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration RETRY = Duration.ofSeconds(30);
    /** The time for which a tick sends rows, and for which it waits for an answer: readings wait as long. */
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int QOS = 1;
    /** The failed reads in a row after which the error is logged: at the start the history may not exist yet. */
    private static final int PATIENCE = 5;

    private final MqttConfig settings;
    private final RowSet.Queue queue;
    private final Duration pollPeriod;
    private final Duration retry;
    private @Nullable MqttConnection connection;
    private String topic = "";
    private final Fault fault = new Fault(LOG::warn);
    private final NextAttempt nextStep = new NextAttempt();
    private int unreadable;
    /** The answer to the rows that were sent last, at {@link #asked} by System.nanoTime(); null if no answer is awaited. */
    private @Nullable CompletableFuture<Boolean> answer;
    private long asked;

    public RowsOutput(MqttConfig settings, RowSet.Queue queue, Duration pollPeriod) {
        this(settings, queue, pollPeriod, RETRY);
    }

    /** @param retry how long to wait before rows that nobody took are sent again */
    public RowsOutput(MqttConfig settings, RowSet.Queue queue, Duration pollPeriod, Duration retry) {
        this.settings = settings;
        this.queue = queue;
        this.pollPeriod = pollPeriod;
        this.retry = retry;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (connection == null) {
            topic = Topics.rows(settings.base(), snapshot.key());
            connection = new MqttConnection(settings, MqttConfig.clientId(snapshot.key()) + "-rows", null,
                    new ReconnectSchedule(), fault::hide, loss -> warn(ErrorMessages.ofConnection(settings.broker(), loss)));
            connection.connect();
        }
    }

    @Override
    public void tick() {
        if (connection == null) {
            return;
        }
        long begin = System.nanoTime();
        connection.deliver();
        while (connection.isConnected() && nextStep.isDue() && System.nanoTime() - begin < TURN_NANOS) {
            nextStep.after(pollPeriod); // also valid if step() throws
            nextStep.after(step(connection));
            connection.deliver();
        }
    }

    /** Sends the next rows, or checks for the answer to the previous ones; returns the time until the next step. */
    private Duration step(MqttConnection open) {
        try {
            CompletableFuture<Boolean> awaited = answer;
            if (awaited == null) {
                RowSet rows = queue.next();
                unreadable = 0;
                if (rows == null) {
                    return pollPeriod;
                }
                awaited = open.publish(new Publication(topic, rows.json(), QOS, false));
                answer = awaited;
                asked = System.nanoTime();
            }
            boolean subscribed = awaited.get(TURN_NANOS, TimeUnit.NANOSECONDS);
            answer = null;
            if (!subscribed) {
                warn(settings.broker() + " has no subscriber of " + topic + "; rows wait until a collector has subscribed");
                return retry;
            }
            fault.end();
            queue.sent();
            return Duration.ZERO;
        } catch (IOException e) {
            if (++unreadable >= PATIENCE) {
                warn("rows: " + e.getMessage());
            }
            return pollPeriod;
        } catch (TimeoutException e) {
            return System.nanoTime() - asked < ANSWER_NANOS ? Duration.ZERO : again(open, "does not acknowledge rows; they are sent again");
        } catch (ExecutionException e) {
            return again(open, "refuses topic " + topic + ": " + ErrorMessages.ofRequest(
                    Objects.requireNonNullElse(e.getCause(), e)));
        } catch (CancellationException e) {
            return again(open, "does not acknowledge rows; they are sent again");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return retry;
        }
    }

    /** @param why the broker's answer, for the log; after the loss of the connection MqttConnection logs that instead */
    private Duration again(MqttConnection open, String why) {
        answer = null;
        open.deliver();
        if (open.isConnected()) {
            warn(settings.broker() + " " + why);
        }
        return retry;
    }

    private void warn(String error) {
        fault.show(error, "mqtt: " + error);
    }

    @Override
    public Optional<String> fault() {
        return fault.text();
    }

    /** Changes nothing: finished rows stay valid. */
    @Override
    public void offline() {
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.disconnect();
        }
    }
}
