package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.dbusp1.output.feedback.TestFindings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events on the page Notifications of a GX device: on a real bus, with a double of venus-platform that answers as its source does. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class NotificationsTest {
    private static final String PLATFORM = "com.victronenergy.platform";
    private static final String SEND_NOTHING =
            "\tP1 smart meter\tThe meter sends nothing. Check the cable and the P1 port; perhaps the grid operator closed the port.";

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final OwnerChoices choices = new OwnerChoices(new MapMemory(), () -> "ttyUSB0",
            Map.of(Switch.NOTIFICATIONS, true), null);

    private Process platform(String... mode) throws IOException {
        Process platform = rig.bus.python("platform_double.py", mode);
        rig.awaitName(PLATFORM);
        return platform;
    }

    private void start() {
        rig.choices = choices;
        rig.start();
        rig.publish(Snapshots.threePhase());
    }

    private void language(String language) {
        rig.addSetting("/Settings/Gui/Language", "s", language);
    }

    private static Event event(EventType kind, boolean begins) {
        return TestFindings.event(kind.usualCondition(), begins,
                begins ? Gravity.ACT : Gravity.WELL, Instant.EPOCH, Map.of("watts", 1200L, "minutes", 7L));
    }

    private static final Event SILENT = event(EventType.METER_SILENT, true);

    /** The notifications on the screen, the newest first. */
    private List<String> shown() {
        try {
            JsonNode list = new ObjectMapper().readTree(rig.client.value(PLATFORM, "/Notifications/List").asText());
            return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends an event that is shown after everything that was sent before it, and returns what is shown below it. */
    private List<String> shownBefore(Event last) {
        String text = last.text(Texts.ENGLISH);
        rig.output().event(last);
        Await.await("the last notification", () -> shown().stream().anyMatch(name -> name.endsWith(text)));
        return shown().stream().filter(name -> !name.endsWith(text)).toList();
    }

    private void assertThatTheMeterIsPublished() {
        rig.send(Snapshots.threePhase().with(org.dbusp1.meter.Quantity.POWER_NET, "777").take());
        rig.awaitValue("/Ac/Power", "777.0");
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void eachEventIsOneNotificationWithTypeDeviceAndText() throws Exception {
        platform();
        start();
        rig.output().event(new Event(new Finding(Condition.LINE_SILENT, Gravity.ALARM, Map.of()), true, Instant.EPOCH));
        rig.output().event(event(EventType.METER_SILENT, false));
        assertThat(shownBefore(event(EventType.ESS_NOT_USED, true)))
                .containsExactly("2\tP1 smart meter\tThe meter sends again.", "1" + SEND_NOTHING);
    }

    /** Before the first telegram the meter has no service. */
    @ParameterizedTest
    @CsvSource({"nl,Druk nu op de knop van de dongle.", "fr,Appuyez maintenant sur le bouton du dongle."})
    void aDongleThatWaitsForItsButtonIsNotifiedBeforeTheFirstTelegram(String language, String remedy) throws Exception {
        platform();
        language(language);
        rig.choices = choices;
        rig.start();
        Await.await("the notification", () -> {
            rig.output().event(event(EventType.DONGLE_UNPAIRED, true));
            return shown().stream().anyMatch(text -> text.startsWith("0\tP1 smart meter\t") && text.endsWith(remedy));
        });
    }

    @Test
    void ofAllKindsOfEventsFiveAreShownAndNoExchangeOfCables() throws Exception {
        platform();
        start();
        Stream.of(EventType.values()).forEach(kind -> rig.output().event(event(kind, true)));
        List<EventType> five = List.of(EventType.PEAK_MISSED, EventType.LIMITER_STOPPED, EventType.ESS_NOT_USED, EventType.DONGLE_UNPAIRED,
                EventType.METER_SILENT);
        assertThat(shownBefore(event(EventType.METER_SILENT, false))).containsExactlyElementsOf(
                five.stream().map(kind -> "0\tP1 smart meter\t" + event(kind, true).text(Texts.ENGLISH)).toList());
    }

    @Test
    void theTextIsInTheLanguageOfTheScreen() throws Exception {
        platform();
        language("en");
        start();
        Map<String, String> texts = Map.of("nl", "De meter stuurt weer.", "de", "Der Zähler sendet wieder.", "fr",
                "Le compteur envoie de nouveau.", "en", "The meter sends again.", "zh", "The meter sends again.");
        for (String language : texts.keySet()) {
            rig.client.item(BusItemClient.SETTINGS, "/Settings/Gui/Language", "SetValue", "v:s", language);
            Await.await("a notification in " + language, () -> {
                rig.output().event(event(EventType.METER_SILENT, false));
                return shown().stream().findFirst().filter(text -> text.equals("2\tP1 smart meter\t" + texts.get(language))).isPresent();
            });
        }
    }

    @Test
    void theOwnersNameIsShownWithoutWhatWouldEndTheField() throws Exception {
        platform();
        start();
        rig.changeSetting("CustomName", "s", "Grid\tmeter");
        rig.awaitValue("/CustomName", "\"Grid?meter\"");
        rig.publish(Snapshots.threePhase());
        rig.lose();
        rig.output().event(SILENT);
        Await.await("the notification", () -> shown().size() == 1);
        assertThat(shown().get(0)).startsWith("0\tGrid?meter\t");
    }

    @Test
    void theOwnersSwitchEndsThemAndIsKept() throws Exception {
        platform();
        start();
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("1");
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:i", 0)).isZero();
        rig.output().event(SILENT);
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("0");
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:i", 1)).isZero();
        assertThat(shownBefore(event(EventType.METER_SILENT, false))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "hang", "nonsense"})
    void aPlatformThatDoesNotAnswerChangesNothingAndIsNotAskedWithoutEnd(String mode) throws Exception {
        Optional<Process> platform = mode.equals("absent") ? Optional.empty() : Optional.of(platform(mode));
        start();
        for (int i = 0; i < 30; i++) {
            rig.output().event(SILENT);
            assertThat(rig.value("/Connected")).isEqualTo("1");
        }
        assertThatTheMeterIsPublished();
        if (mode.equals("hang")) {
            assertThat(shown()).hasSizeLessThanOrEqualTo(32);
        }
        platform.ifPresent(Process::destroyForcibly);
        rig.awaitNoName(PLATFORM);
        platform();
        // With its answer the driver has taken what the bus sent before: an error for each call that the platform left unanswered.
        assertThat(rig.value("/Connected")).isEqualTo("1");
        assertThat(shownBefore(event(EventType.METER_SILENT, false))).as("one event, sent once, and none from before").isEmpty();
    }

    @Test
    void localsettingsThatHangCostNothing() throws Exception {
        platform();
        language("nl");
        start();
        rig.signalSettings("STOP");
        rig.output().event(SILENT);
        assertThatTheMeterIsPublished();
        Await.await("the notification", () -> shown().size() == 1);
        assertThat(shown().get(0)).startsWith("0\tP1 smart meter\tDe meter stuurt niets.");
    }
}
