package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.dbusp1.fuzz.CheckedLine;
import org.dbusp1.fuzz.FairShare;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages as lines of CSV: always as many cells as columns, whatever a text holds. */
class CsvFuzzTest {
    /** A line of quoted or empty cells (RFC 4180), separated by semicolons. */
    private static final Pattern LINE = Pattern.compile("(?:(?:\"(?:[^\"]|\"\")*+\")?;)*+(?:\"(?:[^\"]|\"\")*+\")?\r\n");
    private static final Pattern CELL = Pattern.compile("(?:\"(?:[^\"]|\"\")*+\")?(;|\r\n)");

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void everyLineHasAllCells(byte[] data) throws IOException {
        CsvLine line = new CsvLine(CsvFormat.DEFAULT);
        FullColumns.names(line);
        long columns = cells(text(line));
        P1DsmrColumns p1dsmr = new P1DsmrColumns(P1DsmrSettings.DEFAULT);
        List<Snapshot> snapshots = CheckedLine.snapshots(data);
        for (Snapshot snapshot : snapshots) {
            FullColumns.write(snapshot.reading(),
                    snapshot.reading().time().orElse(new Stamp(snapshot.arrival().getEpochSecond(), 0)), line);
            assertThat(cells(text(line))).isEqualTo(columns);
            p1dsmr.write(snapshot.reading(), snapshot.reading().time(), line);
            assertThat(cells(text(line))).isEqualTo(P1DsmrColumns.NAMES.size());
        }
        SHARE.count(data, !snapshots.isEmpty());
    }

    private static String text(CsvLine line) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        line.writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static long cells(String line) {
        assertThat(LINE.matcher(line).matches()).as(line).isTrue();
        return CELL.matcher(line).results().count();
    }
}
