package org.dbusp1.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON in UTF-8. Numbers are exact and never as 1E+3. An absent value has no field, except with {@link #textOrNull} and
 * {@link #row}, which write a JSON null.
 */
public final class JsonWriter extends JsonGeneratorDelegate {
    private static final JsonFactory JSON = new JsonFactoryBuilder().rootValueSeparator("")
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    public interface Fields {
        /** @throws IOException never for an object in memory */
        void write(JsonWriter json) throws IOException;
    }

    public interface Item<T> {
        /** @throws IOException never for an array in memory */
        void write(JsonWriter json, T element) throws IOException;
    }

    /** Writes to a stream, which {@link #close} leaves open. */
    public JsonWriter(OutputStream out) throws IOException {
        super(JSON.createGenerator(out));
    }

    /** Returns the UTF-8 bytes of an object with these fields. */
    public static byte[] of(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonWriter json = new JsonWriter(bytes)) {
            json.object(fields);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    public void object(Fields fields) throws IOException {
        writeStartObject();
        fields.write(this);
        writeEndObject();
    }

    public void object(String name, Fields fields) throws IOException {
        writeFieldName(name);
        object(fields);
    }

    /** Writes an array with an item for each element. */
    public <T> void array(Iterable<? extends T> elements, Item<? super T> item) throws IOException {
        writeStartArray();
        for (T element : elements) {
            item.write(this, element);
        }
        writeEndArray();
    }

    public <T> void array(String name, Iterable<? extends T> elements, Item<? super T> item) throws IOException {
        writeFieldName(name);
        array(elements, item);
    }

    /** Writes a field with a text; no field for null. */
    public void text(String name, @Nullable Object text) throws IOException {
        if (text != null) {
            writeStringField(name, text.toString());
        }
    }

    /** Writes a field with a text; a JSON null for null. */
    public void textOrNull(String name, @Nullable Object text) throws IOException {
        writeStringField(name, text == null ? null : text.toString());
    }

    /** Writes a field with a number; no field for null. */
    public void number(String name, @Nullable BigDecimal number) throws IOException {
        if (number != null) {
            writeNumberField(name, number);
        }
    }

    public void number(String name, @Nullable Long number) throws IOException {
        if (number != null) {
            writeNumberField(name, number);
        }
    }

    public void number(String name, @Nullable Integer number) throws IOException {
        if (number != null) {
            writeNumberField(name, number);
        }
    }

    /** Writes a field "columns" with an array of the columns' names. */
    public void columns(List<Archive.Column> columns) throws IOException {
        array("columns", columns, (items, column) -> items.writeString(column.name()));
    }

    /** Writes a row as an array with a value for each column; a JSON null for an empty cell. */
    public void row(List<Archive.Column> columns, List<String> cells) throws IOException {
        writeStartArray();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isEmpty()) {
                writeNull();
            } else if (columns.get(i).isNumber()) {
                writeNumber(cells.get(i));
            } else {
                writeString(cells.get(i));
            }
        }
        writeEndArray();
    }
}
