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
        try (JsonParser json = Reader.JSON.createParser(bytes)) {
            return new Reader(json).read();
        } catch (JsonProcessingException wrong) {
            throw new Unreadable(Fault.NO_JSON, wrong.getOriginalMessage());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    /** Reads the JSON of a set, and trusts nothing of it. */
    private static final class Reader {
        private static final int MOST_COLUMNS = 64;
        private static final int MOST_ROWS = 1_000;
        private static final int MOST_TABLES = 32;
        private static final int MOST_LETTERS = 128;
        private static final int MOST_DIGITS = 24;
        private static final int DEEPEST = 8;
        private static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(StreamReadConstraints
                .builder().maxNestingDepth(DEEPEST).maxStringLength(MOST_LETTERS).maxNameLength(MOST_LETTERS)
                .maxNumberLength(MOST_DIGITS).build()).build();

        private final JsonParser json;

        Reader(JsonParser json) {
            this.json = json;
        }

        RowSet read() throws IOException, Unreadable {
            json.nextToken();
            expect(JsonToken.START_OBJECT, "no object");
            RowSet set = set();
            expect(json.nextToken() == null, "something follows it");
            return set;
        }

        private RowSet set() throws IOException, Unreadable {
            Optional<String> driver = Optional.empty();
            OptionalLong number = OptionalLong.empty();
            Optional<String> zone = Optional.empty();
            Optional<List<Table>> tables = Optional.empty();
            boolean versioned = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "v" -> versioned = version();
                    case "driver" -> driver = Optional.of(text());
                    case "number" -> number = OptionalLong.of(number());
                    case "zone" -> zone = Optional.of(text());
                    case "tables" -> tables = Optional.of(tables());
                    default -> json.skipChildren();
                }
            }
            expect(versioned && driver.isPresent() && zone.isPresent() && tables.isPresent(),
                    "v, driver, zone or tables is missing");
            expect(driver.get().matches(DRIVER), "driver");
            return new RowSet(driver.get(), number, zone.get(), tables.get());
        }

        private boolean version() throws IOException, Unreadable {
            if (!json.hasToken(JsonToken.VALUE_NUMBER_INT) || !json.getText().equals(Integer.toString(VERSION))) {
                throw new Unreadable(Fault.VERSION, "");
            }
            return true;
        }

        private List<Table> tables() throws IOException, Unreadable {
            expect(JsonToken.START_OBJECT, "tables");
            List<Table> tables = new ArrayList<>();
            int rows = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                Table table = table(json.currentName());
                rows += table.rows().size();
                tables.add(table);
                expect(tables.size() <= MOST_TABLES && rows <= MOST_ROWS, "too many rows");
            }
            return tables;
        }

        /** Reads a table: its columns and rows come one after the other, in either order. */
        private Table table(String name) throws IOException, Unreadable {
            json.nextToken();
            expect(JsonToken.START_OBJECT, name);
            List<Archive.Column> columns = List.of();
            List<List<String>> rows = List.of();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String part = json.currentName();
                json.nextToken();
                switch (part) {
                    case "columns" -> columns = columns();
                    case "rows" -> rows = rows();
                    default -> json.skipChildren();
                }
            }
            int cells = columns.size();
            expect(cells > 0 && rows.stream().allMatch(row -> row.size() == cells), "cells and columns of " + name);
            return new Table(name, columns, rows);
        }

        private List<Archive.Column> columns() throws IOException, Unreadable {
            expect(JsonToken.START_ARRAY, "columns");
            List<Archive.Column> columns = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                columns.add(new Archive.Column(text(), false));
                expect(columns.size() <= MOST_COLUMNS, "too many columns");
            }
            expect(columns.stream().distinct().count() == columns.size(), "a column twice");
            return columns;
        }

        private List<List<String>> rows() throws IOException, Unreadable {
            expect(JsonToken.START_ARRAY, "rows");
            List<List<String>> rows = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                expect(JsonToken.START_ARRAY, "a row");
                List<String> row = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    row.add(cell());
                    expect(row.size() <= MOST_COLUMNS, "a row's length");
                }
                rows.add(row);
                expect(rows.size() <= MOST_ROWS, "too many rows");
            }
            return rows;
        }

        private String cell() throws IOException, Unreadable {
            return switch (json.currentToken()) {
                case VALUE_NULL -> "";
                case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getText();
                default -> throw new Unreadable(Fault.NO_JSON, "a cell");
            };
        }

        /** Returns a number of at most 15 digits: below 2^53, so that every program that reads JSON has it exactly. */
        private long number() throws IOException, Unreadable {
            expect(JsonToken.VALUE_NUMBER_INT, "a number");
            expect(json.getText().matches("[1-9][0-9]{0,14}"), "a number");
            return json.getLongValue();
        }

        private String text() throws IOException, Unreadable {
            expect(JsonToken.VALUE_STRING, "a text");
            return json.getText();
        }

        private void expect(JsonToken token, String what) throws Unreadable {
            expect(json.hasToken(token), what);
        }

        private static void expect(boolean holds, String what) throws Unreadable {
            if (!holds) {
                throw new Unreadable(Fault.NO_JSON, what);
            }
        }
    }
}
