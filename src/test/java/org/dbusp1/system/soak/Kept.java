package org.dbusp1.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges the files and the database after a soak by what the meter sent. */
public final class Kept {
    private final List<SentTelegram> sent;
    private final int eachMinute;
    private final String moment;

    /** @param eachMinute telegrams in a minute of the meter's clock; @param moment for messages */
    public Kept(List<SentTelegram> sent, int eachMinute, String moment) {
        this.sent = sent;
        this.eachMinute = eachMinute;
        this.moment = moment;
    }

    /** Minutes of which each telegram was promised. */
    public List<Long> promisedMinutes() {
        Map<Long, Long> counts = sent.stream().filter(SentTelegram::promised)
                .collect(Collectors.groupingBy(SentTelegram::minute, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream().filter(minute -> minute.getValue() == eachMinute).map(Map.Entry::getKey).toList();
    }

    /** Returns how many of the promised minutes a history holds. */
    public long found(Connection history) throws SQLException {
        Set<Long> minutes = new HashSet<>(promisedMinutes());
        long found = 0;
        try (Statement statement = history.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ts FROM p1_minutes")) {
            while (rows.next()) {
                found += minutes.contains(rows.getLong(1)) ? 1 : 0;
            }
        }
        return found;
    }

    /** Each promised minute is there whole; every row is true. Returns how many rows there are. */
    public int expectHistory(Connection history) throws SQLException {
        Map<Long, List<SentTelegram>> minutes = sent.stream().collect(Collectors.groupingBy(SentTelegram::minute));
        Set<Long> missing = new HashSet<>(promisedMinutes());
        Set<Long> whole = Set.copyOf(missing);
        int count = 0;
        try (Statement statement = history.createStatement();
                ResultSet row = statement.executeQuery("SELECT ts, n, p_min_w, p_max_w, p_imp_w, imp_wh, exp_wh FROM p1_minutes")) {
            while (row.next()) {
                long ts = row.getLong(1);
                String place = moment + ": minute " + ts + " of the history";
                List<SentTelegram> telegrams = minutes.get(ts);
                assertThat(telegrams).as(place).isNotNull();
                assertThat(values(telegrams, "power_net_w")).as(place).contains(row.getLong(3), row.getLong(4));
                assertThat(values(telegrams, "energy_import_total_kwh")).as(place).contains(row.getLong(6));
                assertThat(values(telegrams, "energy_export_total_kwh")).as(place).contains(row.getLong(7));
                assertThat(row.getInt(2)).as(place).isBetween(1, telegrams.size());
                if (whole.contains(ts)) {
                    expectWhole(place, row, telegrams);
                }
                missing.remove(ts);
                count++;
            }
        }
        assertThat(missing).as(moment + ": minutes that the history lost").isEmpty();
        return count;
    }

    private void expectWhole(String place, ResultSet row, List<SentTelegram> telegrams) throws SQLException {
        List<Long> net = values(telegrams, "power_net_w");
        List<Long> imported = values(telegrams, "power_import_w");
        assertThat(row.getInt(2)).as(place).isEqualTo(eachMinute);
        assertThat(row.getLong(3)).as(place).isEqualTo(net.stream().min(Long::compare).orElseThrow());
        assertThat(row.getLong(4)).as(place).isEqualTo(net.stream().max(Long::compare).orElseThrow());
        assertThat(row.getLong(5)).as(place).isEqualTo(BigDecimal.valueOf(imported.stream().mapToLong(watts -> watts).sum())
                .divide(BigDecimal.valueOf(eachMinute), RoundingMode.HALF_EVEN).longValueExact());
        assertThat(row.getLong(6)).as(place).isEqualTo(values(telegrams, "energy_import_total_kwh").get(eachMinute - 1));
    }

    /** In W or Wh. */
    private static List<Long> values(List<SentTelegram> telegrams, String name) {
        return telegrams.stream().map(telegram -> telegram.named().get(name))
                .map(value -> name.endsWith("_kwh") ? value.movePointRight(3) : value).map(BigDecimal::longValueExact).toList();
    }

    /** Each promised telegram has its line, once; every line is true. Returns how many lines there are. */
    public int expectCsv(Path directory) throws IOException {
        Map<Long, SentTelegram> byTime = sent.stream().collect(Collectors.toMap(
                telegram -> telegram.time().toEpochSecond(), telegram -> telegram));
        Set<Long> seen = new HashSet<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                String[] names = lines.get(0).replace("\"", "").split(";");
                for (String line : lines.subList(1, lines.size())) {
                    expectLine(names, line.replace("\"", "").split(";", -1), byTime, seen);
                }
            }
        }
        assertThat(sent.stream().filter(SentTelegram::promised).filter(sentTelegram -> !seen.contains(sentTelegram.time().toEpochSecond())))
                .as(moment + ": telegrams that the CSV files lost").isEmpty();
        return seen.size();
    }

    private void expectLine(String[] names, String[] cells, Map<Long, SentTelegram> byTime, Set<Long> seen) {
        long time = OffsetDateTime.parse(cells[0]).toEpochSecond();
        assertThat(seen.add(time)).as(moment + ": one line of " + cells[0]).isTrue();
        SentTelegram telegram = byTime.get(time);
        assertThat(telegram).as(moment + ": " + Arrays.toString(cells)).isNotNull();
        for (int i = 0; i < names.length; i++) {
            BigDecimal expected = telegram.named().get(names[i]);
            if (expected != null) {
                assertThat(new BigDecimal(cells[i])).as(moment + ": " + names[i] + " of " + cells[0]).isEqualByComparingTo(expected);
            }
        }
    }
}
