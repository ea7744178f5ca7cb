package org.dbusp1.output.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/** The numbers that HomeWizard's API answers after each snapshot, by their keys, without a server. */
public final class HomeWizardAnswer {
    private final HomeWizardApi api = new HomeWizardApi(InstallationSecret.fixed());
    private LiveState state = LiveState.start(Instant.EPOCH);

    public void accept(Snapshot snapshot) {
        state = state.with(snapshot);
    }

    public void valuesEnd() {
        state = state.offline();
    }

    /** Returns null while it answers 503. */
    public @Nullable Map<String, Double> numbers() throws IOException {
        Response response = api.data(state);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        response.body().writeTo(body);
        if (response.status() != 200) {
            return null;
        }
        Map<String, Double> numbers = new TreeMap<>();
        JsonNode answer = Web.JSON.readTree(body.toByteArray());
        answer.fieldNames().forEachRemaining(key -> {
            if (answer.path(key).isNumber()) {
                numbers.put(key, answer.path(key).asDouble());
            }
        });
        return numbers;
    }
}
