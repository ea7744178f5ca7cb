package org.dbusp1.line.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.SignRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openmuc.j62056.DataSet;
import org.openmuc.j62056.OpenDataMessage;

/**
 * Compares the decoder with j62056 on the data sets of simulated D0 meters, varied and in an answer with a block check:
 * numbers at their ends, other widths and units, another order, repeats, short and long codes, group F, several data sets in a
 * line. One limit of j62056 is not passed: it reads 16 characters of a code, and 32 of a value.
 */
class D0AndJ62056Test {
    private static final List<String> METERS = List.of("d0", "d0-ebz");
    private static final Map<Quantity, String> CODES = new EnumMap<>(Map.of(Quantity.ENERGY_IMPORT, "1.8.0", Quantity.ENERGY_EXPORT,
            "2.8.0", Quantity.POWER_NET, "16.7.0", Quantity.VOLTAGE_L2, "52.7.0", Quantity.CURRENT_L3, "71.7.0"));
    private static final Map<Quantity, String> UNITS = new EnumMap<>(Map.of(Quantity.ENERGY_IMPORT, "Wh", Quantity.ENERGY_EXPORT, "Wh",
            Quantity.POWER_NET, "W", Quantity.VOLTAGE_L2, "V", Quantity.CURRENT_L3, "A"));
    /** What the sign rule compares, with group C of its code; D is 7, and E is 0 or 255. */
    private static final Map<Quantity, Integer> OF_SIGN_RULE = ofSignRule();
    private static final Map<String, Integer> PREFIXES = Map.of("", 0, "k", 3, "m", -3, "M", 6);
    private static final int KILO = 3;

    private final Random random = new Random(21);

    private static Map<Quantity, Integer> ofSignRule() {
        Map<Quantity, Integer> groups = new EnumMap<>(Map.of(Quantity.POWER_IMPORT, 1, Quantity.POWER_EXPORT, 2, Quantity.POWER_NET, 16));
        for (Phase phase : Phase.ALL) {
            int group = 20 * (phase.ordinal() + 1);
            groups.putAll(Map.of(phase.powerImport(), group + 1, phase.powerExport(), group + 2, phase.current(), group + 11,
                    phase.voltage(), group + 12, phase.power(), group + 16));
        }
        return groups;
    }

    @Test
    void readsWhatJ62056Reads() throws IOException {
        compare(400);
    }

    @Test
    @Tag("slow")
    void readsWhatJ62056ReadsInMany() throws IOException {
        random.setSeed(22);
        compare(20_000);
    }

