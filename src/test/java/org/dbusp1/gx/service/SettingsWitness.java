package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.Await;
import org.dbusp1.gx.client.BusItemClient;

/** Watches a whole bus with dbus-monitor: the driver changes no setting but those of its own devices. */
public final class SettingsWitness implements AutoCloseable {
    private static final String BUS = "org.freedesktop.DBus";
    private static final String MARKER = "/Settings/Witness";
    private static final Pattern CALL = Pattern.compile("method call .* sender=(\\S+) .*path=(/Settings[^;]*); .*member=(\\w+)");

    private final BusClient client;
    private final Process monitor;
    private final List<Matcher> calls = new CopyOnWriteArrayList<>();

    public SettingsWitness(TestBus bus) throws IOException {
        client = bus.client();
        monitor = new ProcessBuilder("stdbuf", "-oL", "dbus-monitor", "--address", bus.address(),
                "type='method_call',path_namespace='/Settings'").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader lines = monitor.inputReader();
        Thread reader = new Thread(() -> lines.lines().map(CALL::matcher).filter(Matcher::find).forEach(calls::add), "dbus-monitor");
        reader.setDaemon(true);
        reader.start();
        awaitMarker();
    }

    /** Until a call after all others was seen. */
    private void awaitMarker() {
        long before = markers();
        Await.await("a call of the witness itself", () -> {
            client.call(BusItemClient.SETTINGS, MARKER, BusItemClient.ITEM, "SetValue", "v:i", 1);
            return markers() > before;
        });
    }

    private long markers() {
        return calls.stream().filter(call -> call.group(2).equals(MARKER)).count();
    }

    /**
     * Fails if a process has changed a setting of the owner.
     *
     * @param judged which processes, by their id; -1 for one that has left the bus
     */
    public void assertNoSettingOfTheOwnerWasWritten(LongPredicate judged) {
        awaitMarker();
        List<String> written = new ArrayList<>();
        for (Matcher call : calls) {
            String path = call.group(2);
            if (!call.group(3).startsWith("Get") && !path.equals(MARKER) && !path.startsWith(BusItemClient.DEVICES + "p1_")
                    && judged.test(process(call.group(1)))) {
                written.add(call.group(3) + " " + path);
            }
        }
        assertThat(written).as("changes of settings").isEmpty();
    }

    private long process(String sender) {
        JsonNode answer = client.call(BUS, "/org/freedesktop/DBus", BUS, "GetConnectionUnixProcessID", "s", sender);
        return answer.has("error") ? -1 : answer.get("answer").get(0).get(1).asLong();
    }

    @Override
    public void close() {
        monitor.destroyForcibly().onExit().join();
    }
}
