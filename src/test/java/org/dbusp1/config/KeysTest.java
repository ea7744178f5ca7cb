package org.dbusp1.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void whatEveryKeyHasWhenNobodySetsItIsAllowed() {
        assertThat(Keys.all()).allSatisfy(key -> assertThat(key.read(key.standard())).isPresent());
    }

    @Test
    void everyKeyHasItsOwnNameAndVariable() {
        assertThat(Keys.all()).extracting(Key::name).doesNotHaveDuplicates();
        assertThat(Keys.all()).extracting(Key::variable).doesNotHaveDuplicates();
    }
}
