package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.dbusp1.base.process.NextAttempt;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.ReconnectSchedule.Loss;
import org.jspecify.annotations.Nullable;

/**
 * What the broker was asked for and has not accepted yet, and why: messages with QoS 1 by their topics, and the subscription. What is known
 * of a topic decides about its next message. Once the broker has accepted it nothing is known of it any more, nor after a refusal that is
 * no fault; after any other refusal it is refused:
 *
 * <pre>
 * known of a topic    its next message is      at the look each minute   the connection ends
 *                                                                        by it      by another   by none
 * nothing             sent                     -                         -          -            -
 * awaited             sent                     late, all is repeated     too long   nothing      nothing
 * refused, or late    sent                     all is repeated           too long   nothing      nothing
 * too long            sent with QoS 0; of an   -                         -          too long     nothing
 *                     announcement not sent
 * too long an hour    sent                     all is repeated           too long   the same     nothing
 * </pre>
 * What a connection that ended has left awaited, refused or late is repeated with the next one. A connection that the driver ends, for a
 * new one, leaves what is too long. Used by one thread.
 */
final class PendingRequests {
    private static final String NOT_ACKNOWLEDGED =
            " is not acknowledged; restart the broker, or raise its limit of a message, such as message_size_limit of mosquitto";

    /**
     * @param why for the owner; empty while the answer may still come
     * @param isLate whether there was no answer yet at a look
     * @param longAgain when a message that is too long is sent again; null for others
     */
    private record Pending(String why, boolean isLate, @Nullable NextAttempt longAgain) {
        private static final Pending AWAITED = new Pending("", false, null);

        private boolean isHeldBack() {
            return longAgain != null && !longAgain.isDue();
        }
    }

    private final Broker broker;
    private final Duration hour;
    private final LongSupplier clock;
    /** The first one first. */
    private final Map<String, Pending> requests = new LinkedHashMap<>();
    /** Why there is no connection; null while there is one, and before the first loss. */
    private @Nullable String lost;

    /** @param hour the time after which a message that is too long is sent again @param clock monotonic time */
    PendingRequests(Broker broker, Duration hour, LongSupplier clock) {
        this.broker = broker;
        this.hour = hour;
        this.clock = clock;
    }

    /** Returns the message to send, which may be another one; null for none. */
    @Nullable Publication admit(Publication message) {
        String request = request(message.topic());
        Pending known = requests.get(request);
        if (known != null && known.isHeldBack()) {
            // QoS 0 has no answer that cannot be read; a broker that cuts the connection at an announcement does so with QoS 0 too.
            return DiscoveryDevice.isTopic(message.topic()) ? null : message.withoutAcknowledgement();
        }
        if (message.qos() > 0) {
            requests.putIfAbsent(request, Pending.AWAITED);
        }
        return message;
    }

    static String request(String topic) {
        return "topic " + topic;
    }

    /** The broker has accepted it, or has refused it, which is no fault. @return whether it was too long before */
    boolean settled(String request) {
        Pending before = requests.remove(request);
        return before != null && before.longAgain != null;
    }

    void refused(String request, Throwable cause) {
        requests.put(request, new Pending(broker + " refuses " + request + ": " + ErrorMessages.ofRequest(cause), false, null));
    }

    /** Whether a message is not answered that was late at the look before. */
    boolean isAnswerLate() {
        return requests.values().stream().anyMatch(Pending::isLate);
    }

    /**
     * Called at each look, once a minute: what was sent a second ago is late too.
     *
     * @return whether all is to be sent again, because something is pending that is not held back
     */
    boolean isRepetitionDue() {
        // Shown from the next look on, or with the next answer to another message: this one's may be on its way.
        requests.replaceAll((request, pending) -> pending.why.isEmpty() ? new Pending(notAcknowledged(request), true, null) : pending);
        return requests.values().stream().anyMatch(pending -> !pending.isHeldBack());
    }

    private String notAcknowledged(String request) {
        return broker + ": " + request + NOT_ACKNOWLEDGED;
    }

    /** With a new connection all begins anew but what is too long. */
    void connected() {
        lost = null;
        requests.values().removeIf(pending -> pending.longAgain == null);
    }

    /**
     * The connection was lost by the longest message that was not acknowledged, in two cases:
     *
     * <pre>
     * the broker's answer cannot be read, as of mosquitto from 2.0.6 on   any message
     * no reason is known                                                  an announcement, if connections are lost within seconds
     *                                                                     repeatedly, or if it was too long before
     * </pre>
     *
     * @param unanswered the messages of the connection that were not answered
     */
    void lost(Loss loss, Collection<Publication> unanswered) {
        Publication longest = unanswered.stream().filter(message -> message.qos() > 0)
                .max(Comparator.comparing(message -> message.payload().length)).orElse(null);
        // Without a reason no state is blamed: a broker that cuts the connection at a state would do so with QoS 0 too.
        if (longest != null && (ErrorMessages.isUnreadable(loss.cause()) || DiscoveryDevice.isTopic(longest.topic())
                && ErrorMessages.isUnexplained(loss.cause()) && (loss.contested() || isTooLong(longest.topic())))) {
            String request = request(longest.topic());
            NextAttempt again = new NextAttempt(clock);
            again.after(hour);
            lost = notAcknowledged(request);
            requests.put(request, new Pending(lost, false, again));
        } else {
            lost = ErrorMessages.ofConnection(broker, loss);
            requests.values().removeIf(pending -> pending.longAgain != null);
        }
    }

    boolean isTooLong(String topic) {
        Pending pending = requests.get(request(topic));
        return pending != null && pending.longAgain != null;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Returns what is wrong: of refusals, which may be as many as there are topics, the first one; null if nothing is. */
    @Nullable String why() {
        return lost != null ? lost
                : requests.values().stream().map(Pending::why).filter(why -> !why.isEmpty()).findFirst().orElse(null);
    }
}
