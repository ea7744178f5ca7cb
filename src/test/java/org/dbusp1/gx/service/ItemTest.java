package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.dbusp1.output.ValueFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One path and the tree of paths. */
class ItemTest {
    private final Item power = item("/Ac/Power", ValueFormat.WATT);

    /** Returns an item whose path has no source. */
    static Item item(String path, ValueFormat format) {
        return new Item(PathDefinition.measured(path, format, view -> null));
    }

    @Test
    void onlyAnotherValueIsAChange() {
        assertThat(power.changed()).as("never set").isFalse();
        power.set(0L);
        assertThat(power.changed()).as("0 instead of invalid").isTrue();
        power.markSent();
        power.set(0L);
        assertThat(power.changed()).isFalse();
        power.set(1L);
        assertThat(power.changed()).isTrue();
    }

    @Test
    void whatIsInvalidTwiceHasNotChangedWhateverItWasSetTo() {
        power.set(Long.MAX_VALUE);
        assertThat(power.value()).isNull();
        assertThat(power.changed()).isFalse();
    }

    /** In millionths; the bus has doubles, which are exact up to 2^53. */
    @ParameterizedTest
    @CsvSource({"9999999999999.999,", "9007199254.740992, 9007199254740992", "9007199254.740993,", "9223372036854.775807,",
        "9223372036854.775808,", "18446744073709.551616,", "1E+400,", "99999999.999, 99999999999000", "-9999999999999.999,",
        "0.0000004, 0", "0.0000005, 1", "0, 0"})
    void aNumberThatDoesNotFitIsInvalid(BigDecimal number, Long held) {
        Item volume = item("/Aggregate", ValueFormat.CUBIC_METER);
        volume.set(number);
        assertThat(volume.value()).isEqualTo(held);
        assertThat(volume.text().equals("---")).isEqualTo(held == null);
    }
}
