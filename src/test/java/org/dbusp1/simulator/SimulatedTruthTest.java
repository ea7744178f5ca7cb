package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.DialectName;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;
import org.dbusp1.metering.Published.Withheld;
import org.dbusp1.metering.guard.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that the decoder makes of simulated telegrams exactly what the simulation knows: no more, no less, nothing else. */
class SimulatedTruthTest {
    private static final Pattern NUMBER_FIELD = Pattern.compile("\\{([^{} ][^{}]*?) (0[0.]*)[^{}#]*}");
    /** Before a change of the tariff, the end of summer time, and its beginning. */
    private static final List<Instant> STARTS = Stream.of("2026-06-23T04:58:30Z", "2025-10-26T00:58:50Z", "2026-03-29T00:58:50Z")
            .map(Instant::parse).toList();
    private static final Map<String, Quantity> PRINTED = printed();
    /** D0 meters have one signed power where others have two; it is where they print it. */
    private static final Map<String, Quantity> SIGNED = Map.of("P", Quantity.POWER_IMPORT, "P.L1",
            Quantity.POWER_IMPORT_L1, "P.L2", Quantity.POWER_IMPORT_L2, "P.L3", Quantity.POWER_IMPORT_L3);
    /** Registers that become no quantity: means, and largest values. */
    private static final Set<String> UNNAMED = Set.of("R+.1", "R+.2", "R+.3", "R+.4", "R-.1", "R-.2", "R-.3", "R-.4",
            "U.max", "I.max", "I.sum", "gas", "water", "heat");
    /** Constants of the templates, and sums that the decoder makes. */
    private static final Set<Quantity> OTHERS = EnumSet.of(Quantity.FUSE, Quantity.FUSE_EXPORT, Quantity.DEMAND_NET, Quantity.POWER_NET,
            Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3, Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT);

    private static Map<String, Quantity> printed() {
        Map<String, Quantity> printed = new HashMap<>(Map.of("A+-", Quantity.ENERGY_COMBINED, "I.N",
                Quantity.CURRENT_NEUTRAL, "f", Quantity.FREQUENCY, "|P|", Quantity.POWER_ABS, "failures",
                Quantity.POWER_FAILURES, "long failures", Quantity.LONG_POWER_FAILURES, "tariff", Quantity.TARIFF));
        Map.of("A+", "ENERGY_IMPORT", "A-", "ENERGY_EXPORT").forEach((field, name) -> {
            printed.put(field, Quantity.valueOf(name));
            for (int t = 1; t <= 5; t++) {
                printed.put(field + "." + t, Quantity.valueOf(name + "_T" + t));
            }
        });
        Map.of("P+", "POWER_IMPORT", "P-", "POWER_EXPORT", "P", "POWER_NET", "Q+", "REACTIVE_IMPORT", "Q-",
                "REACTIVE_EXPORT", "S+", "APPARENT_IMPORT", "S-", "APPARENT_EXPORT", "PF", "POWER_FACTOR", "|PF|",
                "POWER_FACTOR").forEach((field, name) -> {
                    printed.put(field, Quantity.valueOf(name));
                    phases(printed, field, name.replace("POWER_NET", "POWER"));
                });
        Map.of("U", "VOLTAGE", "I", "CURRENT", "sags", "VOLTAGE_SAGS", "swells", "VOLTAGE_SWELLS")
                .forEach((field, name) -> phases(printed, field, name));
        Map.of("R+", "REACTIVE_ENERGY_IMPORT", "R-", "REACTIVE_ENERGY_EXPORT", "R1", "REACTIVE_ENERGY_Q1", "R2",
                "REACTIVE_ENERGY_Q2", "R3", "REACTIVE_ENERGY_Q3", "R4", "REACTIVE_ENERGY_Q4")
                .forEach((field, name) -> printed.put(field, Quantity.valueOf(name)));
        Map.of("Q1", "REACTIVE_Q1", "Q2", "REACTIVE_Q2", "Q3", "REACTIVE_Q3", "Q4", "REACTIVE_Q4", "demand+",
                "DEMAND_IMPORT", "demand-", "DEMAND_EXPORT", "peak+", "PEAK_IMPORT")
                .forEach((field, name) -> printed.put(field, Quantity.valueOf(name)));
        return printed;
    }

