package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CsvLineTest {
    @Property
    void numbersAreExactAndWithoutZerosAtTheirEnd(@ForAll long scaled, @ForAll @IntRange(max = 10) int decimals)
            throws IOException {
        long any = scaled == Long.MIN_VALUE ? 0 : scaled;
        String cell = cell(new CsvLine(CsvFormat.DEFAULT).number(any, decimals));
        BigDecimal exact = BigDecimal.valueOf(any, decimals).stripTrailingZeros();
        assertThat(cell).isEqualTo(exact.toPlainString());
    }

    @Property
    void measurementsHaveSevenDigits(@ForAll @DoubleRange(min = -1e6, max = 1e6) double value) throws IOException {
        String cell = cell(new CsvLine(CsvFormat.DEFAULT).number(value));
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(7, RoundingMode.HALF_UP));
        assertThat(new BigDecimal(cell).subtract(rounded).abs())
                .isLessThanOrEqualTo(rounded.ulp());
        assertThat(new BigDecimal(cell).stripTrailingZeros().precision()).isLessThanOrEqualTo(7);
    }

    @Test
    void aQuoteIsDoubledAndTextIsUtf8() throws IOException {
        assertThat(cell(new CsvLine(CsvFormat.DEFAULT).text("3\" m³"))).isEqualTo("3\"\" m³");
    }

    @Test
    void aLineBeginsAnewWhenItWasWritten() throws IOException {
        CsvLine line = new CsvLine(new CsvFormat('\t', ','));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line.number(-15, 1).nothing().text("a").writeTo(out);
        line.nothing().nothing().writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\"-1,5\"\t\t\"a\"\r\n\t\r\n");
    }

    private static String cell(CsvLine line) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line.writeTo(out);
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("\"").endsWith("\"\r\n");
        return text.substring(1, text.length() - 3);
    }
}
