package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;
import org.dbusp1.meter.Dialect.TariffRate;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.dialect.DialectRegistry;
import org.dbusp1.meter.dialect.Luxembourg;
import org.junit.jupiter.api.Test;

/** A dialect is added by the recipe of CONTRIBUTING.md: a file, its line in the registry, its simulated meter; nothing else. */
class InventedDialectTest {
    /** The new file in {@code meter.dialect}. */
    private static final class Atlantis {
        private static final Obis TIDE = Obis.parse("1-0:128.7.0");
        static final Dialect P1 = Dialect.named("ATLANTIS", "P1 Atlantis",
                new Country("Atlantis", "Atlantic/Azores", "open the hatch")).every(5, 10)
                .recognisedBy(telegram -> telegram.prints(TIDE))
                .numbers("0-0:42.0.0", "0-0:96.1.1").rates(TariffRate.NORMAL, TariffRate.LOW).build();
    }

    /** The registry with its line. */
    private static final List<Dialect> REGISTRY =
            Stream.concat(Stream.of(Atlantis.P1), DialectRegistry.TEXT.stream()).toList();

    /** The simulated meter. */
    private static final SimulatedDialect METER = new SimulatedDialect("atlantis", "Atlantis",
            ZoneId.of("Atlantic/Azores"), 5, 3_600, true, true, TariffRule.DUTCH, List.of(), Lines.template("""
                    /ATL5TRIDENT

                    1-3:0.2.8(50)
                    0-0:1.0.0({clock})
                    0-0:96.1.1({text K5####})
                    0-0:42.0.0({text A7####})
                    1-0:1.8.1({A+.1 000000.000*kWh})
                    1-0:1.8.2({A+.2 000000.000*kWh})
                    0-0:96.14.0({tariff 0000})
                    1-0:128.7.0(01.20*m)""", Lines.POWERS));

    private static Reading first(SimulatedDialect meter, List<Dialect> registry) {
        DsmrDecoder decoder = new DsmrDecoder(DsmrDecoder.Options.DEFAULT, registry);
        List<Reading> readings = new ArrayList<>();
        byte[] telegram = new SimulatedMeter(meter, House.usual(meter, Instant.parse("2026-06-23T12:00:00Z"))).next();
        new FrameScanner(false, Decryptor.none()).take(telegram, 0, telegram.length)
                .forEach(frame -> readings.add(DecodeResult.of(decoder, frame).reading()));
        return readings.get(0);
    }

    @Test
    void isRecognisedWithItsClockItsNumberAndItsTariffs() {
        Reading reading = first(METER, REGISTRY);
        assertThat(reading.meter().dialect()).isEqualTo(Atlantis.P1);
        assertThat(reading.meter().equipmentId()).hasValueSatisfying(number -> assertThat(number).startsWith("A7"));
        // In summer the Azores keep UTC.
        assertThat(reading.time()).hasValueSatisfying(time -> assertThat(time.offsetSeconds()).isZero());
        assertThat(reading.values().has(Quantity.POWER_NET)).isTrue();
        assertThat(reading.values().has(Quantity.ENERGY_IMPORT)).isTrue();
        assertThat(reading.meter().dialect().rate(1)).contains(TariffRate.NORMAL);
        assertThat(reading.meter().dialect().zone(Optional.empty())).isEqualTo(ZoneId.of("Atlantic/Azores"));
    }

    /** Without its line the telegram passes for one of Luxembourg, which names the device too. */
    @Test
    void isAnotherDialectWithoutItsLine() {
        assertThat(first(METER, DialectRegistry.TEXT).meter().dialect()).isEqualTo(Luxembourg.P1);
    }
}
