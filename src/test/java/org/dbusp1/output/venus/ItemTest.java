package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

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
    void aMissingTextIsInvalid() {
        assertThat(name.valid()).as("never set").isFalse();
        name.set(Optional.of("house"));
        assertThat(name.value()).isEqualTo(Optional.of("house"));
        assertThat(name.text()).isEqualTo("house");
        name.set(Optional.empty());
        assertThat(name.value()).isEmpty();
        assertThat(name.text()).isEqualTo("---");
    }
}
