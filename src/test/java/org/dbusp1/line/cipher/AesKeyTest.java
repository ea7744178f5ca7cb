package org.dbusp1.line.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesKeyTest {
    private static final String DIGITS = "36c66639E48A8CA4D6BC8B282A793BBB";

    @ParameterizedTest
    @ValueSource(strings = {DIGITS, DIGITS + " \r\n", "36c66639 E48A8CA4 D6BC8B28 2A793BBB", "36:c6-66:39-E48A8CA4D6BC8B282A793BBB"})
    void readsAKey(String text) throws Exception {
        assertThat(AesKey.of(text, "key").bytes()).asHexString().isEqualToIgnoringCase(DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"6c66639E48A8CA4D6BC8B282A793BBB, key has 31 characters; a key has 32 hex digits",
        "X6c66639E48A8CA4D6BC8B282A793BBB, key holds something else than hex digits; a key has 32 of 0-9 and A-F"})
    void aMistakeIsReportedWithoutThePartsOfTheKey(String text, String message) {
        assertThatThrownBy(() -> AesKey.of(text, "key")).isInstanceOf(AesKey.BadKeyException.class).hasMessage(message).hasNoCause();
    }

    @Test
    void neverPrintsAKey() throws Exception {
        assertThat(AesKey.of(DIGITS, "key").toString()).isNotEmpty().doesNotContainIgnoringCase("36c6");
    }
}
