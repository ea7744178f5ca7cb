package org.dbusp1.output.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.dbusp1.output.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a client.
 *
 * @param length of the body in bytes; null if unknown beforehand
 * @param isStream true for an endless body, which is sent while it is written
 */
record Response(int status, String type, Map<String, String> headers, @Nullable Long length, boolean isStream, Body body) {
    /** Writes an answer's body; throws for a client that reads too slowly. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    Response {
        headers = Map.copyOf(headers);
    }

    static Response bytes(String type, byte[] bytes) {
        return new Response(200, type, Map.of(), (long) bytes.length, false, out -> out.write(bytes));
    }

    /** Returns an answer with a body that is made while the client reads it. */
    static Response chunked(String type, Body body) {
        return new Response(200, type, Map.of(), null, false, body);
    }

    /** Returns an answer with an endless body, which is sent while it is written. */
    static Response stream(String type, Body body) {
        return new Response(200, type, Map.of(), null, true, body);
    }

    static Response text(String text) {
        return bytes("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Response json(byte[] bytes) {
        return bytes("application/json", bytes);
    }

    static Response json(JsonWriter.Fields fields) {
        return json(JsonWriter.of(fields));
    }

    /** Returns a refusal as JSON. @param reason for people; null if the fault has no message */
    static Response error(int status, @Nullable String reason) {
        return json(json -> json.writeStringField("error", reason)).withStatus(status);
    }

    /** Returns the answer for a client's cache: the same headers as this answer, and no body. */
    Response notModified() {
        return new Response(304, type, headers, length, isStream, out -> { });
    }

    Response withStatus(int other) {
        return new Response(other, type, headers, length, isStream, body);
    }

    Response withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Response(status, type, more, length, isStream, body);
    }
}
