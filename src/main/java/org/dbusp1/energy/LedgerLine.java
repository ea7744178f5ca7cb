package org.dbusp1.energy;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;

/**
 * The entries of one time as a line of text: {@code 2026-11-21T23:15:00+01:00 import=12345.678 export=0.5}, in kWh and
 * m3. {@code ~} after a number: it is interpolated over more than a minute; {@code #2}: the clock was set two times
 * before it. {@code import.ended=} is the last reading of another meter, {@code import.meter=} the number of the
 * present one.
 */
final class LedgerLine {
    private static final int LITRES = 3;
    private static final String METER = ".meter=";
    private static final String ENDED = ".ended=";
    /** 2026-11-21 */
    private static final int DATE_LETTERS = 10;

    private LedgerLine() {
    }

    static String text(Stamp time, Map<Counter, Entry> entries) {
        StringBuilder text = new StringBuilder(OffsetDateTime.ofInstant(time.instant(),
                ZoneOffset.ofTotalSeconds(time.offsetSeconds())).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        entries.forEach((counter, entry) -> {
            String name = ' ' + name(counter);
            entry.meter().ifPresent(meter -> text.append(name).append(METER).append(meter));
            entry.ended().ifPresent(ended -> text.append(name).append(ENDED).append(number(counter, ended)));
            text.append(name).append('=').append(number(counter, entry.value())).append(entry.exact() ? "" : "~")
                    .append(entry.stretch() == 0 ? "" : "#" + entry.stretch());
        });
        return text.toString();
    }

    /** @throws IllegalArgumentException or DateTimeException when this is no such line */
    static Map<Counter, Entry> parse(String line) {
        String[] words = line.split(" ");
        OffsetDateTime at = OffsetDateTime.parse(words[0]);
        Stamp time = new Stamp(at.toEpochSecond(), at.getOffset().getTotalSeconds());
        Map<Counter, Entry> entries = new EnumMap<>(Counter.class);
        Optional<String> meter = Optional.empty();
        OptionalLong ended = OptionalLong.empty();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            int dot = words[i].indexOf('.');
            boolean more = dot >= 0 && dot < equals;
            String name = words[i].substring(0, more ? dot : Math.max(0, equals));
            String value = words[i].substring(equals + 1);
            Counter counter = Counter.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
            switch (more ? words[i].substring(dot + 1, equals) : "") {
                case "meter" -> meter = Optional.of(value);
                case "ended" -> ended = OptionalLong.of(number(counter, value));
                case "" -> {
                    int stretch = value.indexOf('#');
                    String plain = stretch < 0 ? value : value.substring(0, stretch);
                    boolean exact = !plain.endsWith("~");
                    entries.put(counter, new Entry(time, number(counter, exact ? plain
                            : plain.substring(0, plain.length() - 1)), exact, stretch < 0 ? 0
                            : Integer.parseInt(value.substring(stretch + 1)), ended, meter));
                    meter = Optional.empty();
                    ended = OptionalLong.empty();
                }
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        return entries;
    }

    /**
     * Passes on the lines that days need: of the same counters, day and clock the first and the last, and those at
     * which a meter began. The quarter hours of 13 months are many, and a GX device is slow.
     */
    static void ofDays(Stream<String> lines, Consumer<String> needed) {
        Map<String, String> kinds = new HashMap<>();
        Map<String, String> passed = new LinkedHashMap<>();
        lines.forEach(line -> {
            int first = line.indexOf(' ');
            int equals = line.indexOf('=');
            String name = first > 0 && equals > first ? line.substring(first, equals) : "";
            int clock = line.indexOf('#');
            String kind = line.substring(0, Math.min(DATE_LETTERS, line.length()))
                    + (clock < 0 ? "" : line.substring(clock).split(" ")[0]);
            if (name.isEmpty() || line.contains(ENDED) || line.contains(METER)) {
                passed.values().forEach(needed);
                passed.clear();
                needed.accept(line);
            } else if (!kind.equals(kinds.put(name, kind))) {
                Optional.ofNullable(passed.remove(name)).ifPresent(needed);
                needed.accept(line);
            } else {
                passed.put(name, line);
            }
        });
        passed.values().forEach(needed);
    }

    private static String name(Counter counter) {
        return counter.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int decimals(Counter counter) {
        return counter.quantity().map(Quantity::decimals).orElse(LITRES);
    }

    private static String number(Counter counter, long value) {
        BigDecimal plain = BigDecimal.valueOf(value, decimals(counter)).stripTrailingZeros();
        return (plain.scale() < 0 ? plain.setScale(0) : plain).toPlainString();
    }

    private static long number(Counter counter, String text) {
        try {
            return new BigDecimal(text).setScale(decimals(counter)).unscaledValue().longValueExact();
        } catch (ArithmeticException large) {
            throw new IllegalArgumentException(text, large);
        }
    }
}
