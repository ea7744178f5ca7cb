package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.ReconnectSchedule.Loss;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PendingRequestsTest {
    private static final Broker BROKER = new Broker("broker", 1883, false);
    private static final String STATE = "dbus-p1/house/state";
    private static final String CONFIG = "homeassistant/device/p1_house/config";

    private long nanos = Long.MAX_VALUE - 1;
    private final PendingRequests pending = new PendingRequests(BROKER, Duration.ofHours(1), () -> nanos);

    /** With a message that is shorter, and one that is not to be acknowledged. */
    private final List<Publication> unanswered = new ArrayList<>(List.of(new Publication("short", new byte[1], 1, false),
            new Publication("long", new byte[9_000], 0, false)));

    private static Publication message(String topic) {
        return new Publication(topic, new byte[900], 1, false);
    }

    /**
     * The steps: "code" is the loss of the connection after an answer that cannot be read, "loss" one without a reason, "soon" the third of
     * these within seconds; "other" sends a longer message of another topic, "settled" is also a refusal that is no fault; "hour" lets the
     * time pass.
     *
     * @param next what becomes of the next message
     * @param why a part of what is told; null if nothing is
     */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "state,  '',                                    sent, -",
        "state,  sent,                                  sent, -",
        "state,  sent settled,                          sent, -",
        "state,  sent refused,                          sent, refuses topic dbus-p1/house/state: ",
        "state,  sent refused sent settled,             sent, -",
        "state,  sent minute,                           sent, topic dbus-p1/house/state is not acknowledged",
        "state,  sent minute settled,                   sent, -",
        "state,  sent loss,                             sent, the connection was lost",
        "state,  sent loss connected,                   sent, -",
        "state,  sent soon,                             sent, each connection is lost within seconds",
        "state,  sent soon connected,                   sent, -",
        "state,  sent refused loss connected,           sent, -",
        "state,  sent minute loss connected,            sent, -",
        "state,  sent code,                             qos0, topic dbus-p1/house/state is not acknowledged",
        "state,  sent code connected,                   qos0, topic dbus-p1/house/state is not acknowledged",
        "state,  sent code connected minute,            qos0, topic dbus-p1/house/state is not acknowledged",
        "state,  sent code connected loss connected,    sent, -",
        "state,  sent code connected hour,              sent, topic dbus-p1/house/state is not acknowledged",
        "state,  sent code connected hour sent settled, sent, -",
        "state,  sent code connected hour sent refused, sent, refuses topic dbus-p1/house/state: ",
        "state,  sent code connected hour sent code,    qos0, topic dbus-p1/house/state is not acknowledged",
        "state,  sent code connected hour sent loss,    sent, the connection was lost",
        "state,  sent other code,                       sent, topic other is not acknowledged",
        "state,  sent other code connected,             sent, topic other is not acknowledged",
        "state,  sent code connected other code,        qos0, topic other is not acknowledged",
        "state,  sent code connected other code connected, qos0, topic dbus-p1/house/state is not acknowledged",
        "state,  sent code connected hour sent other code connected, sent, topic dbus-p1/house/state is not acknowledged",
        "config, sent code,                             none, topic homeassistant/device/p1_house/config is not acknowledged",
        "config, sent loss,                             sent, the connection was lost",
        "config, sent soon,                             none, topic homeassistant/device/p1_house/config is not acknowledged",
        "config, sent soon connected,                   none, topic homeassistant/device/p1_house/config is not acknowledged",
        "config, sent soon connected minute,            none, topic homeassistant/device/p1_house/config is not acknowledged",
        "config, sent soon connected loss connected,    sent, -",
        "config, sent soon connected hour,              sent, topic homeassistant/device/p1_house/config is not acknowledged",
        "config, sent soon connected hour sent loss,    none, topic homeassistant/device/p1_house/config is not acknowledged",
        "config, sent soon connected hour sent settled, sent, -"})
    void whatIsKnownOfATopicDecidesAboutItsNextMessage(String kind, String steps, String next, @Nullable String why) {
        String topic = kind.equals("state") ? STATE : CONFIG;
        for (String step : steps.split(" ")) {
            play(step, topic);
        }
        Publication admitted = pending.admit(message(topic));
        assertThat(admitted == null ? "none" : admitted.qos() == 0 ? "qos0" : "sent").isEqualTo(next);
        if (why == null) {
            assertThat(pending.why()).isNull();
        } else {
            assertThat(pending.why()).startsWith("tcp://broker:1883").contains(why);
        }
    }

    private void play(String step, String topic) {
        String request = PendingRequests.request(topic);
        switch (step) {
            case "sent" -> unanswered.add(Objects.requireNonNull(pending.admit(message(topic))));
            case "other" -> unanswered.add(Objects.requireNonNull(pending.admit(new Publication("other", new byte[5_000], 1, false))));
            case "settled" -> {
                unanswered.removeIf(message -> message.topic().equals(topic));
                pending.settled(request);
            }
            case "refused" -> {
                unanswered.removeIf(message -> message.topic().equals(topic));
                pending.refused(request, new IOException("no right"));
            }
            case "minute" -> pending.isRepetitionDue();
            case "code" -> pending.lost(new Loss(new MqttDecodeException("wrong code"), true, false), unanswered);
            case "loss" -> pending.lost(new Loss(new IOException("closed"), true, false), unanswered);
            case "soon" -> pending.lost(new Loss(new IOException("closed"), true, true), unanswered);
            case "connected" -> {
                unanswered.removeIf(message -> message.topic().equals(topic));
                pending.connected();
            }
            case "hour" -> nanos += Duration.ofHours(1).toNanos();
            default -> assertThat(step).isEmpty();
        }
    }

    /** @param repeated whether all is sent again with the next look, which is a minute later */
    @ParameterizedTest
    @CsvSource({"'', false", "sent, true", "sent settled, false", "sent refused, true", "sent code connected, false",
        "sent code connected hour, true", "sent code connected hour sent settled, false"})
    void allIsRepeatedWhileSomethingIsPendingThatIsNotHeldBack(String steps, boolean repeated) {
        for (String step : steps.split(" ")) {
            play(step, STATE);
        }
        assertThat(pending.isAnswerLate()).as("before the look").isFalse();
        assertThat(pending.isRepetitionDue()).isEqualTo(repeated);
        assertThat(pending.isAnswerLate()).isEqualTo(steps.equals("sent"));
        assertThat(pending.isTooLong(STATE)).isEqualTo(steps.contains("code") && !steps.endsWith("settled"));
        assertThat(pending.settled(PendingRequests.request(STATE))).isEqualTo(steps.contains("code") && !steps.endsWith("settled"));
        assertThat(pending.isEmpty()).isTrue();
    }
}
