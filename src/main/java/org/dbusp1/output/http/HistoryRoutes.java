package org.dbusp1.output.http;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.process.Program;
import org.dbusp1.output.Archive;
import org.dbusp1.output.ArchiveCsv;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.JsonWriter;

/**
 * {@code /api/history} and {@code /api/history.csv}: {@code ?table=hours&from=2026-01-01&to=2026-02-01}. Rows are sent while they are
 * read.
 */
final class HistoryRoutes {
    static final String[] PARAMETERS = {"table", "step", "from", "to"};
    static final String[] CSV_PARAMETERS = {"table", "step", "from", "to", "decimal", "separator"};
    /** Largest number of clients that read at once; other clients wait, so that the store can write. */
    private static final int READERS = 4;
    private static final int LONGEST_WAIT_SECONDS = 10;

    private final Archive archive;
    private final PublicTexts publicTexts;
    private final Semaphore readers = new Semaphore(READERS);

    HistoryRoutes(Archive archive, PublicTexts publicTexts) {
        this.archive = archive;
        this.publicTexts = publicTexts;
    }

    private record Range(Archive.Table table, Archive.Step step, long from, long to, ZoneId zone) {
    }

    Response json(Request request) {
        return answer(request, range -> Response.chunked("application/json", out -> {
            // Not closed after a failure, so that a broken answer does not look complete.
            JsonWriter json = new JsonWriter(out);
            json.object(fields -> {
                fields.writeStringField("table", range.table().title());
                read(range, new JsonRows(fields));
                fields.writeEndArray();
            });
            json.close();
        }));
    }

    Response csv(Request request) {
        CsvFormat format = new CsvFormat(character("separator", CsvFormat.SEPARATOR, request.parameter("separator").orElse(",")),
                character("decimal", CsvFormat.DECIMAL, request.parameter("decimal").orElse(".")));
        return answer(request, range -> Response.chunked("text/csv; charset=utf-8", out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            read(range, new ArchiveCsv(writer, range.zone(), format));
            writer.flush();
        }).withHeader("Content-Disposition", "attachment; filename=\"dbus-p1-" + range.table().title() + "-"
                + Instant.ofEpochSecond(Math.max(range.from(), 0)).atZone(range.zone()).toLocalDate() + ".csv\""));
    }

    private Response answer(Request request, Function<Range, Response> reading) {
        try {
            return reading.apply(range(request));
        } catch (IOException e) {
            return Response.error(503, publicText(e));
        }
    }

    /** @throws Request.RefusedException with the values that are allowed */
    private Range range(Request request) throws IOException {
        Archive.Table table = named("table", Archive.Table.values(), Archive.Table::title, request.parameter("table").orElse(""));
        Archive.Step step = named("step", Archive.Step.values(), Archive.Step::title,
                request.parameter("step").orElse(Archive.Step.ROW.title()));
        // Without recorded rows any zone will do.
        ZoneId zone = archive.zone().orElse(ZoneOffset.UTC);
        long end = Program.firstFutureDay(Instant.now(), zone).atStartOfDay(zone).toEpochSecond();
        return new Range(table, step, epochSecond(request.parameter("from").orElse("0"), zone),
                request.parameter("to").map(text -> Math.min(epochSecond(text, zone), end)).orElse(end), zone);
    }

    private static <T> T named(String parameter, T[] known, Function<T, String> title, String name) {
        return Arrays.stream(known).filter(value -> title.apply(value).equals(name)).findFirst()
                .orElseThrow(() -> new Request.RefusedException(400, parameter + " is one of "
                        + Arrays.stream(known).map(title).collect(Collectors.joining(", "))));
    }

    private static char character(String parameter, ValueType<Character> type, String text) {
        Character character = type.parser().parse(text);
        if (character == null) {
            throw new Request.RefusedException(400, parameter + " is " + type.constraint());
        }
        return character;
    }

    private void read(Range range, Archive.RowConsumer rows) throws IOException {
        try {
            if (!readers.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("too many read the history at once");
            }
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException("the client has left, or the server stops");
        }
        try {
            archive.read(range.table(), range.step(), range.from(), range.to(), rows);
        } catch (Archive.NoSuchStepException e) {
            throw new Request.RefusedException(400, e.getMessage());
        } catch (IOException e) {
            throw new IOException(publicText(e), e);
        } finally {
            readers.release();
        }
    }

    /** Returns the reason of a failure, which may name the database's file or address. */
    private String publicText(IOException e) {
        return publicTexts.fault(Objects.requireNonNullElse(e.getMessage(), "the history cannot be read"));
    }

    private static long epochSecond(String text, ZoneId zone) {
        try {
            return text.matches("-?[0-9]{1,12}") ? Long.parseLong(text) : LocalDate.parse(text).atStartOfDay(zone).toEpochSecond();
        } catch (DateTimeException e) {
            throw new Request.RefusedException(400, "from and to are days, 2026-01-31, or seconds since 1970");
        }
    }

    /** Columns and rows, {@code "columns":[…],"rows":[[…],…}; the array of rows is left open. */
    private static final class JsonRows implements Archive.RowConsumer {
        private final JsonWriter json;
        private List<Archive.Column> columns = List.of();

        JsonRows(JsonWriter json) {
            this.json = json;
        }

        @Override
        public void columns(List<Archive.Column> names) throws IOException {
            columns = names;
            json.columns(columns);
            json.writeArrayFieldStart("rows");
        }

        @Override
        public void row(List<String> cells) throws IOException {
            json.row(columns, cells);
        }
    }
}
