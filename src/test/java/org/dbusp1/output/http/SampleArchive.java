package org.dbusp1.output.http;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Years of a house with solar panels and gas, made up by formulas: the same at every call. */
final class SampleArchive implements TestArchive {
    static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    private final Instant end;
    private final boolean gas;

    /** @param end nothing is known from then on */
    SampleArchive(Instant end, boolean gas) {
        this.end = end;
        this.gas = gas;
    }

    @Override
    public void read(Table table, Step step, long from, long to, RowConsumer rows) throws IOException {
        long last = Math.min(to, end.getEpochSecond());
        switch (table) {
            case MINUTES -> each(rows, "ts,p_imp_w,p_exp_w,p_min_w,p_max_w,p_l1_w,p_l2_w,p_l3_w,u_l1,u_l2,u_l3,u_min,u_max", from, last,
                    step == Step.ROW ? 60 : 300, SampleArchive::minute);
            case QUARTERS -> each(rows, "ts,avg_w", from, last, 900, ts -> List.of(text(ts), text(Math.max(0, net(ts)))));
            case HOURS -> each(rows, "ts,imp_wh,imp_t1_wh,imp_t2_wh,exp_wh", from, last, 3600,
                    ts -> Stream.concat(Stream.of(text(ts)), energies(ts).stream()).toList());
            case DAYS -> days(step, rows, from, last);
            case PEAKS -> rows.columns(TestArchive.columns("day,peak_w"));
            case MBUS -> each(rows, "ts,channel,kind,reading_l,delta", from + 1, gas ? last + 1 : from, 3600,
                    ts -> List.of(text(ts), "1", "gas", text(ts / 100), text(litres(ts))));
            case MBUS_DAYS -> gasDays(step, rows, from, gas ? last : from);
            case EVENTS -> each(rows, "ts,kind,value,delta", from, last, 200_000,
                    ts -> List.of(text(ts), "voltage_sags_l1", text(ts / 200_000), "1"));
        }
    }

    private interface RowOf {
        List<String> at(long ts);
    }

    private static void each(RowConsumer rows, String columns, long from, long to, long step, RowOf row) throws IOException {
        rows.columns(TestArchive.columns(columns));
        for (long ts = Math.floorDiv(from + step - 1, step) * step; ts < to; ts += step) {
            rows.row(row.at(ts));
        }
    }

    private void days(Step step, RowConsumer rows, long from, long to) throws IOException {
        rows.columns(TestArchive.columns("day,imp_wh,imp_t1_wh,imp_t2_wh,exp_wh,u_min,u_max"));
        TreeMap<String, double[]> sums = new TreeMap<>();
        for (long ts = from; ts < to; ts += 3600) {
            double[] sum = sums.computeIfAbsent(key(step, ts), absentKey -> new double[] {0, 0, 0, 0, 400, 0});
            List<String> row = energies(ts);
            for (int i = 0; i < row.size(); i++) {
                sum[i] += Double.parseDouble(row.get(i));
            }
            sum[4] = Math.min(sum[4], volts(ts, 1) - 4);
            sum[5] = Math.max(sum[5], volts(ts, 3) + 4);
        }
        for (String day : sums.keySet()) {
            List<String> row = new ArrayList<>(List.of(day));
            for (double value : sums.get(day)) {
                row.add(text(Math.round(value)));
            }
            rows.row(row);
        }
    }

    private void gasDays(Step step, RowConsumer rows, long from, long to) throws IOException {
        rows.columns(TestArchive.columns("day,channel,kind,reading_l,delta"));
        TreeMap<String, Long> sums = new TreeMap<>();
        for (long ts = from; ts < to; ts += 3600) {
            sums.merge(key(step, ts), litres(ts), Long::sum);
        }
        for (String day : sums.keySet()) {
            rows.row(List.of(day, "1", "gas", "1", text(sums.get(day))));
        }
    }

    private static String key(Step step, long ts) {
        LocalDate day = Instant.ofEpochSecond(ts).atZone(ZONE).toLocalDate();
        return step == Step.MONTH ? day.toString().substring(0, 7) : day.toString();
    }

    private static List<String> minute(long ts) {
        long net = net(ts);
        return List.of(text(ts), text(Math.max(0, net)), text(Math.max(0, -net)), text(net), text(net), text(net / 2), text(net / 3),
                text(net / 6), text(volts(ts, 1)), text(volts(ts, 2)), text(volts(ts, 3)), text(volts(ts, 1) - 4),
                text(volts(ts, 3) + 4));
    }

    private static List<String> energies(long ts) {
        long net = net(ts);
        boolean low = Instant.ofEpochSecond(ts).atZone(ZONE).getHour() < 7;
        long imported = Math.max(60, net);
        return List.of(text(imported), text(low ? imported : 0), text(low ? 0 : imported), text(Math.max(0, -net)));
    }

    /** Watts: a base, breakfast and evening, and the sun on a day more or less cloudy. */
    private static long net(long ts) {
        ZonedDateTime time = Instant.ofEpochSecond(ts).atZone(ZONE);
        double hour = time.getHour() + time.getMinute() / 60.0;
        double season = Math.cos((time.getDayOfYear() - 172) / 58.1);
        double clouds = .5 + .5 * Math.sin(time.getDayOfYear() * 12.9898);
        double sun = Math.max(0, Math.sin((hour - 6) / 12 * Math.PI)) * (1900 + 1500 * season) * (.3 + .7 * clouds);
        double house = 260 + 700 * bump(hour, 7.5) + 1400 * bump(hour, 18.5) + 120 * Math.sin(ts / 700.0);
        return Math.round(house - sun);
    }

    private static double bump(double hour, double at) {
        return Math.exp(-Math.pow(hour - at, 2) / 2);
    }

    private static double volts(long ts, int phase) {
        return Math.round(10 * (231 + 5 * Math.sin(ts / 9000.0 + phase) - net(ts) / 500.0)) / 10.0;
    }

    private static long litres(long ts) {
        ZonedDateTime time = Instant.ofEpochSecond(ts).atZone(ZONE);
        double cold = 1 - Math.cos((time.getDayOfYear() - 172) / 58.1);
        return Math.round(40 + 260 * cold * (bump(time.getHour(), 7) + bump(time.getHour(), 19)));
    }

    private static String text(Number number) {
        return number.toString();
    }
}
