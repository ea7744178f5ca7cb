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
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one time as a line of text: {@code 2026-11-21T23:15:00+01:00 import=12345.678 export=0.5}, in kWh and m3. {@code
 * ~} after a number: the value is not exact, for example interpolated over more than a minute; {@code #2}: the clock was set twice
 * before. {@code import.previous-end=} is the last reading of another meter, or before the counter was reset; {@code import.meter=} is
 * the number of the present meter; {@code import.continued=} is the continued counter when the line was written.
 */
final class LedgerLine {
    private static final int CUBIC_METER_DECIMALS = 3;
    /** Characters of the shortest time, which ends with Z. */
    private static final int TIME_CHARACTERS = 20;
    /** More than 14 counters with the numbers of their meters. */
    private static final int LONGEST_CHARACTERS = 4_000;
    /** 18 digits and a decimal point. */
    private static final int LONGEST_NUMBER_CHARACTERS = 19;
    private static final String METER = ".meter=";
    private static final String PREVIOUS_END = ".previous-end=";
    private static final String CONTINUED = ".continued=";

    private static final Map<String, Counter> COUNTERS = Arrays.stream(Counter.values())
            .collect(Collectors.toMap(LedgerLine::name, Function.identity()));

    /**
     * A stored reading of a counter: at a boundary, or the first reading of the counter.
     *
     * @param time  time of the boundary or of the reading, by the meter's clock
     * @param value the counter in 0.1 mWh, or in litres
     * @param exact whether the value was read at that time, or between readings at most a minute apart, equal readings,
     *              or readings between which all powers are known; false if the value is interpolated over a longer gap, is the
     *              next reading, or is from a distrusted clock
     * @param clockEpoch number of times that the clock was set before this entry
     * @param previousMeterEnd the last reading of the previous meter, or of this meter before its counter was reset;
     *                         null if the counter continues
     * @param meter the number of the meter if it is not the number of the lines before; else null
     * @param continued the continued counter when the entry was written, which may be later than its time; null if not known, and
     *                  unless the meter sends its counters once an hour
     */
    record BoundaryValue(Stamp time, long value, boolean exact, int clockEpoch, @Nullable Long previousMeterEnd, @Nullable String meter,
                 @Nullable Long continued) {
        BoundaryValue withContinued(@Nullable Long counter) {
            return new BoundaryValue(time, value, exact, clockEpoch, previousMeterEnd, meter, counter);
        }
    }

    private LedgerLine() {
    }

    static String text(Stamp time, Map<Counter, BoundaryValue> entries) {
        StringBuilder text = new StringBuilder(OffsetDateTime.ofInstant(time.instant(),
                ZoneOffset.ofTotalSeconds(time.offsetSeconds())).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        entries.forEach((counter, entry) -> {
            String name = ' ' + name(counter);
            if (entry.meter() != null) {
                text.append(name).append(METER).append(entry.meter());
            }
            if (entry.previousMeterEnd() != null) {
                text.append(name).append(PREVIOUS_END).append(number(counter, entry.previousMeterEnd()));
            }
            if (entry.continued() != null) {
                text.append(name).append(CONTINUED).append(number(counter, entry.continued()));
            }
            text.append(name).append('=').append(number(counter, entry.value())).append(entry.exact() ? "" : "~")
                    .append(entry.clockEpoch() == 0 ? "" : "#" + entry.clockEpoch());
        });
        return text.toString();
    }

    /** @throws IllegalArgumentException, DateTimeException or IndexOutOfBoundsException if the text is no line of the ledger */
    static Map<Counter, BoundaryValue> parse(String line) {
        if (line.length() < TIME_CHARACTERS || line.length() > LONGEST_CHARACTERS) {
            throw new IllegalArgumentException("no line of the ledger");
        }
        String[] words = line.split(" ");
        Stamp time = time(words[0]);
        Map<Counter, BoundaryValue> entries = new EnumMap<>(Counter.class);
        String meter = null;
        Long previousEnd = null;
        Long continued = null;
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            int dot = words[i].indexOf('.');
            boolean hasSuffix = dot >= 0 && dot < equals;
            String name = words[i].substring(0, hasSuffix ? dot : Math.max(0, equals));
            String value = words[i].substring(equals + 1);
            Counter counter = COUNTERS.get(name);
            if (counter == null) {
                throw new IllegalArgumentException(name);
            }
            switch (hasSuffix ? words[i].substring(dot + 1, equals) : "") {
                case "meter" -> meter = value;
                case "previous-end" -> previousEnd = number(counter, value);
                case "continued" -> continued = number(counter, value);
                case "" -> {
                    int epochAt = value.indexOf('#');
                    String plain = epochAt < 0 ? value : value.substring(0, epochAt);
                    boolean exact = !plain.endsWith("~");
                    entries.put(counter, new BoundaryValue(time, number(counter, exact ? plain
                            : plain.substring(0, plain.length() - 1)), exact, epochAt < 0 ? 0
                            : Integer.parseInt(value.substring(epochAt + 1)), previousEnd, meter, continued));
                    meter = null;
                    previousEnd = null;
                    continued = null;
                }
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        return entries;
    }

    /** Parses a time by hand: Java's parser is slow, and 13 months have 40,000 lines. */
    private static Stamp time(String text) {
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
