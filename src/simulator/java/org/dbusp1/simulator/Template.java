package org.dbusp1.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a telegram as its standard prints it, with fields in braces: {@code 1-0:1.7.0({P+ 00.000*kW})}. The mask shows
 * the digits; the unit is printed after an asterisk. Lines of phases and devices that the house does not have are left out.
 *
 * <p>In addition to the numbers of {@link NumberField}: {@code clock}, {@code plain clock} (without letter), {@code date},
 * {@code time of day}, {@code peak+ at}, {@code peaks}, {@code failure log}, {@code month}, {@code load profile}; {@code hex TEXT},
 * {@code text TEXT} with # for digits that differ from meter to meter; {@code FF n}; and for a device {@code gas channel},
 * {@code gas time}, {@code gas plain time}. A field {@code [L2]} prints nothing: it marks the line as one of that phase.
 */
final class Template {
    private static final Pattern FIELD = Pattern.compile("\\{([^}]*)}");
    private static final Pattern NUMBER = Pattern.compile("(\\S.*?) (0+(?:\\.0+)?)(?:([* ])(\\S+))?");
    private static final Pattern DEVICE = Pattern.compile("(gas|water|heat)\\b.*");

    private static final int DATE_DIGITS = 6;

    private static final Map<String, Function<SimulatedMeter, String>> TEXTS = Map.of(
            "clock", m -> m.clock().stamp(m.second()),
            "plain clock", m -> m.clock().plain(m.second()),
            "date", m -> m.clock().plain(m.second()).substring(0, DATE_DIGITS),
            "time of day", m -> m.clock().plain(m.second()).substring(DATE_DIGITS),
            "peak+ at", m -> m.clock().stamp(m.demandImport().peak().time()),
            "plain peak+ at", m -> m.clock().plain(m.demandImport().peak().time()),
            "peaks", m -> m.demandImport().history(),
            "failure log", m -> m.events().log(),
            "month", m -> m.month().toString(),
            "load profile", m -> QuarterHourPeaks.loadProfile(m.demandImport(), m.demandExport()));

    private final List<Line> lines;

    private record Line(List<Function<SimulatedMeter, String>> pieces, @Nullable SimulatedMedium device, int phase) {
    }

    private Template(List<Line> lines) {
        this.lines = lines;
    }

    static Template parse(String text, House house, Chance chance) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            Line parsed = line(line, number++, house, chance);
            boolean there = parsed.phase() <= house.wiring().phases()
                    && (parsed.device() == null || house.devices().contains(parsed.device()));
            if (there) {
                lines.add(parsed);
            }
        }
        int firstDevice = 0;
        while (firstDevice < lines.size() && lines.get(firstDevice).device() == null) {
            firstDevice++;
        }
        int afterDevices = firstDevice;
        while (afterDevices < lines.size() && lines.get(afterDevices).device() != null) {
            afterDevices++;
        }
        lines.subList(firstDevice, afterDevices)
                .sort(Comparator.comparingInt(l -> house.devices().indexOf(l.device())));
        return new Template(List.copyOf(lines));
    }

    private static Line line(String text, int number, House house, Chance chance) {
        List<Function<SimulatedMeter, String>> pieces = new ArrayList<>();
        SimulatedMedium device = null;
        int phase = 1;
        int done = 0;
        Matcher fields = FIELD.matcher(text);
        while (fields.find()) {
            literal(text.substring(done, fields.start()), pieces);
            done = fields.end();
            String field = fields.group(1);
            Matcher ofDevice = DEVICE.matcher(field);
            if (ofDevice.matches()) {
                device = SimulatedMedium.valueOf(ofDevice.group(1).toUpperCase(Locale.ROOT));
            }
            if (field.contains("L2") || field.contains("L3")) {
                phase = field.contains("L3") ? 3 : 2;
            }
            if (!field.startsWith("[")) {
                pieces.add(piece(field, device, number, house, chance));
            }
        }
        literal(text.substring(done), pieces);
        return new Line(pieces, device, phase);
    }

    private static void literal(String text, List<Function<SimulatedMeter, String>> pieces) {
        if (!text.isEmpty()) {
            pieces.add(meter -> text);
        }
    }

    private static Function<SimulatedMeter, String> piece(String field, @Nullable SimulatedMedium device, int line,
            House house, Chance chance) {
        String argument = field.substring(field.indexOf(' ') + 1);
        if (field.startsWith("hex ")) {
            return fixed(HexFormat.of().withUpperCase()
                    .formatHex(digits(argument, line, chance).getBytes(StandardCharsets.ISO_8859_1)));
        }
        if (field.startsWith("text ")) {
            return fixed(digits(argument, line, chance));
        }
        if (field.startsWith("FF ")) {
            return fixed("\u00FF".repeat(Integer.parseInt(argument)));
        }
        Function<SimulatedMeter, String> text = TEXTS.get(field);
        if (text != null) {
            return text;
        }
        if (device != null && field.endsWith(" channel")) {
            return fixed(Integer.toString(house.devices().indexOf(device) + 1));
        }
        if (device != null && field.endsWith(" plain time")) {
            return meter -> meter.clock().plain(meter.device(device).readingTime());
        }
        if (device != null && field.endsWith(" time")) {
            return meter -> meter.clock().stamp(meter.device(device).readingTime());
        }
        return number(field);
    }

    private static Function<SimulatedMeter, String> number(String field) {
        Matcher parts = NUMBER.matcher(field);
        if (!parts.matches() || !NumberField.ALL.containsKey(parts.group(1))) {
            throw new IllegalArgumentException("no field: {" + field + "}");
        }
        NumberField number = NumberField.ALL.get(parts.group(1));
        Mask mask = Mask.parse(parts.group(2));
        String unit = Optional.ofNullable(parts.group(4)).orElse("");
        String printed = "*".equals(parts.group(3)) ? "*" + unit : "";
        return meter -> number.print(meter, mask, unit) + printed;
    }

    private static Function<SimulatedMeter, String> fixed(String text) {
        return meter -> text;
    }

    /** Replaces each # by a digit that follows from the seed. */
    private static String digits(String text, int line, Chance chance) {
        StringBuilder number = new StringBuilder(text);
        for (int i = 0; i < number.length(); i++) {
            if (number.charAt(i) == '#') {
                number.setCharAt(i, (char) ('0' + chance.between(0, 9, text, line * 100L + i)));
            }
        }
        return number.toString();
    }

    /** Returns all lines with the present values, each with its line end. */
    String print(SimulatedMeter meter) {
        StringBuilder text = new StringBuilder(2_048);
        for (Line line : lines) {
            line.pieces().forEach(piece -> text.append(piece.apply(meter)));
            text.append("\r\n");
        }
        return text.toString();
    }
}
