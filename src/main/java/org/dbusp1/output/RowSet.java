package org.dbusp1.output;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finished rows of one meter's history, as a driver sends them to a collector in one message. A finished row does not
 * change any more, so that the same set may arrive twice and in any order.
 *
 * <p>As JSON it is
 * {@code {"v":1,"driver":"...","number":7,"zone":"...","tables":{"minutes":{"columns":["ts",...],"rows":[[...]]}}}}. An
 * absent value is null. Reading trusts nothing: sizes are limited, and unknown content is an error, except fields that
 * a later program may add beside these.
 *
 * @param driver the driver that made the rows: the time when it first sent rows (epoch seconds, ten digits), a hyphen
 *               and eight random hexadecimal digits; a driver that was set up later has the greater text
 * @param number counts the sets of a driver from 1, so that a collector notices one that never came; the same when a
 *               set is sent again; absent where the driver does not count
 * @param zone   the zone of the meter's calendar, such as Europe/Amsterdam
 */
public record RowSet(String driver, OptionalLong number, String zone, List<Table> tables) {
    /** The version of the form as JSON. */
    public static final int VERSION = 1;
    /** The most bytes of a message; a longer one is refused. */
    public static final int MOST_BYTES = 64 * 1024;
    /** The pattern of {@link #driver}. */
    public static final String DRIVER = "[0-9]{10}-[0-9a-f]{8}";
    /** The number of digits of the time in {@link #driver}. */
    private static final int MOMENT = 10;
    /** The pattern of {@link #number}: below 2^53, so that every program that reads JSON has it exactly. */
    private static final String NUMBER = "[1-9][0-9]{0,14}";
    private static final int MOST_ROWS = 1_000;

    public RowSet {
        tables = List.copyOf(tables);
    }

    /**
     * Rows of one table; the columns are those of the database, without the meter.
     *
     * @param name the name of the table without p1_, such as minutes
     * @param rows a cell for each column, as in {@link Archive.Rows#row}: empty where the value is absent
     */
    public record Table(String name, List<Archive.Column> columns, List<List<String>> rows) {
        public Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /**
     * The finished rows that wait to be sent, the oldest first. The queue outlives restarts. Used by one thread; calls may
     * take seconds.
     */
    public interface Queue {
        /**
         * Returns the next rows; the same or more until {@link #sent}.
         *
         * @throws IOException when the history cannot be read now, with the reason in one line
         */
        Optional<RowSet> next() throws IOException;

        /**
         * Removes the rows that {@link #next} returned last: they have arrived.
         *
         * @throws IOException when this cannot be stored: after a restart some rows are sent again
         */
        void sent() throws IOException;
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

    /** Returns the number of rows of all tables. */
    public int size() {
        return tables.stream().mapToInt(table -> table.rows().size()).sum();
    }

    /** Returns the epoch second at which a driver, named in the form of {@link #DRIVER}, first sent rows. */
    public static long since(String driver) {
        return Long.parseLong(driver.substring(0, MOMENT));
    }

    /** Returns the set as JSON. */
    public byte[] json() {
        return JsonWriter.of(json -> {
            json.writeNumberField("v", VERSION);
            json.writeStringField("driver", driver);
            json.number("number", number);
            json.writeStringField("zone", zone);
            json.object("tables", fields -> {
                for (Table table : tables) {
                    fields.object(table.name(), one -> {
                        one.columns(table.columns());
                        one.array("rows", table.rows(), (rows, row) -> rows.row(table.columns(), row));
                    });
                }
            });
        });
    }

    /**
     * Reads a set from its JSON. Columns come as text; the tables decide which cells they may have.
     *
     * @throws Unreadable when the message is no set of rows
     */
    public static RowSet parse(byte[] bytes) throws Unreadable {
        if (bytes.length > MOST_BYTES) {
            throw new Unreadable(Fault.TOO_LONG, "");
        }
        try {
            JsonTree json = JsonTree.of(bytes);
            if (!text(json, "v", JsonToken.VALUE_NUMBER_INT, ".+").equals(Integer.toString(VERSION))) {
                throw new Unreadable(Fault.VERSION, "");
            }
            OptionalLong number = json.fields().containsKey("number")
                    ? OptionalLong.of(Long.parseLong(text(json, "number", JsonToken.VALUE_NUMBER_INT, NUMBER))) : OptionalLong.empty();
            List<Table> tables = new ArrayList<>();
            for (Map.Entry<String, JsonTree> table : part(json, "tables", JsonToken.START_OBJECT).fields().entrySet()) {
                tables.add(table(table.getKey(), table.getValue()));
            }
            RowSet set = new RowSet(text(json, "driver", JsonToken.VALUE_STRING, DRIVER), number,
                    text(json, "zone", JsonToken.VALUE_STRING, ".+"), tables);
            expect(set.size() <= MOST_ROWS, "too many rows");
            return set;
        } catch (IOException wrong) {
            throw new Unreadable(Fault.NO_JSON, wrong.getMessage());
        }
    }

    private static Table table(String name, JsonTree json) throws Unreadable {
        List<Archive.Column> columns = new ArrayList<>();
        for (JsonTree column : part(json, "columns", JsonToken.START_ARRAY).items()) {
            expect(column.kind() == JsonToken.VALUE_STRING, "the name of a column");
            columns.add(new Archive.Column(column.text().orElseThrow(), false));
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonTree row : part(json, "rows", JsonToken.START_ARRAY).items()) {
            rows.add(texts(row));
        }
        expect(!columns.isEmpty() && columns.stream().distinct().count() == columns.size()
                && rows.stream().allMatch(row -> row.size() == columns.size()), "cells and columns of " + name);
        return new Table(name, columns, rows);
    }

    private static List<String> texts(JsonTree array) throws Unreadable {
        List<String> texts = new ArrayList<>();
        for (JsonTree item : array.items()) {
            texts.add(item.text().orElseThrow(() -> new Unreadable(Fault.NO_JSON, "a cell")));
        }
        return texts;
    }

    private static String text(JsonTree json, String field, JsonToken kind, String pattern) throws Unreadable {
        String text = part(json, field, kind).text().orElse("");
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
