package org.dbusp1.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A set of rows as JSON:
 * {@code {"v":1,"driver":"...","number":7,"zone":"...","tables":{"minutes":{"columns":["ts",...],"rows":[[...]]}}}}. An
 * absent value is null. Reading trusts nothing: sizes are limited, and unknown content is an error, except fields that
 * a later program may add beside these.
 */
public final class RowSetJson {
    /** The version of this form. */
    public static final int VERSION = 1;
    /** The most bytes of a message; a longer one is refused. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final int MOST_COLUMNS = 64;
    private static final int MOST_ROWS = 1_000;
    private static final int MOST_TABLES = 32;
    private static final int MOST_LETTERS = 128;
    private static final int MOST_DIGITS = 24;
    private static final int DEEPEST = 8;
    private static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST).maxStringLength(MOST_LETTERS).maxNameLength(MOST_LETTERS)
            .maxNumberLength(MOST_DIGITS)
            .build()).build();

    private RowSetJson() {
    }

    /** The reasons why a message is no set of rows. */
    public enum Fault {
        TOO_LONG("longer than " + MOST_BYTES + " bytes"),
        NO_JSON("not the JSON of a set of rows"),
        VERSION("of another version; install the newest dbus-p1 on the collector first");

        private final String text;

        Fault(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A message that is no set of rows. */
    public static final class Unreadable extends Exception {
        private final transient Fault fault;

        Unreadable(Fault fault, String detail) {
            super(fault + (detail.isEmpty() ? "" : ": " + detail));
            this.fault = fault;
        }

        /** Returns the kind of fault. */
        public Fault fault() {
            return fault;
        }
    }

    /** A table while it is read: its columns and rows come one after the other, in either order. */
    private static final class Draft {
        private final List<Archive.Column> columns = new ArrayList<>();
        private final List<List<String>> rows = new ArrayList<>();
    }

    /** Writes a set. */
    public static byte[] write(RowSet set) {
        return JsonWriter.of(json -> {
            json.writeNumberField("v", VERSION);
            json.writeStringField("driver", set.driver());
            json.number("number", set.number());
            json.writeStringField("zone", set.zone());
            json.object("tables", tables -> {
                for (RowSet.Table table : set.tables()) {
                    tables.object(table.name(), fields -> {
                        fields.columns(table.columns());
                        fields.array("rows", table.rows(), (rows, row) -> rows.row(table.columns(), row));
                    });
                }
            });
        });
    }

    /**
     * Reads a set. Columns come as text; the tables decide which cells they may have.
     *
     * @throws Unreadable when the message is no set of rows
     */
    public static RowSet read(byte[] bytes) throws Unreadable {
        if (bytes.length > MOST_BYTES) {
            throw new Unreadable(Fault.TOO_LONG, "");
        }
        try (JsonParser json = JSON.createParser(bytes)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "no object");
            RowSet set = set(json);
            expect(json.nextToken() == null, "something follows it");
            return set;
        } catch (JsonProcessingException wrong) {
            throw new Unreadable(Fault.NO_JSON, wrong.getOriginalMessage());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    private static RowSet set(JsonParser json) throws IOException, Unreadable {
        Optional<String> driver = Optional.empty();
        OptionalLong number = OptionalLong.empty();
        Optional<String> zone = Optional.empty();
        Optional<List<RowSet.Table>> tables = Optional.empty();
        boolean versioned = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "v" -> {
                    if (value != JsonToken.VALUE_NUMBER_INT || !json.getText().equals(Integer.toString(VERSION))) {
                        throw new Unreadable(Fault.VERSION, "");
                    }
                    versioned = true;
                }
                case "driver" -> driver = Optional.of(text(json, value));
                case "number" -> number = OptionalLong.of(number(json, value));
                case "zone" -> zone = Optional.of(text(json, value));
                case "tables" -> tables = Optional.of(tables(json, value));
                default -> json.skipChildren();
            }
        }
        expect(versioned && driver.isPresent() && zone.isPresent() && tables.isPresent(),
                "v, driver, zone or tables is missing");
        expect(driver.get().matches(RowSet.DRIVER), "driver");
        return new RowSet(driver.get(), number, zone.get(), tables.get());
    }

    private static List<RowSet.Table> tables(JsonParser json, JsonToken value) throws IOException, Unreadable {
        expect(value == JsonToken.START_OBJECT, "tables");
        List<RowSet.Table> tables = new ArrayList<>();
        int rows = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            RowSet.Table table = table(json, json.currentName());
            rows += table.rows().size();
            tables.add(table);
            expect(tables.size() <= MOST_TABLES && rows <= MOST_ROWS, "too many rows");
        }
        return tables;
    }

    private static RowSet.Table table(JsonParser json, String name) throws IOException, Unreadable {
        expect(json.nextToken() == JsonToken.START_OBJECT, name);
        Draft draft = new Draft();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String part = json.currentName();
            JsonToken value = json.nextToken();
            switch (part) {
                case "columns" -> columns(json, value, draft);
                case "rows" -> rows(json, value, draft);
                default -> json.skipChildren();
            }
        }
        expect(!draft.columns.isEmpty() && draft.rows.stream().allMatch(row -> row.size() == draft.columns.size()),
                "cells and columns of " + name);
        return new RowSet.Table(name, draft.columns, draft.rows);
    }

    private static void columns(JsonParser json, JsonToken value, Draft draft) throws IOException, Unreadable {
        expect(value == JsonToken.START_ARRAY, "columns");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            draft.columns.add(new Archive.Column(text(json, json.currentToken()), false));
            expect(draft.columns.size() <= MOST_COLUMNS, "too many columns");
        }
        expect(draft.columns.stream().distinct().count() == draft.columns.size(), "a column twice");
    }

    private static void rows(JsonParser json, JsonToken value, Draft draft) throws IOException, Unreadable {
        expect(value == JsonToken.START_ARRAY, "rows");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.START_ARRAY, "a row");
            List<String> row = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                row.add(cell(json));
                expect(row.size() <= MOST_COLUMNS, "a row's length");
            }
            draft.rows.add(row);
            expect(draft.rows.size() <= MOST_ROWS, "too many rows");
        }
    }

    private static String cell(JsonParser json) throws IOException, Unreadable {
        return switch (json.currentToken()) {
            case VALUE_NULL -> "";
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getText();
            default -> throw new Unreadable(Fault.NO_JSON, "a cell");
        };
    }

    /** Returns a number of at most 15 digits: below 2^53, so that every program that reads JSON has it exactly. */
    private static long number(JsonParser json, JsonToken value) throws IOException, Unreadable {
        expect(value == JsonToken.VALUE_NUMBER_INT && json.getText().matches("[1-9][0-9]{0,14}"), "a number");
        return json.getLongValue();
    }

    private static String text(JsonParser json, JsonToken value) throws IOException, Unreadable {
        expect(value == JsonToken.VALUE_STRING, "a text");
        return json.getText();
    }

    private static void expect(boolean holds, String what) throws Unreadable {
        if (!holds) {
            throw new Unreadable(Fault.NO_JSON, what);
        }
    }
}
