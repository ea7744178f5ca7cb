package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.csv.CsvColumns.Column;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Test;

class CsvLinesTest {
    @Test
    void aLineBeginsAnewAQuoteIsDoubledAndTextIsUtf8() {
        Reading any = new SampleMeter("dsmr42", Wiring.ONE_PHASE, SampleMeter.START).next().reading();
        CsvLines writer = new CsvLines(List.of(new Column("a", (reading, time, line) -> line.number(new BigDecimal("-1.50"))),
                new Column("b", (reading, time, line) -> line.emptyCell()),
                new Column("c", (reading, time, line) -> line.text("3\" m³"))), new CsvFormat('\t', ','));
        for (int i = 0; i < 2; i++) {
            assertThat(new String(writer.line(any, null), StandardCharsets.UTF_8)).isEqualTo("\"-1,50\"\t\t\"3\"\" m³\"\r\n");
        }
    }
}
