package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dbusp1.output.Archive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class HistoryRoutesTest {
    private static final List<String> ROW = List.of("1781517600", "12", "", "ga\"s");

    private final List<String> asked = new ArrayList<>();
    private final TestArchive archive = (table, step, from, to, rows) -> {
        if (step == Archive.Step.YEAR) {
            throw new Archive.NoSuchStepException("hours have the steps row, not year");
        }
        asked.add(table + " " + step + " " + from + " " + to);
        rows.columns(TestArchive.columns("ts,imp_wh,exp_wh,kind"));
        rows.row(ROW);
    };
    @AutoClose
    private final Web web = new Web(Web.settings(Web.ANYBODY), archive);

    @Test
    void givesRowsWithNullForWhatIsAbsent() throws Exception {
        JsonNode rows = web.json("/api/history?table=hours&from=10&to=20");

        assertThat(rows.toString()).isEqualTo("{\"table\":\"hours\",\"columns\":[\"ts\",\"imp_wh\",\"exp_wh\",\"kind\"],"
                + "\"rows\":[[1781517600,12,null,\"ga\\\"s\"]]}");
        assertThat(asked).containsExactly("HOURS ROW 10 20");
    }

    @Test
    void understandsDaysByTheMetersCalendar() throws Exception {
        web.get("/api/history?table=days&step=month&from=2026-03-29&to=2026-03-30");

        // 23 hours: the clock goes forward in Amsterdam.
        assertThat(asked).containsExactly("DAYS MONTH 1774738800 1774821600");
    }

    /** Rows of a clock that was ahead. */
    @ParameterizedTest
    @ValueSource(strings = {"", "&to=2999-01-01", "&to=99999999999"})
    void givesNothingAfterTomorrow(String to) throws Exception {
        ZoneId zone = ZoneId.of("Europe/Amsterdam");
        long before = LocalDate.now(zone).plusDays(2).atStartOfDay(zone).toEpochSecond();
        web.get("/api/history?table=hours&from=10" + to);

        // It may have become midnight.
        assertThat(asked).singleElement().isIn("HOURS ROW 10 " + before,
                "HOURS ROW 10 " + LocalDate.now(zone).plusDays(2).atStartOfDay(zone).toEpochSecond());
    }

    @Test
    void givesTheSameForASpreadsheet() throws Exception {
        HttpResponse<String> csv = web.get("/api/history.csv?table=mbus&from=2026-06-15");

        assertThat(csv.body()).isEqualTo("\"ts\",\"imp_wh\",\"exp_wh\",\"kind\"\r\n\"2026-06-15T12:00:00+02:00\",\"12\",,\"ga\"\"s\"\r\n");
        assertThat(csv.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"dbus-p1-mbus-2026-06-15.csv\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "decimal=.&separator=;     | 'ts';'imp_wh';'u_l1';'kind'    | '2026-06-15T12:00:00+02:00';'12';'230.1';'gas; 1,2'",
        "decimal=%2C&separator=%3B | 'ts';'imp_wh';'u_l1';'kind'    | '2026-06-15T12:00:00+02:00';'12';'230,1';'gas; 1,2'",
        "decimal=,                 | 'ts','imp_wh','u_l1','kind'    | '2026-06-15T12:00:00+02:00','12','230,1','gas; 1,2'",
        "separator=tab             | 'ts'\t'imp_wh'\t'u_l1'\t'kind' | '2026-06-15T12:00:00+02:00'\t'12'\t'230.1'\t'gas; 1,2'",
        "                          | 'ts','imp_wh','u_l1','kind'    | '2026-06-15T12:00:00+02:00','12','230.1','gas; 1,2'"}, quoteCharacter = '~')
    void givesItInTheFormOfACountry(@Nullable String form, String header, String row) throws Exception {
        TestArchive volts = (table, step, from, to, rows) -> {
            rows.columns(TestArchive.columns("ts,imp_wh,u_l1,kind"));
            rows.row(List.of("1781517600", "12", "230.1", "gas; 1,2"));
        };
        try (Web recording = new Web(Web.settings(Web.ANYBODY), volts)) {
            assertThat(recording.get("/api/history.csv?table=minutes&" + Objects.requireNonNullElse(form, "")).body())
                    .isEqualTo((header + "\r\n" + row + "\r\n").replace("\\t", "\t").replace('\'', '"'));
        }
    }

    @Test
    void reportsWhatIsWrongWithAQuestion() throws Exception {
        for (String wrong : List.of("decimal=x", "decimal=", "decimal=%3B", "decimal=..")) {
            HttpResponse<String> answer = web.get("/api/history.csv?table=hours&" + wrong);
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.body()).contains("decimal is a dot or a comma");
        }
        assertThat(web.get("/api/history.csv?table=hours&separator=.").statusCode()).isEqualTo(400);
        assertThat(web.get("/api/history.csv?table=hours&separator=.").body()).contains("separator is one of ; , or tab");
        assertThat(web.get("/api/history?table=secrets").body()).contains("table is one of minutes, quarters, hours");
        assertThat(web.get("/api/history?table=hours&step=century").body()).contains("step is one of row");
        assertThat(web.get("/api/history?table=hours&from=yesterday").statusCode()).isEqualTo(400);
        assertThat(web.get("/api/history.csv?table=hours&from=999999999999999999").statusCode()).isEqualTo(400);
        assertThat(web.get("/api/history?table=hours&step=year").statusCode()).isEqualTo(400);
        assertThat(web.get("/api/history?table=hours&step=year").body()).contains("hours have the steps row, not year");
    }

    /** A second end would be the begin of the next answer over the same connection. */
    @Test
    void rowsInPiecesEndOnce() throws Exception {
        try (Socket client = web.raw("GET /api/history?table=hours HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            String answers = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(answers).containsOnlyOnce("0\r\n\r\n").contains("0\r\n\r\nHTTP/1.1 503 ");
        }
    }

    @Test
    void withoutAHistoryThereIsNone() throws Exception {
        try (Web without = Web.open()) {
            assertThat(without.get("/api/history?table=hours").statusCode()).isEqualTo(404);
        }
    }
}