    private static void phases(Map<String, Quantity> printed, String field, String name) {
        for (int l = 1; l <= 3; l++) {
            printed.put(field + ".L" + l, Quantity.valueOf(name + "_L" + l));
        }
    }

    /** Without a capture nothing else proves a dialect. Finland's meters send what Nordic ones do: their owner selects it. */
    @Test
    void everyDialectOfTextIsSimulated() throws NoSuchMethodException {
        String[] rows = getClass().getDeclaredMethod("isDecodedAsItWasSimulated", String.class, Dialect.class)
                .getAnnotation(CsvSource.class).value();

        Set<Dialect> simulated = Stream.of(rows).map(row -> Dialect.valueOf(row.split(", ")[1])).collect(Collectors.toSet());
        Complaints.none(Dialect.TEXT.stream().filter(dialect -> dialect != Dialect.FINLAND && !simulated.contains(dialect))
                .map(dialect -> "src/test/java/org/dbusp1/simulator/SimulatedTruthTest.java: a row of isDecodedAsItWasSimulated is missing: \""
                        + "the name of a simulated meter, " + dialect + "\"").toList());
    }

    @ParameterizedTest
    @CsvSource({"dsmr22, DSMR2", "dsmr30, DSMR2", "dsmr40, DSMR4", "dsmr42, DSMR4", "dsmr50, DSMR5", "warmtelink, DSMR5",
        "emucs13, BELGIUM", "emucs15, BELGIUM", "emucs16, BELGIUM", "emucs17, BELGIUM", "emucs171, BELGIUM", "emucs221, BELGIUM",
        "wallonia, BELGIUM", "luxembourg, LUXEMBOURG", "austria, AUSTRIA", "switzerland, SWITZERLAND", "d0, D0", "d0-ebz, D0",
        "sweden, NORDIC", "finland, NORDIC", "denmark, NORDIC", "norway, NORDIC", "hungary, HUNGARY", "hungary-sanxing, HUNGARY",
        "sweden-star, P1", "iceland, ICELAND", "lithuania, LITHUANIA", "lithuania-maximal, LITHUANIA", "poland, POLAND", "israel, ISRAEL"})
    void isDecodedAsItWasSimulated(String name, @ConvertWith(DialectName.class) Dialect dialect) {
        SimulatedDialect simulated = SimulatedMeterTest.dialect(name);
        for (Wiring wiring : Wiring.values()) {
            SimulatedMeter meter = new SimulatedMeter(simulated,
                    new House(wiring, 3_600, simulated.devices(), 5, STARTS.get(wiring.ordinal())));
            Guard guard = new Guard();
            TestPipeline chain = new TestPipeline(dialect == Dialect.NORDIC
                    ? new DsmrDecoder.Options(simulated.zone(), null, DsmrDecoder.Options.Checksum.BY_METER)
                    : DsmrDecoder.Options.DEFAULT);
            Map<String, String> fields = new HashMap<>();
            NUMBER_FIELD.matcher(simulated.template().replaceAll("1-0:\\d+\\.24\\.0.*\n", "")).results()
                    .forEach(found -> fields.put(found.group(1), found.group(2)));
            fields.keySet().removeIf(field -> wiring == Wiring.ONE_PHASE && field.matches(".*L[23]") || UNNAMED.contains(field));
            for (int i = 0; i < 120; i++) {
                Reading reading = read(meter.next(), chain);
                assertThat(reading.meter().dialect()).isEqualTo(dialect);
                assertThat(guard.checkValues(reading, meter.second() * 1_000_000_000L)).isEqualTo(Withheld.NOTHING);
                compare(reading, meter, simulated, fields);
            }
        }
    }

    private static Reading read(byte[] telegram, TestPipeline chain) {
        int before = chain.decoded.size();
        chain.accept(telegram, () -> telegram.length);
        assertThat(chain.decoded).hasSize(before + 1);
        return chain.decoded.get(before).reading();
    }

