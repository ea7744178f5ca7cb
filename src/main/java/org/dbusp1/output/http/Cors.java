package org.dbusp1.output.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pages of other origins in a browser. They read no answer unless the owner named their origin in http.cors (CORS), and
 * they change nothing unless it is named there, which {@code *} does not (CSRF).
 */
final class Cors {
    private static final String ALL = "*";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    /** Values of Sec-Fetch-Site for a page of this server, and for a typed address (W3C, Fetch Metadata). */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final List<String> origins;

    Cors(List<String> origins) {
        this.origins = origins;
    }

    /** Returns the answer to a browser that asks whether a page may ask; empty for any other request. */
    Optional<Response> preflight(Request request) {
        if (!request.method().equals("OPTIONS")) {
            return Optional.empty();
        }
        Response answer = Response.text("").status(204);
        return Optional.of(allowed(request).isEmpty() ? answer : answer
                .header("Access-Control-Allow-Methods", isNamed(request) ? "GET, PUT" : "GET")
                .header("Access-Control-Allow-Headers", "Authorization")
                .header("Access-Control-Max-Age", "600"));
    }

    /** Returns the refusal of a request by which a page of another origin would change something; else empty. */
    Optional<Response> refuseChange(Request request) {
        return READING.contains(request.method()) || isNamed(request) || isOwn(request) ? Optional.empty()
                : Optional.of(Response.error(403, "pages of other origins can change nothing; see http.cors"));
    }

    /** Returns whether no page of another origin sends the request. Only browsers send the two headers. */
    private static boolean isOwn(Request request) {
        Optional<String> site = request.header("Sec-Fetch-Site");
        String host = request.header("Host").orElse("");
        return site.isPresent() ? OWN_SITES.contains(site.get())
                : request.header("Origin").stream().allMatch(
                        origin -> origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private boolean isNamed(Request request) {
        return request.header("Origin").filter(origins::contains).isPresent();
    }

    /** Adds to an answer the origin that may read it. */
    Response mark(Request request, Response answer) {
        return allowed(request).map(origin -> answer.header("Access-Control-Allow-Origin", origin)).orElse(answer);
    }

    private Optional<String> allowed(Request request) {
        return origins.contains(ALL) ? Optional.of(ALL) : request.header("Origin").filter(origins::contains);
    }
}
