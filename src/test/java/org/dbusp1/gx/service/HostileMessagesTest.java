package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages of other programs that are too long, or of another shape than Victron's programs send. */
@Tag("server")
@Timeout(120)
class HostileMessagesTest {
    private static final int MEGABYTES_3 = 3_000_000;

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    private void publish(String watts) {
        rig.send(Snapshots.threePhase().with(Quantity.POWER_NET, watts).take());
        rig.awaitValue("/Ac/Power", watts + ".0");
        assertThat(rig.endings).isEmpty();
    }

    /** Tells the program its next shape, and publishes until it has answered a call in it. */
    private void answerIn(String shape, Process program, BufferedReader answers, String member) throws IOException {
        program.outputWriter().append(shape).append('\n').flush();
        Await.await(shape + " for " + member, () -> {
            rig.send(Snapshots.threePhase().take());
            try {
                while (answers.ready()) {
                    if (answers.readLine().equals(shape + " " + member)) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aCallOfManyMegabytesIsRefusedAndTheServiceGoesOn() throws Exception {
        rig.run();
        String text = "x".repeat(MEGABYTES_3);
        for (String member : new String[] {"SetValue", "GetValue", "GetItems", "Another"}) {
            JsonNode answer = rig.client.call(VenusRig.GRID, "/CustomName", ServedItems.INTERFACE, member, "v:s", text);
            assertThat(answer.get("error").get(0).asText()).as(member).isEqualTo("org.freedesktop.DBus.Error.LimitsExceeded");
        }
        for (String name : rig.client.names(":1.")) {
            rig.client.emit(name, "/Settings/Devices/p1_E0012345/CustomName", ServedItems.INTERFACE, "PropertiesChanged", "s", text);
            rig.client.emit(name, "/", "org.freedesktop.DBus", "NameOwnerChanged");
            rig.client.emit(name, "/", ServedItems.INTERFACE, "PropertiesChanged");
        }
        publish("9");
        assertThat(rig.setValue("/CustomName", "v:s", "kept")).isZero();
    }

    @Test
    void localsettingsThatAnswerInAnotherShapeHaveNotAnswered() throws Exception {
        rig.stopSettings();
        rig.start();
        Process odd = rig.bus.python("odd_service.py");
        BufferedReader answers = odd.inputReader();
        for (String shape : List.of("nothing", "number", "text", "numbers", "variant", "structure", "dictionary", "no-results",
                "too-few", "empty-results", "no-values", "errors-in-words", "values-of-lists", "values-of-numbers", "texts", "long")) {
            answerIn(shape, odd, answers, "AddSettings");
            rig.send(Snapshots.threePhase().take());
            assertThat(rig.client.owner(VenusRig.GRID)).as(shape).isEmpty();
        }
        odd.destroy();
        rig.awaitNoName(BusItemClient.SETTINGS);
        rig.startSettings();
        rig.awaitWithTelegrams("the service", () -> !rig.client.owner(VenusRig.GRID).isEmpty());
        publish("7");
    }

    @Test
    void valuesOfEveryTypeEndNothing() throws Exception {
        rig.run();
        Process odd = rig.bus.python("odd_messages.py", "/CustomName", "/P1/Phases", "/Role", "/Ac", "/", "/Nowhere");
        BufferedReader counts = odd.inputReader();
        for (int path = 0; path < 6; path++) {
            assertThat(Integer.parseInt(counts.readLine())).as("messages").isGreaterThan(200);
        }
        odd.destroy();
        publish("11");
        assertThat(rig.value("/P1/Phases")).isEqualTo("\"L1,L2,L3\"");
    }

    /** Another grid meter, which is read for what ESS does. */
    @Test
    void anotherMeterThatAnswersInAnotherShapeEndsNothing() throws Exception {
        rig.clock = () -> 10 * System.nanoTime(); // the other meters are read at most each two seconds
        rig.run();
        Process odd = rig.bus.python("odd_service.py", "com.victronenergy.grid.odd");
        BufferedReader answers = odd.inputReader();
        for (String shape : List.of("nothing", "number", "numbers", "structure", "dictionary", "variant", "long")) {
            answerIn(shape, odd, answers, "GetValue");
            publish(String.valueOf(shape.length()));
        }
        odd.destroy();
        rig.awaitNoName("com.victronenergy.grid.odd");
    }
}