    private static void compare(Reading reading, SimulatedMeter meter, SimulatedDialect dialect, Map<String, String> fields) {
        Set<Quantity> expected = EnumSet.noneOf(Quantity.class);
        fields.forEach((field, mask) -> {
            Quantity quantity = dialect.name().equals("d0") ? SIGNED.getOrDefault(field, PRINTED.get(field)) : PRINTED.get(field);
            assertThat(quantity).as("quantity of {%s}, which has no row in PRINTED or UNNAMED", field).isNotNull();
            expected.add(quantity);
            assertThat(reading.values().has(quantity)).as("%s of %s", quantity, field).isTrue();
            assertThat(reading.values().scaled(quantity)).as("%s of %s", quantity, field)
                    .isCloseTo(truth(NumberField.ALL.get(field), quantity, meter), within(step(mask, quantity)));
        });
        Set<Quantity> unexpected = new HashSet<>(reading.values().present());
        unexpected.removeAll(expected);
        unexpected.removeAll(OTHERS);
        assertThat(unexpected).as("printed by no field of the template; a constant or a sum is in OTHERS").isEmpty();
        Optional.ofNullable(reading.time()).ifPresent(time -> assertThat(time).isEqualTo(new Stamp(meter.second(),
                dialect.zone().getRules().getOffset(Instant.ofEpochSecond(meter.second())).getTotalSeconds())));
        if (reading.values().has(Quantity.POWER_NET)) {
            assertThat(reading.values().scaled(Quantity.POWER_NET)).isCloseTo(meter.registers().watts * 1_000L,
                    within(dialect.name().matches("dsmr[23].") ? 5_000L : 0L));
        }
        // Iceland's heat meters have neither a type nor a number nor a time.
        boolean untyped = dialect.name().equals("iceland");
        assertThat(reading.devices()).extracting(device -> device.medium().name())
                .containsExactlyElementsOf(dialect.devices().stream().map(medium -> untyped ? "OTHER" : medium.name()).toList());
        if (untyped) {
            long millilitres = meter.device(SimulatedMedium.WATER).reading();
            assertThat(reading.devices().get(0).reading())
                    .isEqualTo(new MBusDevice.CounterReading(null, BigDecimal.valueOf(millilitres / 1000, 3), "m3"));
            return;
        }
        for (MBusDevice device : reading.devices()) {
            DeviceCounter counter = meter.device(SimulatedMedium.valueOf(device.medium().name()));
            assertThat(device.id()).isNotNull();
            // A time of DSMR 2 and 3 has no season, and an hour in October comes twice.
            assertThat(device.reading().time().epochSecond())
                    .isCloseTo(counter.readingTime(), within(dialect.name().matches("dsmr[23].") ? 3_600L : 0L));
            assertThat(device.reading().value().movePointRight(3).longValueExact()).isEqualTo(counter.reading() / 1_000);
        }
    }

    /** In the decoder's units. */
    private static long truth(NumberField field, Quantity quantity, SimulatedMeter meter) {
        ToLongFunction<SimulatedMeter> raw = field.raw();
        long one = quantity.unit() == Unit.COUNT || quantity.unit() == Unit.RATIO ? 1
                : quantity.unit() == Unit.KILOWATT_HOUR || quantity.unit() == Unit.KILOVAR_HOUR ? 10_000 : 1_000;
        long per = field.perUnit();
        return quantity.unit() == Unit.RATIO ? raw.applyAsLong(meter) : Math.round((double) raw.applyAsLong(meter) * one / per);
    }

    /** Half of the printed last decimal, and a whole one for counters, in the decoder's units. */
    private static long step(String mask, Quantity quantity) {
        int decimals = Mask.parse(mask).decimals();
        return switch (quantity.unit()) {
            case KILOWATT_HOUR, KILOVAR_HOUR -> decimals == 0 ? 10_000 : (long) Math.pow(10, 7 - decimals);
            case VOLT, AMPERE, HERTZ -> (long) (1_000 / Math.pow(10, decimals) / 2);
            case WATT -> decimals == 2 && mask.length() < 8 ? 5_000 : 0;
            default -> 0;
        };
    }

    @Test
    void peaksHistoryAndFailuresAreReadAsSimulated() {
        SimulatedMeter meter = SimulatedLog.meter("emucs17", Instant.parse("2026-01-13T04:50:00Z"));
        Details details = read(meter.next(), new TestPipeline()).message().details();
        assertThat(details.peakHistory()).hasSize(13);
        assertThat(details.peakImport().time().epochSecond()).isEqualTo(meter.demandImport().peak().time());
        assertThat(details.breaker()).isEqualTo("1");

        details = read(SimulatedLog.of("dsmr50", Instant.parse("2026-01-13T04:50:00Z"), 1), new TestPipeline()).message().details();
        assertThat(details.failures()).hasSize(2);
    }
}
