package org.dbusp1.output.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.feedback.TestDriverState;
import org.dbusp1.output.server.PortRange;
import org.jspecify.annotations.Nullable;

/** The HTTP addresses for the reference. */
public final class RouteRows {
    /**
     * A row of the table of addresses.
     *
     * @param parameters the names of its parameters
     * @param needs      the key that switches it on; empty: only http.enabled
     */
    public record Row(String method, String title, List<String> parameters, String needs) {
    }

    private RouteRows() {
    }

    /** Returns what each address gives: first those that are always served. */
    public static Map<String, Row> all() throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>(described(false, null, ""));
        described(false, (TestArchive) (table, step, from, to, into) -> { }, "history.enabled").forEach(rows::putIfAbsent);
        described(true, null, "http.homewizard").forEach(rows::putIfAbsent);
        return rows;
    }

    /** Returns an answer of {@code /api/now} when this was the last telegram. */
    public static byte[] now(Snapshot last) {
        LiveState state = LiveState.start(last.arrival().machineTime()).with(last);
        return NowJson.of(state, "[]", TestDriverState.empty(), new PublicTexts(last::key), null);
    }

    private static Map<String, Row> described(boolean homewizard, @Nullable Archive archive, String needs) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        HttpConfig settings = new HttpConfig(here, PortRange.only(0), Web.ANYBODY, Web.NO_PRICES, homewizard, null, List.of());
        LiveStream live = new LiveStream(LiveState.start(Instant.now()),
                now -> NowJson.of(now, "[]", TestDriverState.empty(), new PublicTexts(() -> null), null), WebServer.LIMIT);
        Routes routes = new Routes(settings, Web.VERSION, live, new RecentValues(), archive, TestDriverState.empty(),
                new PublicTexts(() -> null),
                new HomeWizardApi(InstallationSecret.fixed()));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        routes.apply(new Request("GET", "/api/openapi.json", Map.of(), Map.of("host", "localhost"), true, here)).body().writeTo(body);
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> path : Web.JSON.readTree(body.toByteArray()).path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                JsonNode address = method.getValue();
                rows.put(path.getKey(), new Row(method.getKey().toUpperCase(Locale.ROOT), address.path("summary").asText(),
                        parameters(address), needs));
            }
        }
        return rows;
    }

    private static List<String> parameters(JsonNode address) {
        return address.path("parameters").findValuesAsText("$ref").stream().map(reference -> reference.replaceAll(".*/", "")).toList();
    }
}
