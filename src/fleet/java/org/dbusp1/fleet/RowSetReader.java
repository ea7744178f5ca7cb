package org.dbusp1.fleet;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.output.Archive;
import org.dbusp1.output.fleet.RowSet;

/**
 * Reads sets of rows from JSON that is not trusted: sizes are limited, and unexpected content is an error, except fields
 * that a later program may add.
 */
public final class RowSetReader {
    /** The pattern of {@link RowSet#number}: below 2^53, so that every reader of JSON gets the exact number. */
    private static final String NUMBER = "[1-9][0-9]{0,14}";
    private static final int MOST_ROWS = 1_000;

    private RowSetReader() {
    }

    public enum Fault {
        TOO_LONG("longer than " + RowSet.MOST_BYTES + " bytes"),
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

    public static final class Unreadable extends Exception {
        private final transient Fault fault;

        Unreadable(Fault fault, String detail) {
            super(fault + (detail.isEmpty() ? "" : ": " + detail));
            this.fault = fault;
        }

        public Fault fault() {
            return fault;
        }
    }

    /** Reads a set from its JSON. All cells are read as text; the types of the columns are not checked here. */
    public static RowSet read(byte[] bytes) throws Unreadable {
        if (bytes.length > RowSet.MOST_BYTES) {
            throw new Unreadable(Fault.TOO_LONG, "");
        }
        try {
            JsonTree json = JsonTree.of(bytes);
            if (!text(json, "v", JsonToken.VALUE_NUMBER_INT, ".+").equals(Integer.toString(RowSet.VERSION))) {
                throw new Unreadable(Fault.VERSION, "");
            }
            Long number = json.fields().containsKey("number")
                    ? Long.parseLong(text(json, "number", JsonToken.VALUE_NUMBER_INT, NUMBER)) : null;
            List<RowSet.Table> tables = new ArrayList<>();
            for (Map.Entry<String, JsonTree> table : part(json, "tables", JsonToken.START_OBJECT).fields().entrySet()) {
                tables.add(table(table.getKey(), table.getValue()));
            }
            RowSet set = new RowSet(text(json, "driver", JsonToken.VALUE_STRING, RowSet.DRIVER), number,
                    text(json, "zone", JsonToken.VALUE_STRING, ".+"), tables);
            expect(set.size() <= MOST_ROWS, "too many rows");
            return set;
        } catch (IOException e) {
            throw new Unreadable(Fault.NO_JSON, Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    private static RowSet.Table table(String name, JsonTree json) throws Unreadable {
        List<Archive.Column> columns = new ArrayList<>();
        for (JsonTree column : part(json, "columns", JsonToken.START_ARRAY).items()) {
            expect(column.kind() == JsonToken.VALUE_STRING, "the name of a column");
            columns.add(new Archive.Column(Objects.requireNonNull(column.text()), false));
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonTree row : part(json, "rows", JsonToken.START_ARRAY).items()) {
            rows.add(texts(row));
        }
        expect(!columns.isEmpty() && columns.stream().distinct().count() == columns.size()
                && rows.stream().allMatch(row -> row.size() == columns.size()), "cells and columns of " + name);
        return new RowSet.Table(name, columns, rows);
    }

    private static List<String> texts(JsonTree array) throws Unreadable {
        List<String> texts = new ArrayList<>();
        for (JsonTree item : array.items()) {
            if (item.text() == null) {
                throw new Unreadable(Fault.NO_JSON, "a cell");
            }
            texts.add(item.text());
        }
        return texts;
    }

    private static String text(JsonTree json, String field, JsonToken kind, String pattern) throws Unreadable {
        String text = Objects.requireNonNullElse(part(json, field, kind).text(), "");
        expect(text.matches(pattern), field);
        return text;
    }

    private static JsonTree part(JsonTree json, String field, JsonToken kind) throws Unreadable {
        expect(json.get(field).kind() == kind, field + " is missing or of another kind");
        return json.get(field);
    }

    private static void expect(boolean holds, String what) throws Unreadable {
        if (!holds) {
            throw new Unreadable(Fault.NO_JSON, what);
        }
    }
}
