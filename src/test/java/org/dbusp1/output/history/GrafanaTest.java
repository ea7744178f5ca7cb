package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.demand.Tariff;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every query of the dashboards, and the tables of sites.sql, in a real PostgreSQL with the rows of real drivers. */
@Timeout(240)
class GrafanaTest {
    private static final Path FOLDER = Path.of("src/site/markdown/grafana");
    private static final long FROM = TestHistory.second("2026-06-14T22:00:00Z");
    private static final long TO = TestHistory.second("2026-06-16T21:59:59Z");
    private static final Pattern MACRO = Pattern.compile("\\$([_a-zA-Z0-9]+)\\(([^)]*)\\)");
    private static final Pattern INTERVAL = Pattern.compile("\\$__interval\\b");
    private static final int INTERVAL_SECONDS = 300;

    private static HistoryConfig settings;

    private record Answer(List<String> columns, List<Integer> types, List<List<String>> rows) {
    }

    /** Two days of two meters of one house with a change of tariff, gas and a meter that fell silent; one meter in another house. */
    @BeforeAll
    static void rows() throws Exception {
        settings = Servers.fresh(SqlDialect.POSTGRESQL);
        fill("E1", 2, 12_000);
        fill("E2", 1, 6_000);
        fill("E3", 2, 3_000);
        Rows.ask(settings, Files.readString(FOLDER.resolve("sites.sql")));
        Rows.ask(settings, "INSERT INTO p1_price_lists VALUES ('double', 'EUR'), ('single', 'EUR')");
        Rows.ask(settings, "INSERT INTO p1_prices VALUES ('double', '2020-01-01', 1, 9, 9), ('double', '2026-01-01', 1, 0.2, 0.05),"
                + " ('double', '2026-01-01', 2, 0.3, 0.05), ('double', '2026-06-16', 1, 0.4, 0.05), ('double', '2027-01-01', 0, 7, 7),"
                + " ('single', '2026-01-01', 0, 0.25, 0.07)");
        Rows.ask(settings, "INSERT INTO p1_sites VALUES ('house', 'A house', 'double'), ('o''neill', 'Another', 'single')");
        Rows.ask(settings, "INSERT INTO p1_site_meters VALUES ('E1', 'house'), ('E2', 'house'), ('E3', 'o''neill')");
        Rows.ask(settings, "INSERT INTO p1_groups VALUES ('street', 'All')");
        Rows.ask(settings, "INSERT INTO p1_group_sites VALUES ('street', 'house'), ('street', 'o''neill')");
    }

