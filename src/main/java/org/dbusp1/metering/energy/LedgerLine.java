package org.dbusp1.metering.energy;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.EnergyUse.Counter;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one time as a line of text: {@code 2026-11-21T23:15:00+01:00 import=12345.678 export=0.5}, in kWh and m3. {@code #2}:
 * two breaks before; where the number changes, nothing is known across. {@code import.previous-end=} is the last reading of another meter,
 * or before the counter was reset; {@code import.meter=} is the number of the present meter. A time alone: a meter of alternating
 * lists was first read then, without a counter of import.
 */
final class LedgerLine {
    private static final int CUBIC_METER_DECIMALS = 3;
    /** Characters of the shortest time, which ends with Z. */
    private static final int TIME_CHARACTERS = 20;
    /** More than 14 counters with the numbers of their meters. */
    private static final int LONGEST_CHARACTERS = 4_000;
    /** 18 digits and a decimal point. */
    private static final int LONGEST_NUMBER_CHARACTERS = 19;
    private static final Map<String, Counter> COUNTERS = Arrays.stream(Counter.values())
            .collect(Collectors.toMap(LedgerLine::name, Function.identity()));

    /**
     * A reading, or a mark between two readings.
     *
     * @param value  the counter in 0.1 mWh, or in litres
     * @param previousEnd the last reading of the previous meter, or of this one before its counter was reset; null if the counter continues
     * @param meter  the number of the meter if it is not the number of the entries before; else null
     */
    record Entry(Stamp time, long value, int breaks, @Nullable Long previousEnd, @Nullable String meter) {
    }

    private LedgerLine() {
    }

    static String text(Stamp time) {
        return OffsetDateTime.ofInstant(time.instant(), ZoneOffset.ofTotalSeconds(time.offsetSeconds()))
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    /** @param entries of one time */
    static String text(Map<Counter, Entry> entries) {
        StringBuilder text = new StringBuilder(text(entries.values().iterator().next().time()));
        entries.forEach((counter, entry) -> {
            String name = ' ' + name(counter);
            if (entry.meter() != null) {
                text.append(name).append(".meter=").append(entry.meter());
            }
            if (entry.previousEnd() != null) {
                text.append(name).append(".previous-end=").append(number(counter, entry.previousEnd()));
            }
            text.append(name).append('=').append(number(counter, entry.value())).append(entry.breaks() == 0 ? "" : "#" + entry.breaks());
        });
        return text.toString();
    }

    /** @throws IllegalArgumentException, DateTimeException or IndexOutOfBoundsException if the text is no line of the ledger */
    static Map<Counter, Entry> parse(String line) {
        if (line.length() < TIME_CHARACTERS || line.length() > LONGEST_CHARACTERS) {
            throw new IllegalArgumentException("no line of the ledger");
        }
        String[] words = line.split(" ");
        Stamp time = time(words[0]);
        Map<Counter, Entry> entries = new EnumMap<>(Counter.class);
        String meter = null;
        Long previousEnd = null;
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String[] name = words[i].substring(0, Math.max(0, equals)).split("\\.", 2);
            String value = words[i].substring(equals + 1);
            Counter counter = COUNTERS.get(name[0]);
            if (counter == null) {
                throw new IllegalArgumentException(words[i]);
            }
            switch (name.length == 1 ? "" : name[1]) {
                case "meter" -> meter = value;
                case "previous-end" -> previousEnd = number(counter, value);
                case "" -> {
                    String[] parts = value.split("#", 2);
                    entries.put(counter, new Entry(time, number(counter, parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]),
                            previousEnd, meter));
                    meter = null;
                    previousEnd = null;
                }
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        return entries;
    }

    /** Parses a time by hand: Java's parser is slow, and 13 months have 40,000 lines. */
    static Stamp time(String text) {
        ZoneOffset offset = ZoneOffset.of(text.substring(19));
        return new Stamp(LocalDateTime.of(Integer.parseInt(text, 0, 4, 10), two(text, 5), two(text, 8), two(text, 11),
                two(text, 14), two(text, 17)).toEpochSecond(offset), offset.getTotalSeconds());
    }

    private static int two(String text, int at) {
        return Integer.parseInt(text, at, at + 2, 10);
    }

    private static String name(Counter counter) {
        return counter.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int decimals(Counter counter) {
        return counter.quantity() == null ? CUBIC_METER_DECIMALS : counter.quantity().decimals();
    }

    private static String number(Counter counter, long value) {
        BigDecimal plain = BigDecimal.valueOf(value, decimals(counter)).stripTrailingZeros();
        return (plain.scale() < 0 ? plain.setScale(0) : plain).toPlainString();
    }

    private static long number(Counter counter, String text) {
        // No exponent: Java would write out all digits, and 1e999999999 has more digits than memory has room.
        if (text.length() > LONGEST_NUMBER_CHARACTERS || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9' || digit == '.')) {
            throw new IllegalArgumentException(text);
        }
        try {
            return new BigDecimal(text).setScale(decimals(counter)).unscaledValue().longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
