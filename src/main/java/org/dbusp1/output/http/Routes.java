package org.dbusp1.output.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Fact;
import org.dbusp1.output.Facts;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.ValueFormat;
import org.dbusp1.output.feedback.DriverState;
import org.jspecify.annotations.Nullable;

/** The table of the paths that clients can request, by the owner's settings, and the checks of every request. */
final class Routes implements Function<Request, Response> {
    /**
     * A row of the table, with its description for openapi.json.
     *
     * @param schema the name of the schema of its JSON in openapi.json; empty for other types
     * @param parameters the names of its parameters in openapi.json
     */
    record Route(String method, String title, String schema, List<String> parameters, Function<Request, Response> answer) {
    }

    private final Map<String, Route> table = new LinkedHashMap<>();
    private final AccessCheck accessCheck;
    private final StaticFiles files = new StaticFiles();
    private final LiveStream live;
    private final Instant start = Instant.now();

    Routes(HttpConfig settings, String version, LiveStream live, RecentValues recent, @Nullable Archive archive,
            DriverState driver, PublicTexts publicTexts, HomeWizardApi homeWizard) {
        this.accessCheck = new AccessCheck(settings.access());
        this.live = live;
        getFromState("/healthz", "Whether good telegrams come from the meter; needs no token", Routes::health);
        get("/api/now", "What is valid now", "Now", request -> Response.json(live.present()));
        get("/api/live", "The same as server-sent events, one for each telegram, with a Now in its data", "", live::answer);
        get("/api/recent", "Power and voltage of the last 3600 samples, one a second at most, in columns of equal length", "Recent",
                request -> Response.json(recent.json()));
        byte[] prices = prices(settings.prices());
        get("/api/prices", "What the owner pays, as in http.prices", "Prices", request -> Response.json(prices));
        if (archive != null) {
            HistoryRoutes history = new HistoryRoutes(archive, publicTexts);
            get("/api/history", "Recorded rows", "Rows", history::json, HistoryRoutes.PARAMETERS);
            get("/api/history.csv", "The same for a spreadsheet; times in ISO 8601", "", history::csv, HistoryRoutes.CSV_PARAMETERS);
        }
        getFromState("/metrics", "For Prometheus", state -> Response.bytes(Metrics.CONTENT_TYPE, Metrics.of(state, version, driver)));
        getFromState("/data.json", "The last message by the meter's own codes", state ->
                message(state, last -> Response.json(DataJson.of(last))));
        getFromState("/log.txt", "The bytes of the telegram that was rejected last", this::rejectedTelegram);
        getFromState("/api/v1/telegram", "The last good telegram: text byte for byte, the message of a binary meter as hex",
                Routes::telegram);
        if (settings.homewizard()) {
            getFromState("/api", "HomeWizard's local API: the device", homeWizard::device);
            getFromState("/api/v1/data", "HomeWizard's local API: the values", homeWizard::data);
            get("/api/v1/system", "HomeWizard's local API: its cloud is off", "", request -> HomeWizardApi.system());
            table.put("/api/v1/identify",
                    new Route("PUT", "HomeWizard's local API: blinks", "", List.of(), request -> HomeWizardApi.identify()));
        }
        byte[] description = OpenApi.of(table, driver.outputHealth());
        get("/api/openapi.json", "This description", "", request -> Response.json(description));
    }

    private void get(String path, String title, String schema, Function<Request, Response> answer, String... parameters) {
        table.put(path, new Route("GET", title, schema, List.of(parameters), answer));
    }

    private void getFromState(String path, String title, Function<LiveState, Response> answer) {
        get(path, title, "", request -> answer.apply(live.state()));
    }

    @Override
    public Response apply(Request request) {
        Response refusal = accessCheck.refuseAddress(request);
        if (refusal == null && !request.path().equals("/healthz")) {
            refusal = accessCheck.refuseTokenOrHost(request);
        }
        if (refusal == null) {
            refusal = accessCheck.refuseForeignOrigin(request);
        }
        return refusal != null ? refusal : route(request);
    }

    private Response route(Request request) {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        Route route = table.get(request.path());
        if (route != null && !route.method().equals(method)) {
            return notAllowed(route.method());
        }
        if (request.hasBody() && (route != null || method.equals("GET"))) {
            return Response.error(413, "no request to this server has a body");
        }
        if (route != null) {
            return route.answer().apply(request);
        }
        Response file = files.answer(request);
        if (file == null) {
            return Response.error(404, "there is no such page, or it is not switched on");
        }
        return method.equals("GET") ? file : notAllowed("GET");
    }

    private static Response notAllowed(String method) {
        return Response.error(405, "use " + method).withHeader("Allow", method.equals("GET") ? "GET, HEAD" : method);
    }

    private static byte[] prices(HttpConfig.Prices prices) {
        return JsonWriter.of(json -> {
            json.writeStringField("currency", prices.currency());
            for (Map.Entry<String, BigDecimal> price : prices.byName().entrySet()) {
                json.writeNumberField(price.getKey(), price.getValue());
            }
        });
    }

