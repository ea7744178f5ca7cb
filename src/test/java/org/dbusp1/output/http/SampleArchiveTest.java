package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Archive.Column;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.history.ArchiveColumns;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the history that the page is tested with against the one that the driver keeps. */
class SampleArchiveTest {
    @ParameterizedTest
    @EnumSource(Table.class)
    void hasNoColumnThatTheHistoryDoesNotHave(Table table) throws Exception {
        List<Column> columns = new ArrayList<>();
        new SampleArchive(Instant.EPOCH, true).read(table, Step.ROW, 0, 1, new Archive.Rows() {
            @Override
            public void columns(List<Column> names) {
                columns.addAll(names);
            }

            @Override
            public void row(List<String> cells) throws IOException {
                assertThat(cells).hasSameSizeAs(columns);
            }
        });

        assertThat(columns).isNotEmpty();
        assertThat(ArchiveColumns.of(table, Step.ROW)).containsAll(columns);
    }
}
