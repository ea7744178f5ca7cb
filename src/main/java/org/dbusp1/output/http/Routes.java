package org.dbusp1.output.http;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.meter.Message;
import org.dbusp1.output.Archive;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.http.LiveStream.LiveState;

/** The table of the paths that clients can request, by the owner's settings, and the checks of every request. */
final class Routes implements Function<Request, Response> {
    private record Route(String method, Function<Request, Response> answer) {
    }

    private final Map<String, Route> table = new LinkedHashMap<>();
    private final AccessCheck access;
    private final StaticFiles files = new StaticFiles();
    private final LiveStream live;
    private final Instant start = Instant.now();

    Routes(HttpSettings settings, String version, LiveStream live, RecentValues recent,
           Optional<Archive> archive) {
        this.access = new AccessCheck(settings.access(), System::nanoTime);
        this.live = live;
        getState("/healthz", Routes::health);
        get("/api/now", request -> Response.json(live.json()));
        get("/api/live", live::answer);
        get("/api/recent", request -> Response.json(recent.json()));
        byte[] prices = prices(settings.prices());
        get("/api/prices", request -> Response.json(prices));
        archive.map(HistoryRoutes::new).ifPresent(history -> {
            get("/api/history", history::json);
            get("/api/history.csv", history::csv);
        });
        if (settings.metrics()) {
            getState("/metrics", moment -> Response.bytes(Metrics.TYPE, Metrics.of(moment, version)));
        }
        if (settings.json() != HttpSettings.Json.OFF) {
            getState("/data.json", moment -> message(moment, last -> Response.json(
                    DataJson.of(last, settings.json()))));
            getState("/raw.dat", moment -> message(moment, last -> Response.text(raw(last.bytes()))));
            getState("/log.txt", this::log);
            getState("/api/v1/telegram", Routes::telegram);
        }
        if (settings.homewizard()) {
            getState("/api", HomeWizard::device);
            getState("/api/v1/data", HomeWizard::data);
            getState("/api/v1/telegram", Routes::telegram);
            get("/api/v1/system", request -> HomeWizard.system());
            table.put("/api/v1/identify", new Route("PUT", request -> HomeWizard.identify()));
        }
    }

    private void get(String path, Function<Request, Response> answer) {
        table.put(path, new Route("GET", answer));
    }

    private void getState(String path, Function<LiveState, Response> answer) {
        get(path, request -> answer.apply(live.state()));
    }

    /** Returns the paths that are not files. */
    Set<String> paths() {
        return Collections.unmodifiableSet(table.keySet());
    }

    @Override
    public Response apply(Request request) {
        return access.mark(request, access.preflight(request)
                .or(() -> access.refuseAddress(request))
                .or(() -> request.path().equals("/healthz") ? Optional.empty() : access.refuse(request))
                .or(() -> access.refuseChange(request))
                .orElseGet(() -> route(request)));
    }

    private Response route(Request request) {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        Route route = table.get(request.path());
        if (route != null) {
            return route.method().equals(method) ? route.answer().apply(request) : notAllowed(route.method());
        }
        Optional<Response> file = files.answer(request);
        return file.map(answer -> method.equals("GET") ? answer : notAllowed("GET"))
                .orElseGet(() -> Response.error(404, "there is no such page, or it is not switched on"));
    }

    private static Response notAllowed(String method) {
        return Response.error(405, "use " + method).header("Allow", method.equals("GET") ? "GET, HEAD" : method);
    }

    private static byte[] prices(HttpSettings.Prices prices) {
        return JsonWriter.of(json -> {
            json.writeStringField("currency", prices.currency());
            for (Map.Entry<String, BigDecimal> price : prices.each().entrySet()) {
                json.writeNumberField(price.getKey(), price.getValue());
            }
        });
    }

    private static Response health(LiveState moment) {
        String reason = moment.snapshot().isPresent() ? "silent since " + moment.since() : "no telegram yet";
        return moment.online() ? Response.text("ok\n") : Response.text(reason + "\n").status(503);
    }

    private static Response telegram(LiveState moment) {
        return message(moment, last -> last.bytes().length > 0 && last.bytes()[0] == '/'
                ? Response.bytes("text/plain; charset=us-ascii", last.bytes())
                : Response.error(404, "this meter sends no telegrams of text; see /raw.dat"));
    }

    /** Returns an answer made from the meter's last message, while its values are valid. */
    private static Response message(LiveState moment, Function<Message, Response> answer) {
        return moment.current().map(now -> answer.apply(now.reading().message()))
                .orElseGet(() -> Response.error(503, "no telegrams come from the meter"));
    }

    private Response log(LiveState moment) {
        return moment.rejected()
                .map(bad -> log(bad.bytes(), Duration.between(start, bad.time()).toMillis()))
                .map(Response::text).orElseGet(() -> Response.text("no data"));
    }

    /** Returns {@code 0x2f, 0x45, ...} as older gateways print bytes, 16 in a line; no comma behind the last byte. */
    private static String raw(byte[] bytes) {
        return HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(bytes).replaceAll("((?:0x.., ){15}0x..,) ", "$1\n");
    }

    /**
     * Returns a rejected telegram as text, 16 bytes in a line. C prints {@code %#04x} without its 0x where the byte is 0,
     * and programs that read this file expect that.
     *
     * @param millis the time of the rejection, in milliseconds since the start
     */
    private static String log(byte[] bytes, long millis) {
        String hex = HexFormat.of().withPrefix("0x").withSuffix(", ").formatHex(bytes);
        return "--- Start " + millis + " ---\n" + hex.replaceAll("(?:0x.., ){16}", "$0\n").replace("0x00", "0000")
                + "\n---  End  ---\n";
    }
}
