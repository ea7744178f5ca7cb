package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests names and versions of meters, as people read them. */
class MeterIdentityTest {
    private static MeterIdentity meter(Dialect dialect, String identification, String version) {
        return new MeterIdentity(dialect, identification, null, version);
    }

    @ParameterizedTest
    @CsvSource({"DSMR5,50,5.0", "DSMR4,42,4.2", "DSMR4,40,4.0", "BELGIUM,50217,'5.0.2, e-MUCS 1.7'",
        "BELGIUM,50221,'5.0.2, e-MUCS 2.1'", "BELGIUM,21110,21110", "AUSTRIA,02,02", "D0,1.02.007,1.02.007", "HUNGARY,1200,1200",
        "DSMR5,5,5", "DSMR5,5a,5a", "DSMR5,50213,50213", "DSMR2,,"})
    void theVersionReadsAsPeopleSayIt(@ConvertWith(DialectName.class) Dialect dialect, String printed, String expected) {
        assertThat(meter(dialect, "", printed).versionForPeople()).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({"XMX5LGBBFG10, LGBBFG10", "Ene5\\T210-D ESMR5.0, T210-D ESMR5.0", "KFM5KAIFA-METER, KAIFA-METER",
        "ISk5\\2M550T-1012, 2M550T-1012"})
    void theModelIsWhatFollowsMakerAndSpeed(String identification, String model) {
        assertThat(meter(Dialect.DSMR5, identification, null).model()).contains(model);
    }

    @Test
    void whereNothingFollowsThereIsNoModel() {
        for (String none : new String[] {"", "XMX", "XMX5", "XMX5\\", "XMX5  "}) {
            assertThat(meter(Dialect.DSMR5, none, null).model()).as(none).isEmpty();
        }
        assertThat(meter(Dialect.AIDON, "AIDON_V0001", null).model()).as("the name of a list").isEmpty();
        assertThat(meter(Dialect.SML, "EMH metering", null).model()).as("a maker").isEmpty();
    }
}
