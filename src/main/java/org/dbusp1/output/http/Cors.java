package org.dbusp1.output.http;

import java.util.List;
import java.util.Optional;

/** Which pages of other origins a browser lets read our answers: none, unless the owner named them. */
final class Cors {
    private static final String ALL = "*";

    private final List<String> origins;

    Cors(List<String> origins) {
        this.origins = origins;
    }

    /** The answer to a browser that asks whether it may ask; empty for any other request. */
    Optional<Answer> preflight(Request request) {
        if (!request.method().equals("OPTIONS")) {
            return Optional.empty();
        }
        Answer answer = Answer.text("").status(204);
        return Optional.of(allowed(request).isEmpty() ? answer : answer
                .header("Access-Control-Allow-Methods", "GET, PUT")
                .header("Access-Control-Allow-Headers", "Authorization")
                .header("Access-Control-Max-Age", "600"));
    }

    /** Says on an answer who may read it. */
    Answer mark(Request request, Answer answer) {
        return allowed(request).map(origin -> answer.header("Access-Control-Allow-Origin", origin)).orElse(answer);
    }

    private Optional<String> allowed(Request request) {
        if (origins.contains(ALL)) {
            return Optional.of(ALL);
        }
        return request.header("Origin").filter(origins::contains);
    }
}
