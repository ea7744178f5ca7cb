package org.dbusp1.output.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client gets.
 *
 * @param length of the body in bytes; empty when it is not known before it is written
 * @param whole  the time that a client may take to read all of it; absent for a live stream
 */
record Response(int status, String type, Map<String, String> headers, OptionalLong length, Optional<Duration> whole,
              Body body) {
    static final JsonFactory JSON = new JsonFactory();
    private static final Optional<Duration> WHOLE = Optional.of(Duration.ofMinutes(2));

    /** Writes an answer's body; a client that reads too slowly makes it throw. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes one JSON document. */
    interface Document {
        void writeTo(JsonGenerator json) throws IOException;
    }

    Response {
        headers = Map.copyOf(headers);
    }

    static Response bytes(String type, byte[] bytes) {
        return new Response(200, type, Map.of(), OptionalLong.of(bytes.length), WHOLE, out -> out.write(bytes));
    }

    /** A body that is made while it is read. */
    static Response stream(String type, Body body) {
        return new Response(200, type, Map.of(), OptionalLong.empty(), WHOLE, body);
    }

    /** A body without end; it goes out as it is written. */
    static Response live(String type, Body body) {
        return new Response(200, type, Map.of(), OptionalLong.empty(), Optional.empty(), body);
    }

    static Response text(String text) {
        return bytes("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Response json(byte[] bytes) {
        return bytes("application/json", bytes);
    }

    static Response json(Document document) {
        return json(render(document));
    }

    /** A refusal: its reason for people, as JSON. */
    static Response error(int status, String reason) {
        return json(json -> {
            json.writeStartObject();
            json.writeStringField("error", reason);
            json.writeEndObject();
        }).status(status);
    }

    static byte[] render(Document document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            document.writeTo(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    Response status(int other) {
        return new Response(other, type, headers, length, whole, body);
    }

    Response header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Response(status, type, more, length, whole, body);
    }
}
