package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.dbusp1.Beside;
import org.dbusp1.fuzz.CheckedLine;
import org.dbusp1.fuzz.FairShare;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages as lines of CSV: always as many cells as columns, whatever a text holds. */
@Tag(Beside.TAG)
class CsvFuzzTest {
    /** A line of quoted or empty cells (RFC 4180), separated by semicolons. */
    private static final Pattern CELL = Pattern.compile("\\G(?:\"(?:[^\"]|\"\")*+\")?(?:;|\r\n$)");

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void everyLineHasAllCells(byte[] data) {
        List<CsvLines> writers = List.of(new CsvLines(CsvColumns.full(), CsvOutputTest.FORMAT),
                new CsvLines(CsvColumns.p1dsmr(null), CsvOutputTest.FORMAT));
        List<Snapshot> snapshots = CheckedLine.snapshots(data);
        for (CsvLines writer : writers) {
            long columns = cells(writer.headerLine());
            for (Snapshot snapshot : snapshots) {
                Stamp time = Objects.requireNonNullElse(snapshot.reading().time(),
                        new Stamp(snapshot.arrival().machineTime().getEpochSecond(), 0));
                assertThat(cells(writer.line(snapshot.reading(), time))).isEqualTo(columns);
            }
        }
        SHARE.count(data, !snapshots.isEmpty());
    }

    private static long cells(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8);
        List<MatchResult> cells = CELL.matcher(line).results().toList();
        assertThat(cells.get(cells.size() - 1).end()).as(line).isEqualTo(line.length());
        return cells.size();
    }
}
