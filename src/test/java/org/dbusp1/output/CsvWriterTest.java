package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvWriterTest {
    private final CsvWriter writer = new CsvWriter(new CsvFormat(',', '.'));

    /** Of a device, whose number is the line's: a spreadsheet would run it. */
    @ParameterizedTest
    @ValueSource(strings = {"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"})
    void aTextIsNoFormula(String number) {
        writer.text(number);
        assertThat(writer.endLine()).isEqualTo("\"'" + number + "\"\r\n");
    }

    @Test
    void aMeasuredValueStaysANumber() {
        writer.number("-2226");
        writer.text("G=1");
        writer.text("");
        assertThat(writer.endLine()).isEqualTo("\"-2226\",\"G=1\",\"\"\r\n");
    }
}
