package org.dbusp1.gx.service;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Await;

/** A client of the bus that shares no code with the driver: a python3-dbus program. Values are [type, value]. */
public final class BusClient {
    /** Localsettings have limits of -Infinity, which Python writes as such. */
    private static final ObjectMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final String ITEM = "com.victronenergy.BusItem";

    private final BufferedWriter commands;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final List<JsonNode> signals = new ArrayList<>();

    BusClient(Process process) {
        commands = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        Thread reader = new Thread(() -> read(lines), "bus client");
        reader.setDaemon(true);
        reader.start();
        answer();
    }

    private void read(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode message = JSON.readTree(line);
                if (message.has("signal")) {
                    synchronized (signals) {
                        signals.add(message.get("signal"));
                    }
                } else {
                    answers.add(message);
                }
            }
        } catch (IOException e) {
            answers.add(JSON.createObjectNode().put("error", e.toString()));
        }
    }

    private JsonNode answer() {
        try {
            JsonNode answer = answers.poll(Await.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new AssertionError("the bus client prints nothing");
            }
            return answer;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private synchronized JsonNode ask(JsonNode command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer();
    }

    /** The names on the bus that begin so. */
    public List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        ask(JSON.createObjectNode().put("names", true)).get("answer").forEach(name -> {
            if (name.asText().startsWith(prefix)) {
                names.add(name.asText());
            }
        });
        return names;
    }

    /** Calls and returns the whole answer: {"answer": [...], "signature": ...} or {"error": [name, text]}. */
    public JsonNode call(String name, String path, String iface, String member, Object... typed) {
        return message("call", name, path, iface, member, typed);
    }

    /** Sends a signal to one client of the bus. */
    public void emit(String name, String path, String iface, String member, Object... typed) {
        message("emit", name, path, iface, member, typed);
    }

    private JsonNode message(String kind, String name, String path, String iface, String member, Object... typed) {
        ArrayNode arguments = JSON.createArrayNode();
        for (int i = 0; i < typed.length; i += 2) {
            arguments.add(JSON.createArrayNode().add((String) typed[i]).add(JSON.valueToTree(typed[i + 1])));
        }
        ObjectNode command = JSON.createObjectNode();
        command.putArray(kind).add(name).add(path).add(iface).add(member).add(arguments);
        return ask(command);
    }

    /** Calls a BusItem and returns the first value it answers, [type, value]. */
    public JsonNode item(String name, String path, String member, Object... typed) {
        JsonNode answer = call(name, path, ITEM, member, typed);
        if (answer.has("error")) {
            throw new AssertionError(path + " " + member + ": " + answer.get("error"));
        }
        return answer.get("answer").get(0);
    }

    /** The value at a path, plain; null node where it is invalid. */
    public JsonNode value(String name, String path) {
        return plain(item(name, path, "GetValue"));
    }

    private static JsonNode plain(JsonNode value) {
        return value.get(0).asText().equals("ai") ? JSON.nullNode() : value.get(1);
    }

    /** The same; absent also while the service is not on the bus. */
    public Optional<JsonNode> shown(String name, String path) {
        JsonNode answer = call(name, path, ITEM, "GetValue");
        return answer.has("error") ? Optional.empty() : Optional.of(plain(answer.get("answer").get(0)));
    }

    /** Returns whether a service shows a whole number at a path. */
    public boolean shows(String name, String path, int number) {
        return shown(name, path).filter(value -> value.asInt(Integer.MIN_VALUE) == number).isPresent();
    }

    /** Returns whether a service shows a value at a path, as JSON prints it. */
    boolean shows(String name, String path, String json) {
        return shown(name, path).filter(value -> value.toString().equals(json)).isPresent();
    }

    public String error(String name, String path, String iface, String member, Object... typed) {
        JsonNode answer = call(name, path, iface, member, typed);
        return answer.has("error") ? answer.get("error").get(0).asText() : "no error: " + answer;
    }

    /** GetItems: path to {"Value": [type, value], "Text": [type, text]}. */
    public JsonNode items(String name) {
        return item(name, "/", "GetItems").get(1);
    }

    /** Adds a setting to localsettings, where it does not exist yet. @return whether they have it now */
    public boolean addSetting(String path, String type, Object value) {
        return !call("com.victronenergy.settings", "/", "com.victronenergy.Settings", "AddSettings", "aa{sv}", List.of(List.of("a{sv}",
                Map.of("path", List.of("v:s", path), "default", List.of("v:" + type, value))))).has("error");
    }

    public String owner(String name) {
        JsonNode answer = call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetNameOwner", "s", name);
        return answer.has("error") ? "" : answer.get("answer").get(0).get(1).asText();
    }

    /** Returns what came so far, BusItem signals and NameOwnerChanged, in order. */
    public List<JsonNode> signals() {
        call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId");
        synchronized (signals) {
            return List.copyOf(signals);
        }
    }

    public List<JsonNode> signals(String member) {
        return signals().stream().filter(signal -> signal.get("member").asText().equals(member)).toList();
    }

    /** Returns the items of each ItemsChanged that came so far: path to {"Value": [type, value], "Text": [type, text]}. */
    public List<JsonNode> changes() {
        return signals("ItemsChanged").stream().map(signal -> signal.get("body").get(0).get(1)).toList();
    }

    public void forgetSignals() {
        signals();
        synchronized (signals) {
            signals.clear();
        }
    }
}
