package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.csv.CsvColumns.Column;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Test;

class CsvWriterTest {
    private static final Reading ANY = message();

    @Test
    void aQuoteIsDoubledAndTextIsUtf8() {
        assertThat(cell(line -> line.text("3\" m³"))).isEqualTo("3\"\" m³");
    }

    @Test
    void aLineBeginsAnewWhenItWasWritten() {
        CsvWriter writer = writer(new CsvSettings.Format('\t', ','), line -> line.number(new BigDecimal("-1.50")), CsvWriter::nothing,
                line -> line.text("a"));
        for (int i = 0; i < 2; i++) {
            assertThat(text(writer.line(ANY, Optional.empty()))).isEqualTo("\"-1,5\"\t\t\"a\"\r\n");
        }
        assertThat(text(writer(CsvOutputTest.FORMAT, CsvWriter::nothing, CsvWriter::nothing)
                .line(ANY, Optional.empty()))).isEqualTo(";\r\n");
    }

    /** A cell as a file has it, without its quotes. */
    private static String cell(Consumer<CsvWriter> cell) {
        String text = text(writer(CsvOutputTest.FORMAT, cell).line(ANY, Optional.empty()));
        assertThat(text).startsWith("\"").endsWith("\"\r\n");
        return text.substring(1, text.length() - 3);
    }

    @SafeVarargs
    private static CsvWriter writer(CsvSettings.Format format, Consumer<CsvWriter>... cells) {
        List<Column> columns = Stream.of(cells)
                .map(cell -> new Column("any", (reading, time, line) -> cell.accept(line))).toList();
        return new CsvWriter(columns, format);
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }

    private static Reading message() {
        Snapshot snapshot = new SampleMeter("dsmr42", Wiring.ONE_PHASE, SampleMeter.START).next();
        return snapshot.reading();
    }
}
