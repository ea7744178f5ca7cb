package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void absentIsNotZero() {
        Values values = new Values.Builder().set(Quantity.POWER_IMPORT, 0).build();
        assertThat(values.has(Quantity.POWER_IMPORT)).isTrue();
        assertThat(values.has(Quantity.POWER_EXPORT)).isFalse();
        assertThatThrownBy(() -> values.scaled(Quantity.POWER_EXPORT)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> values.number(Quantity.POWER_EXPORT)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void keepsDecimalsExact() {
        Values values = new Values.Builder().set(Quantity.ENERGY_IMPORT, 10_240_000)
                .set(Quantity.POWER_NET, -1_200_000).set(Quantity.POWER_IMPORT, 0).set(Quantity.POWER_EXPORT, 1_230).build();
        assertThat(values.decimal(Quantity.POWER_IMPORT)).hasToString("0");
        assertThat(values.decimal(Quantity.POWER_EXPORT)).hasToString("1.23");
        assertThat(values.decimal(Quantity.ENERGY_IMPORT)).hasToString("1.024");
        assertThat(values.number(Quantity.ENERGY_IMPORT)).isEqualTo(1.024);
        assertThat(values.decimal(Quantity.POWER_NET)).hasToString("-1200");
    }

    @Property
    void givesBackWhatWasSet(@ForAll Map<Quantity, Long> given) {
        Values.Builder builder = new Values.Builder();
        given.forEach(builder::set);
        Values values = builder.build();
        Map<Quantity, Long> back = new EnumMap<>(Quantity.class);
        values.present().forEach(quantity -> back.put(quantity, values.scaled(quantity)));
        assertThat(back).isEqualTo(given);
    }

    @Property
    void withoutTakesAwayOnlyWhatIsNamed(@ForAll Map<Quantity, Long> given, @ForAll Set<Quantity> absent) {
        Values.Builder builder = new Values.Builder();
        given.forEach(builder::set);
        EnumSet<Quantity> left = EnumSet.noneOf(Quantity.class);
        left.addAll(given.keySet());
        left.removeAll(absent);
        assertThat(builder.build().without(absent).present()).isEqualTo(left);
    }

    @Test
    void equalValuesAreEqual() {
        Values.Builder builder = new Values.Builder();
        Values one = builder.set(Quantity.POWER_NET, 5).build();
        Values other = builder.clear().set(Quantity.FUSE, 5).build();
        Values again = builder.clear().set(Quantity.POWER_NET, 5).build();
        assertThat(one).isEqualTo(again).hasSameHashCodeAs(again).isNotEqualTo(other).isNotEqualTo("else");
        assertThat(one).isNotEqualTo(builder.set(Quantity.POWER_NET, 6).build());
        assertThat(builder.clear().set(Quantity.POWER_NET, 0).build()).isNotEqualTo(Values.NONE);
        assertThat(one).hasToString("{power_net_w=0.005}");
        assertThat(new Values.Builder().set(Quantity.FUSE, 25_000).set(Quantity.POWER_NET, 0).build())
                .hasToString("{power_net_w=0, fuse_threshold_a=25}");
    }

    @Test
    void aClearedBuilderHoldsNothing() {
        Values.Builder builder = new Values.Builder().set(Quantity.POWER_NET, 5).unreadable(Quantity.FUSE);
        assertThat(builder.has(Quantity.POWER_NET)).isTrue();
        assertThat(builder.sent(Quantity.FUSE) && !builder.has(Quantity.FUSE)).as("unreadable").isTrue();
        builder.clear();
        assertThat(builder.has(Quantity.POWER_NET)).isFalse();
        assertThat(builder.scaled(Quantity.POWER_NET)).isZero();
        assertThat(builder.sent(Quantity.FUSE)).isFalse();
        assertThat(builder.build()).isEqualTo(Values.NONE);
    }

    @Test
    void whatWasBuiltDoesNotChangeWithTheBuilder() {
        Values.Builder builder = new Values.Builder().set(Quantity.POWER_NET, 5);
        Values values = builder.build();
        builder.set(Quantity.POWER_NET, 6).set(Quantity.FUSE, 1);
        assertThat(values).hasToString("{power_net_w=0.005}");
    }
}
