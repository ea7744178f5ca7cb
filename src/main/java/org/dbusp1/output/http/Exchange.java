package org.dbusp1.output.http;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.dbusp1.meter.SafeText;
import org.dbusp1.output.http.RequestParser.RefusedException;

/** Takes a request from a connection and writes the answer, which one function makes. Requests have no body. */
final class Exchange {
    private final Function<Request, Response> answers;

    Exchange(Function<Request, Response> answers) {
        this.answers = answers;
    }

    /** @return whether the client may send another request over the connection */
    boolean with(Connection connection) throws IOException {
        Request request;
        try {
            request = connection.take();
        } catch (RefusedException refused) {
            request = new Request("GET", "", Map.of(), Map.of(), false, connection.client());
            return send(connection, request, refused.answer());
        }
        return send(connection, request, answer(request));
    }

    private Response answer(Request request) {
        if (request.hasBody()) {
            return Response.error(413, "no request to this server has a body");
        }
        try {
            return answers.apply(request);
        } catch (RuntimeException fault) {
            return failed(request, fault);
        }
    }

    private static Response failed(Request request, Exception failed) {
        if (failed instanceof IOException) {
            return Response.error(503, failed.getMessage());
        }
        if (failed instanceof IllegalArgumentException) {
            return Response.error(400, failed.getMessage());
        }
        WebServer.LOG.error("{} {} failed", SafeText.excerpt(request.method()),
                SafeText.excerpt(request.path()), failed);
        return Response.error(500, "the driver has a fault; its log tells more");
    }

    private boolean send(Connection connection, Request request, Response answer) throws IOException {
        ResponseWriter reply = new ResponseWriter(connection, request, answer);
        try {
            if (!request.method().equals("HEAD")) {
                answer.body().writeTo(reply.body());
            }
        } catch (IOException | RuntimeException failed) {
            if (reply.begun()) {
                // The connection is closed, so that half an answer does not look complete.
                throw failed;
            }
            return send(connection, request, failed(request, failed));
        }
        reply.body().close();
        return reply.keepsAlive();
    }
}
