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

    @Test
    void aWebAddressHasAPortThatThereIs() {
        assertThat(Keys.DSMRREADER_URL.read("http://nas.local")).isPresent();
        assertThat(Keys.DSMRREADER_URL.read("http://nas.local:65535")).isPresent();
        assertThat(Keys.DSMRREADER_URL.read("http://nas.local:77777")).isEmpty();
        assertThat(Keys.DSMRREADER_URL.read("http://nas.local:0")).isEmpty();
    }
}