    private static Response health(LiveState state) {
        String reason = state.lastSnapshot() != null ? "silent since " + state.since() : "no telegram yet";
        return state.online() ? Response.text("ok\n") : Response.text(reason + "\n").withStatus(503);
    }

    private static Response telegram(LiveState state) {
        return message(state, last -> Response.bytes("text/plain; charset=us-ascii",
                last.bytes().length > 0 && last.bytes()[0] == '/' ? last.bytes()
                        : HexFormat.of().formatHex(last.bytes()).getBytes(StandardCharsets.US_ASCII)));
    }

    /** An answer made from the meter's last message, while its values are valid. */
    private static Response message(LiveState state, Function<Message, Response> answer) {
        Snapshot now = state.validSnapshot();
        return now == null ? Response.error(503, "no telegrams come from the meter") : answer.apply(now.reading().message());
    }

    private Response rejectedTelegram(LiveState state) {
        RejectedFrame bad = state.rejected();
        return Response.text(bad == null ? "no data" : rejectedTelegram(bad.bytes(), Duration.between(start, bad.time()).toMillis()));
    }

    /** A rejected telegram as text, 16 bytes in a line. @param millis the time of the rejection, in milliseconds since the start */
    private static String rejectedTelegram(byte[] bytes, long millis) {
        String hex = HexFormat.of().withPrefix("0x").withSuffix(", ").formatHex(bytes);
        return "--- Start " + millis + " ---\n" + hex.replaceAll("(?:0x.., ){16}", "$0\n") + "\n---  End  ---\n";
    }

    /**
     * The description of the API for programs (OpenAPI 3): paths from the table of routes, facts from {@link Facts}, parameters and
     * other schemas from openapi.json.
     */
    static final class OpenApi {
        private static final String FILE = "openapi.json";
        private static final String PATHS = "\"paths\": {}";
        private static final String FACTS = "\"facts\": {}";

        private OpenApi() {
        }

        static byte[] of(Map<String, Route> table, List<Health> outputs) {
            byte[] paths = JsonWriter.of(json -> {
                for (Map.Entry<String, Route> row : table.entrySet()) {
                    Route route = row.getValue();
                    json.object(row.getKey(), path -> path.object(route.method().toLowerCase(Locale.ROOT),
                            operation -> describe(operation, route)));
                }
            });
            try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
                String file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return file.replace(PATHS, "\"paths\": " + new String(paths, StandardCharsets.UTF_8)).replace(FACTS, groups(outputs))
                        .getBytes(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(FILE, e);
            }
        }

        /** A property for each group of facts, without the braces around all properties. */
        private static String groups(List<Health> outputs) {
            String all = new String(JsonWriter.of(json -> {
                for (Map.Entry<String, List<Fact>> group : Facts.groups(outputs).entrySet()) {
                    json.object(group.getKey(), schema -> {
                        schema.writeStringField("type", "object");
                        schema.object("properties", fields -> {
                            for (Fact fact : group.getValue()) {
                                fields.object(fact.field(), field -> describe(field, fact));
                            }
                        });
                    });
                }
            }), StandardCharsets.UTF_8);
            return all.substring(1, all.length() - 1);
        }

        private static void describe(JsonWriter json, Fact fact) throws IOException {
            json.writeStringField("type", fact.format() == ValueFormat.LIST ? "array" : !fact.format().isNumber() ? "string"
                    : fact.decimals() == 0 ? "integer" : "number");
            json.writeStringField("description", fact.title() + (fact.format().symbol().isEmpty() ? "" : ", " + fact.format().symbol()));
            if (fact.format() == ValueFormat.TIME) {
                json.writeStringField("format", "date-time");
            } else if (fact.format() == ValueFormat.LIST) {
                // The schema of an element of "peaks" is "Peak".
                String text = Character.toUpperCase(fact.field().charAt(0)) + fact.field().substring(1, fact.field().length() - 1);
                json.object("items", items -> reference(items, "schemas", text));
            } else if (fact.format() == ValueFormat.CHOICE) {
                json.array("enum", fact.options(), JsonWriter::writeString);
            }
        }

        private static void describe(JsonWriter json, Route route) throws IOException {
            json.writeStringField("summary", route.title());
            json.array("parameters", route.parameters(), (items, name) -> items.object(item -> reference(item, "parameters", name)));
            json.object("responses", answers -> {
                answers.object("200", good -> {
                    good.writeStringField("description", "OK");
                    if (!route.schema().isEmpty()) {
                        good.object("content", types -> types.object("application/json", type -> type.object("schema", schema ->
                                reference(schema, "schemas", route.schema()))));
                    }
                });
                answers.object("default", refused -> reference(refused, "responses", "Refused"));
            });
        }

        private static void reference(JsonWriter json, String kind, String name) throws IOException {
            json.writeStringField("$ref", "#/components/" + kind + "/" + name);
        }
    }
}
