package org.dbusp1.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** JSON objects made in memory. Numbers are exact and never as 1E+3; an absent value has no field. */
public final class JsonObject {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    /** Writes the fields of an object. */
    public interface Fields {
        /** @throws IOException never where the object is made in memory */
        void write(JsonGenerator json) throws IOException;
    }

    private JsonObject() {
    }

    /** Returns an object with these fields, in UTF-8. */
    public static byte[] of(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = generator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    /** Returns a generator that writes to a stream JSON that is too long for memory; it does not close the stream. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return JSON.createGenerator(out);
    }

    /** Writes a field with a text, where there is one. */
    public static void text(JsonGenerator json, String name, Optional<?> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(name, text.get().toString());
        }
    }

    /** Writes a field with a number, where there is one. */
    public static void number(JsonGenerator json, String name, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            json.writeNumberField(name, number.getAsLong());
        }
    }

    /** Writes the names of columns as an array. */
    public static void columns(JsonGenerator json, List<Archive.Column> columns) throws IOException {
        json.writeArrayFieldStart("columns");
        for (Archive.Column column : columns) {
            json.writeString(column.name());
        }
        json.writeEndArray();
    }

    /** Writes a row as an array with a value for each column; null where it is absent. */
    public static void row(JsonGenerator json, List<Archive.Column> columns, List<String> cells) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isEmpty()) {
                json.writeNull();
            } else if (columns.get(i).number()) {
                json.writeNumber(cells.get(i));
            } else {
                json.writeString(cells.get(i));
            }
        }
        json.writeEndArray();
    }
}