    private void compare(int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            String meter = METERS.get(i % METERS.size());
            byte[] sent = SimulatedLog.messages(meter, Instant.ofEpochSecond(1_780_000_000L + random.nextInt(20_000_000)), 1).get(0);
            byte[] varied = answer(new String(sent, StandardCharsets.ISO_8859_1));
            String text = new String(varied, StandardCharsets.ISO_8859_1);
            List<DataSet> expected = OpenDataMessage.read(varied);
            List<Reading> readings = new TestPipeline().accept(varied, () -> varied.length).end().readings();
            assertThat(readings).as(text).hasSize(1);
            same(expected, readings.get(0), text);
        }
    }

    /** The answer of mode C: the data between STX and ETX, then the exclusive or of what is after STX. */
    private byte[] answer(String message) {
        List<String> lines = message.lines().toList();
        String head = lines.get(0).replaceAll("^(.{5}).*", "$1") + "METER";
        List<String> sets = lines.stream().skip(1).filter(line -> line.contains("(") && line.length() < 40)
                .collect(Collectors.toCollection(ArrayList::new));
        for (Map.Entry<Quantity, String> known : CODES.entrySet()) {
            if (random.nextInt(3) > 0) {
                sets.add(random.nextInt(sets.size() + 1), set(known.getKey(), known.getValue()));
            }
        }
        if (random.nextBoolean()) {
            Collections.shuffle(sets, random);
        }
        StringBuilder data = new StringBuilder();
        sets.forEach(set -> data.append(set).append(random.nextInt(4) == 0 ? "" : "\r\n"));
        if (!data.toString().endsWith("\r\n")) {
            data.append("\r\n");
        }
        data.append("!\r\n\003");
        int check = data.chars().reduce(0, (first, second) -> first ^ second);
        return (head + "\r\n\002" + data + (char) check).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String set(Quantity quantity, String code) {
        String head = random.nextBoolean() ? "" : random.nextInt(4) == 0 ? "1-1:" : "1-0:";
        String past = switch (random.nextInt(5)) {
            case 0 -> "*01";
            case 1 -> "*255";
            default -> "";
        };
        boolean signed = quantity == Quantity.POWER_NET && random.nextBoolean();
        int digits = 1 + random.nextInt(8);
        int decimals = random.nextInt(5);
        long most = pow(digits + decimals);
        long number = random.nextInt(3) > 0 ? random.nextLong(most) : random.nextBoolean() ? 0 : most - 1;
        String printed = BigDecimal.valueOf(number, decimals).toPlainString();
        String padded = "0".repeat(Math.max(0, digits + decimals + (decimals > 0 ? 1 : 0) - printed.length())) + printed;
        String prefix = List.copyOf(PREFIXES.keySet()).get(random.nextInt(PREFIXES.size()));
        String unit = random.nextInt(10) == 0 ? "x" : UNITS.get(quantity);
        return head + code + past + "(" + (signed ? "-" : "") + padded + "*" + prefix + unit + ")";
    }

    private static long pow(int digits) {
        return BigDecimal.ONE.scaleByPowerOfTen(digits).longValueExact();
    }

    private static void same(List<DataSet> expected, Reading reading, String message) {
        List<Register> registers = reading.message().registers();
        assertThat(registers.stream().map(Register::obis)).as(message).containsExactlyElementsOf(
                expected.stream().map(DataSet::getAddress).toList());
        Map<Quantity, BigDecimal> first = new EnumMap<>(Quantity.class);
        for (int i = 0; i < expected.size(); i++) {
            DataSet set = expected.get(i);
            String unit = set.getUnit().isEmpty() ? "" : "*" + set.getUnit();
            assertThat(registers.get(i).raw()).as(message).isEqualTo("(" + set.getValue() + unit + ")");
            String code = set.getAddress().replaceFirst("^1-[01]:", "").replaceFirst("\\*255$", "");
            for (Map.Entry<Quantity, String> known : CODES.entrySet()) {
                if (code.equals(known.getValue())) {
                    number(known.getKey(), set).ifPresent(value -> first.putIfAbsent(known.getKey(), value));
                }
            }
        }
        Map<Quantity, Optional<BigDecimal>> signed = signed(expected);
        CODES.keySet().stream().filter(first::containsKey).forEach(quantity -> same(quantity, quantity == Quantity.POWER_NET
                ? signed.get(quantity) : Optional.of(first.get(quantity)), reading, message));
        Phase.ALL.stream().map(Phase::power).filter(signed::containsKey)
                .forEach(power -> same(power, signed.get(power), reading, message));
    }

    private static void same(Quantity quantity, Optional<BigDecimal> known, Reading reading, String message) {
        assertThat(reading.values().has(quantity)).as("%s in %s", quantity, message).isEqualTo(known.isPresent());
        known.ifPresent(number -> assertThat(reading.values().decimal(quantity)).as("%s in %s", quantity, message)
                .isEqualByComparingTo(number));
    }

    /** The powers after the sign rule; those that are withheld are empty. */
    private static Map<Quantity, Optional<BigDecimal>> signed(List<DataSet> sent) {
        Map<Quantity, Optional<BigDecimal>> known = new EnumMap<>(Quantity.class);
        for (DataSet set : sent) {
            OF_SIGN_RULE.forEach((quantity, group) -> {
                if (set.getAddress().matches("(1-[01]:)?" + group + "\\.7(\\.0|\\.255)?(\\*255)?")) {
                    Optional<BigDecimal> number = number(quantity, set);
                    known.merge(quantity, number, (before, later) -> before.or(() -> later));
                }
            });
        }
        return SignRule.applied(known);
    }

    private static Optional<BigDecimal> number(Quantity quantity, DataSet set) {
        String unit = UNITS.getOrDefault(quantity, quantity.unit().symbol());
        if (!set.getUnit().endsWith(unit) || !PREFIXES.containsKey(set.getUnit().substring(0, set.getUnit().length() - unit.length()))) {
            return Optional.empty();
        }
        int prefix = PREFIXES.get(set.getUnit().substring(0, set.getUnit().length() - unit.length())) - (unit.equals("Wh") ? KILO : 0);
        BigDecimal value = new BigDecimal(set.getValue()).scaleByPowerOfTen(prefix).setScale(quantity.decimals(), RoundingMode.HALF_UP);
        return value.unscaledValue().bitLength() < Long.SIZE ? Optional.of(value) : Optional.empty();
    }
}
