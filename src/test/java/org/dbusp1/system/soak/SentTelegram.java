package org.dbusp1.system.soak;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A telegram that the meter sent, and what each output must show of it, read from its text without the driver's decoder.
 *
 * @param index    its place among all telegrams
 * @param nanos    monotonic time before its first byte was sent
 * @param text     as the meter meant it, before noise
 * @param time     the stamp in it
 * @param promised whether it was sent whole, on a line in order, to a driver that ran: no output may lose it
 * @param bus      values by path of the grid service
 * @param named    values by the names that JSON and CSV files use
 * @param gas      counter of the gas meter in m3
 */
public record SentTelegram(int index, long nanos, String text, OffsetDateTime time, boolean promised,
                           Map<String, BigDecimal> bus, Map<String, BigDecimal> named, BigDecimal gas) {
    private static final Pattern LINE =
            Pattern.compile("(\\d-\\d:\\d+\\.\\d+\\.\\d+)\\((?:[^()\\r]*\\)\\()?([^()*\\r]*)[^()\\r]*\\)\\r\\n");
    private static final BigDecimal KILO = BigDecimal.valueOf(1_000);

    static SentTelegram of(int index, long nanos, byte[] bytes, boolean promised) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Map<String, String> printed = new HashMap<>();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            printed.put(line.group(1), line.group(2));
        }
        Map<String, BigDecimal> named = named(printed);
        return new SentTelegram(index, nanos, text, stamp(printed.get("0-0:1.0.0")), promised, bus(named), named,
                new BigDecimal(printed.get("0-1:24.2.1")));
    }

    /** Of a meter on a line in order, whose driver is in the same process: no output may lose it. */
    public static SentTelegram of(int index, byte[] bytes) {
        return of(index, 0, bytes, true);
    }

    /** Returns the same, of which an output may lose what it has not written yet. */
    public SentTelegram withoutPromise() {
        return new SentTelegram(index, nanos, text, time, false, bus, named, gas);
    }

    /** Such as 261025025959S: local time, in summer or in winter. */
    private static OffsetDateTime stamp(String printed) {
        return LocalDateTime.parse(printed.substring(0, 12), DateTimeFormatter.ofPattern("yyMMddHHmmss"))
                .atOffset(ZoneOffset.ofHours(printed.endsWith("S") ? 2 : 1));
    }

    private static Map<String, BigDecimal> named(Map<String, String> printed) {
        Map<String, BigDecimal> named = new TreeMap<>();
        energy("import", "1", printed, named);
        energy("export", "2", printed, named);
        power("", "1.7.0", "2.7.0", printed, named);
        for (int phase = 1; phase <= 3; phase++) {
            String end = "_l" + phase;
            power(end, 20 * phase + 1 + ".7.0", 20 * phase + 2 + ".7.0", printed, named);
            String voltage = "1-0:" + (20 * phase + 12) + ".7.0";
            if (printed.containsKey(voltage)) {
                named.put("voltage" + end + "_v", number(printed, voltage));
            }
            named.put("current" + end + "_a", number(printed, "1-0:" + (20 * phase + 11) + ".7.0"));
            named.put("voltage_sags" + end, number(printed, "1-0:" + (20 * phase + 12) + ".32.0"));
            named.put("voltage_swells" + end, number(printed, "1-0:" + (20 * phase + 12) + ".36.0"));
        }
        named.put("tariff", number(printed, "0-0:96.14.0"));
        named.put("power_failures", number(printed, "0-0:96.7.21"));
        named.put("long_power_failures", number(printed, "0-0:96.7.9"));
        return named;
    }

    private static BigDecimal number(Map<String, String> printed, String code) {
        return new BigDecimal(printed.get(code));
    }

    private static void energy(String way, String code, Map<String, String> printed, Map<String, BigDecimal> named) {
        BigDecimal first = number(printed, "1-0:" + code + ".8.1");
        BigDecimal second = number(printed, "1-0:" + code + ".8.2");
        named.put("energy_" + way + "_t1_kwh", first);
        named.put("energy_" + way + "_t2_kwh", second);
        named.put("energy_" + way + "_total_kwh", first.add(second));
    }

    private static void power(String end, String in, String out, Map<String, String> printed, Map<String, BigDecimal> named) {
        BigDecimal imported = number(printed, "1-0:" + in).multiply(KILO);
        BigDecimal exported = number(printed, "1-0:" + out).multiply(KILO);
        named.put("power_import" + end + "_w", imported);
        named.put("power_export" + end + "_w", exported);
        named.put(end.isEmpty() ? "power_net_w" : "power" + end + "_w", imported.subtract(exported));
    }

    private static Map<String, BigDecimal> bus(Map<String, BigDecimal> named) {
        Map<String, BigDecimal> bus = new TreeMap<>();
        bus.put("/Ac/Power", named.get("power_net_w"));
        bus.put("/Ac/Energy/Forward", named.get("energy_import_total_kwh"));
        bus.put("/Ac/Energy/Reverse", named.get("energy_export_total_kwh"));
        for (int phase = 1; phase <= 3; phase++) {
            String end = "_l" + phase;
            BigDecimal power = named.get("power" + end + "_w");
            BigDecimal current = named.get("current" + end + "_a");
            bus.put("/Ac/L" + phase + "/Power", power);
            BigDecimal voltage = named.get("voltage" + end + "_v");
            if (voltage != null) {
                bus.put("/Ac/L" + phase + "/Voltage", voltage);
            }
            bus.put("/Ac/L" + phase + "/Current", power.signum() < 0 ? current.negate() : current);
            bus.put("/P1/VoltageSags/L" + phase, named.get("voltage_sags" + end));
            bus.put("/P1/VoltageSwells/L" + phase, named.get("voltage_swells" + end));
        }
        for (int tariff = 1; tariff <= 2; tariff++) {
            bus.put("/P1/Energy/Import/T" + tariff, named.get("energy_import_t" + tariff + "_kwh"));
            bus.put("/P1/Energy/Export/T" + tariff, named.get("energy_export_t" + tariff + "_kwh"));
        }
        bus.put("/P1/Tariff", named.get("tariff"));
        bus.put("/P1/PowerFailures", named.get("power_failures"));
        bus.put("/P1/LongPowerFailures", named.get("long_power_failures"));
        return bus;
    }

    /** Start of its minute in epoch seconds. */
    public long minute() {
        return Math.floorDiv(time.toEpochSecond(), 60) * 60;
    }
}
