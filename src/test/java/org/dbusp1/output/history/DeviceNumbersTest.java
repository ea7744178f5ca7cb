package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.List;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices whose numbers change without end. */
@Timeout(240)
class DeviceNumbersTest {
    private static final long NOON = TestHistory.second("2026-06-15T10:00:00Z");

    @AutoClose
    private TestHistory book;

    private void gas(int minute, String number) throws Exception {
        long at = NOON + minute * 60L;
        book.meter.mbus(1, 3, number, at, "1" + minute, "m3").mbus(2, 7, "W1", at, "2" + minute, "m3");
        book.add(at + 1);
    }

    private List<String> stored(String table) throws Exception {
        return Rows.stored(book.settings).get(table);
    }

    @Test
    void aChannelHasAtMost32DevicesEver() throws Exception {
        book = new TestHistory(SqlDialect.SQLITE);
        book.meter.with(POWER_NET, "100");
        for (int minute = 0; minute < 40; minute++) {
            gas(minute, "G" + minute);
            if (minute % 20 == 0) {
                book.restart();
            }
        }
        book.write();

        // One of water and one of electricity.
        assertThat(stored("p1_devices")).hasSize(DeviceNumbers.MOST_DEVICES + 2);
        assertThat(book.rows(Table.EVENTS)).filteredOn(row -> String.valueOf(row.get("kind")).startsWith("mbus_")).hasSize(31);
        assertThat(book.rows(Table.MBUS)).filteredOn(row -> row.get("channel").equals("1")).hasSize(32);
        assertThat(book.rows(Table.MBUS)).filteredOn(row -> row.get("channel").equals("2")).hasSize(40);
        assertThat(book.rows(Table.MINUTES)).hasSize(40);
    }
}