    /** A meter that imports so many Wh each day, 1 kWh of which in tariff 2 and the rest in tariff 1, and exports 480 Wh. */
    private static void fill(String key, int days, long daily) throws Exception {
        List<Minute> minutes = new ArrayList<>();
        MinuteAggregator recorder = new MinuteAggregator(ZoneId.of("Europe/Amsterdam"), Instant.EPOCH, minutes::add);
        Readings meter = new Readings().key(key).serial(key);
        int steps = days * 1_440;
        for (int step = 0; step <= steps; step++) {
            long import1 = (daily - 1_000) * step / 1_440;
            long import2 = 1_000L * step / 1_440;
            meter.with(Quantity.ENERGY_IMPORT_T1, TestHistory.kilowattHours(1_000_000 + import1))
                    .with(Quantity.ENERGY_IMPORT_T2, TestHistory.kilowattHours(2_000_000 + import2))
                    .with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(3_000_000 + import1 + import2))
                    .with(Quantity.ENERGY_EXPORT_T1, TestHistory.kilowattHours(480L * step / 1_440))
                    .with(Quantity.ENERGY_EXPORT, TestHistory.kilowattHours(480L * step / 1_440))
                    .with(Quantity.POWER_IMPORT, "500").with(Quantity.POWER_EXPORT, "20").with(Quantity.POWER_NET, "480")
                    .with(Quantity.VOLTAGE_L1, "230.1").with(Quantity.CURRENT_L1, "2.1").with(Quantity.TARIFF, step % 2 == 0 ? "1" : "2")
                    .mbus(1, 3, "G" + key, FROM + step / 60 * 3_600L, TestHistory.kilowattHours(100_000 + step / 5), "m3");
            recorder.add(meter.at(FROM + step * 60L));
            if (step % 60 == 0) {
                recorder.rejected();
            }
        }
        recorder.finish();
        try (HistoryWriter writer = new HistoryWriter(new DatabaseUrl(settings), Tariff.QUARTER_PEAK, false)) {
            writer.write(minutes, List.of());
        }
    }

    private static Answer ask(String sql) throws Exception {
        try (Connection connection = SqlDialect.POSTGRESQL.connect(settings.url(), settings.user(), settings.password(), true);
                Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData meta = result.getMetaData();
            List<String> columns = new ArrayList<>();
            List<Integer> types = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(meta.getColumnLabel(i));
                types.add(meta.getColumnType(i));
            }
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    cells.add(result.getString(i));
                }
                rows.add(cells);
            }
            return new Answer(columns, types, rows);
        }
    }

    /** Variables as Grafana's page replaces them, then the macros as its data source for PostgreSQL does (macros.go). */
    private static String asGrafana(String sql, Map<String, List<String>> variables) {
        String text = sql.replace("${__to:date:seconds}", Long.toString(TO));
        for (Map.Entry<String, List<String>> variable : variables.entrySet()) {
            text = text.replace("${" + variable.getKey() + ":sqlstring}", variable.getValue().stream()
                    .map(value -> "'" + value.replace("'", "''") + "'").collect(Collectors.joining(",")));
        }
        text = INTERVAL.matcher(text).replaceAll("5m");
        return MACRO.matcher(text).replaceAll(macro -> Matcher.quoteReplacement(macro(macro.group(1), macro.group(2).split(" *, *"))));
    }

    private static String macro(String name, String... arguments) {
        String column = arguments[0].strip();
        return switch (name) {
            case "__time" -> column + " AS \"time\"";
            case "__timeFilter" -> column + " BETWEEN '" + Instant.ofEpochSecond(FROM) + "' AND '" + Instant.ofEpochSecond(TO) + "'";
            case "__timeFrom" -> "'" + Instant.ofEpochSecond(FROM) + "'";
            case "__timeTo" -> "'" + Instant.ofEpochSecond(TO) + "'";
            case "__unixEpochFilter" -> column + " >= " + FROM + " AND " + column + " <= " + TO;
            case "__unixEpochGroup" -> group(column, arguments[1]);
            case "__unixEpochGroupAlias" -> group(column, arguments[1]) + " AS \"time\"";
            default -> throw new AssertionError("Grafana has no macro " + name);
        };
    }

    private static String group(String column, String interval) {
        assertThat(interval).isEqualTo("5m");
        return "floor((" + column + ")/" + INTERVAL_SECONDS + ")*" + INTERVAL_SECONDS;
    }

    private static JsonNode board(String name) throws Exception {
        return new ObjectMapper().readTree(FOLDER.resolve(name + ".json").toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"house", "fleet"})
    void everyQueryOfADashboardHasItsAnswer(String name) throws Exception {
        JsonNode board = board(name);
        Map<String, List<String>> variables = new LinkedHashMap<>();
        for (JsonNode variable : board.at("/templating/list")) {
            if (variable.get("type").asText().equals("query")) {
                Answer values = ask(asGrafana(variable.get("query").asText(), variables));
                assertThat(values.rows()).as(variable.get("name").asText()).isNotEmpty();
                List<String> all = values.rows().stream().map(row -> row.get(0)).toList();
                variables.put(variable.get("name").asText(), variable.get("multi").asBoolean() ? all : all.subList(0, 1));
            }
        }
        int queries = 0;
        for (JsonNode panel : board.get("panels")) {
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${database}");
            for (JsonNode target : panel.get("targets")) {
                String sql = asGrafana(target.get("rawSql").asText(), variables);
                String title = panel.get("title").asText();
                assertThat(sql).as(title).doesNotContain("$");
                Answer answer = ask(sql);
                assertThat(answer.rows()).as(title + ": " + sql).isNotEmpty();
                if (target.get("format").asText().equals("time_series")) {
                    // Grafana demands a column of this name, in the order of time.
                    assertThat(answer.columns()).as(title).contains("time");
                    int time = answer.columns().indexOf("time");
                    assertThat(answer.types().get(time)).as(title).isIn(Types.TIMESTAMP, Types.DOUBLE, Types.NUMERIC);
                    assertThat(answer.rows()).as(title).extracting(row -> row.get(time)).isSorted();
                    assertThat(answer.rows()).as(title).allSatisfy(row -> assertThat(row.get(time)).isNotNull());
                }
                queries++;
            }
        }
        assertThat(queries).isEqualTo(12);
    }

    /** An owner may run the file again: what is there is left as it is. */
    @Test
    void theTablesOfSitesAreMadeOnlyOnce() throws Exception {
        Rows.ask(settings, Files.readString(FOLDER.resolve("sites.sql")));

        assertThat(ask("SELECT meter, site FROM p1_site_meters ORDER BY meter").rows())
                .containsExactly(List.of("E1", "house"), List.of("E2", "house"), List.of("E3", "o'neill"));
        assertThat(ask("SELECT COUNT(*) FROM p1_prices").rows()).containsExactly(List.of("6"));
    }

    @Test
    void theSumsOfASiteNameTheMetersThatAreInThem() throws Exception {
        assertThat(ask("SELECT day, imp_wh, exp_wh, meters, of_meters FROM p1_site_days WHERE site = 'house' AND imp_wh > 0"
                + " ORDER BY day").rows())
                .containsExactly(List.of("2026-06-15", "18000", "960", "2", "2"), List.of("2026-06-16", "12000", "480", "1", "2"));
        assertThat(ask("SELECT day, imp_wh, meters, of_meters FROM p1_group_days WHERE day = '2026-06-15'").rows())
                .containsExactly(List.of("2026-06-15", "21000", "3", "3"));
        assertThat(ask("SELECT SUM(imp_wh) FROM p1_site_hours WHERE site = 'house'").rows().get(0).get(0)).isEqualTo("30000");
    }

    /** 18 kWh: 11 and 5 in tariff 1, one each in tariff 2; at the prices of the day. */
    @Test
    void theCostsOfASiteFollowTariffsAndDates() throws Exception {
        assertThat(ask("SELECT day, ROUND(import_cost, 3), ROUND(export_pay, 3), currency FROM p1_site_costs WHERE site = 'house'"
                + " AND day = '2026-06-15'").rows()).containsExactly(List.of("2026-06-15", "3.800", "0.048", "EUR"));
        // From the 16th on the set has no price of tariff 2, in which there was energy: the cost is not known, not 11 kWh at 0.4.
        assertThat(ask("SELECT import_cost FROM p1_site_costs WHERE site = 'house' AND day = '2026-06-16'").rows().get(0).get(0)).isNull();
        assertThat(ask("SELECT import_cost FROM p1_group_costs WHERE group_name = 'street' AND day = '2026-06-16'")
                .rows().get(0).get(0)).isNull();
        // One price for all: 3 kWh at 0.25, 0.48 kWh at 0.07.
        assertThat(ask("SELECT ROUND(import_cost, 4), ROUND(export_pay, 4) FROM p1_site_costs"
                + " WHERE site = 'o''neill' AND day = '2026-06-15'").rows()).containsExactly(List.of("0.7500", "0.0336"));
        assertThat(ask("SELECT ROUND(import_cost, 4) FROM p1_group_costs WHERE group_name = 'street' AND day = '2026-06-15'").rows())
                .containsExactly(List.of("4.5500"));
    }
}
