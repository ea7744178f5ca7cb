package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"115200-8N1", "9600-7E1", "115200-7E1", "9600-8N1", "2400-8E1", "300-7E1"})
    void areReadAndWrittenAlike(String text) {
        assertThat(LineSettings.parse(text)).hasToString(text);
    }

    /** Of another form, at a speed that no line has, or with 7 data bits and no parity, odd parity or two stop bits, as no meter sends. */
    @ParameterizedTest
    @ValueSource(strings = {"", "115200", "115200 8N1", "115200-8n1", "115200-9N1", "115200-8N3", "115200-8M1", "auto",
        "99999999-8N1", "-1-8N1", "1200000-8N1", "115201-8N1", "0-8N1", "9600-7N1", "9600-7O1", "9600-8O1", "9600-8N2", "9600-7E2"})
    void whatNoLineHasIsRefused(String text) {
        assertThatThrownBy(() -> LineSettings.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
