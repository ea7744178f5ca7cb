package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One path and the tree of paths. */
class ItemTest {
    private final Item power = item("/Ac/Power", Format.WATT);
    private final Item name = item("/CustomName", Format.TEXT);

    /** Returns an item whose path has no source. */
    static Item item(String path, Format format) {
        return new Item(PathDefinition.measured(path, format, (view, any) -> { }));
    }

    @Test
    void onlyAnotherValueIsAChange() {
        assertThat(power.changed()).as("never set").isFalse();
        power.set(0);
        assertThat(power.changed()).as("0 instead of invalid").isTrue();
        power.markSent();
        power.set(0);
        assertThat(power.changed()).isFalse();
        power.set(1);
        assertThat(power.changed()).isTrue();
    }

    @Test
    void anotherTextIsAChange() {
        name.set("house");
        name.markSent();
        name.set("house");
        assertThat(name.changed()).isFalse();
        name.set("shed");
        assertThat(name.changed()).isTrue();
        name.markSent();
        name.clear();
        assertThat(name.changed()).isTrue();
    }

    @Test
    void whatIsInvalidTwiceHasNotChangedWhateverItWasSetTo() {
        power.set(Long.MAX_VALUE);
        assertThat(power.valid()).isFalse();
        assertThat(power.changed()).isFalse();
    }

    @Test
    void aNumberThatFitsIsValidUntilItIsCleared() {
        assertThat(power.valid()).as("never set").isFalse();
        power.set(1);
        assertThat(power.valid()).isTrue();
        power.clear();
        assertThat(power.valid()).isFalse();
    }

    @Test
    void aMissingTextIsInvalid() {
        name.set(Optional.of("house"));
        assertThat(name.value()).isEqualTo(Optional.of("house"));
        assertThat(name.text()).isEqualTo("house");
        name.set(Optional.empty());
        assertThat(name.value()).isEmpty();
        assertThat(name.text()).isEqualTo("---");
    }

    @Test
    void aNumberIsRoundedHalfUpToItsLastDecimal() {
        power.set(new BigDecimal("0.0005"));
        assertThat(power.value()).isEqualTo(Optional.of(1L));
        power.set(new BigDecimal("0.00049"));
        assertThat(power.value()).isEqualTo(Optional.of(0L));
    }

    @Test
    void aNumberTooLongForItsTypeIsInvalidAndNoOtherNumber() {
        for (String tooLong : List.of("1E+19", "18446744073709551.616", "9223372036854775.808", "-1E+400")) {
            power.set(1);
            power.set(new BigDecimal(tooLong));
            assertThat(power.valid()).as(tooLong).isFalse();
        }
        Item count = item("/Count", Format.INTEGER);
        count.set(new BigDecimal("2147483647"));
        assertThat(count.value()).isEqualTo(Optional.of(2147483647L));
        count.set(new BigDecimal("2147483648"));
        assertThat(count.valid()).isFalse();
    }

    @Test
    void doublesHoldEachWholeNumberUpToTheirLastExactOne() {
        long last = 1L << 53;
        assertThat(List.of(Format.WATT.holds(last), Format.WATT.holds(-last))).containsOnly(true);
        assertThat(List.of(Format.WATT.holds(last + 1), Format.WATT.holds(-last - 1))).containsOnly(false);
        assertThat(Format.TEXT.holds(0)).as("a text is no number").isFalse();
    }
}
