package org.dbusp1.output.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a retained discovery message that the next one depends on.
 *
 * @param device   the id of the device; empty where the payload is not a discovery message of this program
 * @param model    of the meter, for people; empty where it is not known
 * @param serial   the serial number of the meter
 * @param entities the ids of the entities within the device
 */
record RetainedDiscovery(String device, String model, Optional<String> serial, List<String> entities) {
    private static final RetainedDiscovery NONE = new RetainedDiscovery("", "", Optional.empty(), List.of());
    /** More than a meter can have. */
    private static final int MOST_ENTITIES = 500;
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a discovery message of either form. */
    static RetainedDiscovery of(byte[] payload) {
        try (JsonParser json = JSON.createParser(payload)) {
            return json.nextToken() == JsonToken.START_OBJECT ? read(json) : NONE;
        } catch (IOException notOurs) {
            return NONE;
        }
    }

    private static RetainedDiscovery read(JsonParser json) throws IOException {
        String device = "";
        String model = "";
        Optional<String> serial = Optional.empty();
        Optional<String> uniqueId = Optional.empty();
        List<String> entities = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals("device")) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    json.nextToken();
                    if (field.equals("identifiers")) {
                        device = Optional.ofNullable(json.nextTextValue()).orElse("");
                        json.nextToken();
                    } else if (field.equals(DiscoveryDevice.MODEL)) {
                        model = json.getText();
                    } else if (field.equals(DiscoveryDevice.SERIAL)) {
                        serial = Optional.of(json.getText());
                    }
                }
            } else if (name.equals(DiscoveryDevice.COMPONENTS)) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    if (entities.size() < MOST_ENTITIES) {
                        entities.add(json.currentName());
                    }
                    json.nextToken();
                    json.skipChildren();
                }
            } else if (name.equals(DiscoveryDevice.UNIQUE_ID)) {
                uniqueId = Optional.of(json.getText());
            } else {
                json.skipChildren();
            }
        }
        String start = device + "_";
        uniqueId.filter(id -> id.startsWith(start)).ifPresent(id -> entities.add(id.substring(start.length())));
        return new RetainedDiscovery(device, model, serial, List.copyOf(entities));
    }
}
