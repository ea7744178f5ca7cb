package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;

class PowerNoticeTest {
    private final PowerNotice notice = new PowerNotice();

    private static Reading reading(Dialect dialect, boolean power) {
        return reading(dialect, power ? Quantity.POWER_NET : Quantity.ENERGY_EXPORT, Optional.empty());
    }

    /** @param unit of a register of the message that gave no value; absent: the message has none */
    private static Reading reading(Dialect dialect, Quantity quantity, Optional<String> unit) {
        Values values = new Values.Builder().set(Quantity.ENERGY_IMPORT, 1).set(quantity, 1).build();
        List<Register> registers = unit.stream().map(known -> new Register("1-0:16.7.0*255", "integer", "", null, known,
                null, null)).toList();
        return Snapshots.of(values).dialect(dialect).number("1").registers(registers).reading();
    }

    @Test
    void aGermanMeterInItsReducedSetNeedsItsPin() {
        assertThat(notice.warning(reading(Dialect.D0, true))).isNull();
        assertThat(notice.warning(reading(Dialect.D0, false))).contains("PIN", "Inf");
        assertThat(notice.warning(reading(Dialect.D0, false))).isNull();
    }

    @Test
    void aMeterWithSmlNeedsItsPinAgainWhenItsPowerGoes() {
        assertThat(notice.warning(reading(Dialect.SML, false))).isNotNull();
        assertThat(notice.warning(reading(Dialect.SML, false))).isNull();
        assertThat(notice.warning(reading(Dialect.SML, true))).isNull();
        assertThat(notice.warning(reading(Dialect.SML, false))).isNotNull();
    }

    @Test
    void aPowerOfUnknownDirectionOrNumberIsOneThatTheMeterSends() {
        assertThat(notice.warning(reading(Dialect.SML, Quantity.POWER_ABS, Optional.empty()))).isNull();
        assertThat(notice.warning(reading(Dialect.SML, Quantity.ENERGY_EXPORT, Optional.of("W")))).isNull();
        assertThat(notice.warning(reading(Dialect.SML, Quantity.ENERGY_EXPORT, Optional.of("Wh")))).isNotNull();
    }

    @Test
    void aMeterWithP1NeedsNoWord() {
        assertThat(notice.warning(reading(Dialect.DSMR5, false))).isNull();
    }
}
