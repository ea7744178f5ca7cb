package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;

class PowerNoticeTest {
    private final PowerNotice notice = new PowerNotice();

    private static Reading reading(Dialect dialect, boolean power) {
        Values.Builder values = new Values.Builder().set(Quantity.ENERGY_IMPORT, 1);
        if (power) {
            values.set(Quantity.POWER_NET, 1);
        }
        return new Reading(new MeterIdentity(dialect, "", Optional.of("1"), Optional.empty()), Optional.empty(), values.build(), List.of(),
                new PlainMessage(Details.NONE));
    }

    @Test
    void aFrenchMeterWithoutPowerNamesTheSettingOnce() {
        assertThat(notice.news(reading(Dialect.TIC_STANDARD, false))).hasValueSatisfying(text -> assertThat(text).contains("tic.power=apparent"));
        assertThat(notice.news(reading(Dialect.TIC_STANDARD, false))).isEmpty();
    }

    @Test
    void apparentPowerAsPowerIsToldOnceAlsoWhereItIsWithheldInBetween() {
        assertThat(notice.news(reading(Dialect.TIC_STANDARD, true))).hasValueSatisfying(text -> assertThat(text).contains("VA shown as W"));
        assertThat(notice.news(reading(Dialect.TIC_STANDARD, false))).isEmpty();
        assertThat(notice.news(reading(Dialect.TIC_STANDARD, true))).isEmpty();
    }

    @Test
    void theModeHistoriqueIsToldWhereMoreCanBeHad() {
        assertThat(notice.news(reading(Dialect.TIC_HISTORIQUE, false))).hasValueSatisfying(text -> assertThat(text).contains("mode standard"));
    }

    @Test
    void aGermanMeterInItsReducedSetIsToldItsPin() {
        assertThat(notice.news(reading(Dialect.D0, true))).isEmpty();
        assertThat(notice.news(reading(Dialect.D0, false))).hasValueSatisfying(text -> assertThat(text).contains("PIN", "Inf"));
        assertThat(notice.news(reading(Dialect.D0, false))).isEmpty();
    }

    @Test
    void aMeterWithP1NeedsNoWord() {
        assertThat(notice.news(reading(Dialect.DSMR5, false))).isEmpty();
    }
}
