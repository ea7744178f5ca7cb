package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An import into a server that goes away meanwhile. */
@Timeout(240)
class HistoryImportTest {
    private static final long NOON = TestHistory.second("2026-06-15T10:00:00Z");

    private final List<String> troubles = new ArrayList<>();

    private static void log(HistoryImport into, long from) throws Exception {
        for (int i = 0; i < 10; i++) {
            into.add(new Readings().with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i)).at(from + i * 60L));
        }
        into.endOfLog();
    }

    @Test
    void aServerThatComesBackGetsEveryMinute() throws Exception {
        Servers.Server server = Servers.shared(Database.POSTGRESQL);
        HistorySettings settings = server.fresh();
        try (HistoryImport into = new HistoryImport(settings, line -> {
            troubles.add(line);
            start(server);
        })) {
            log(into, NOON);
            server.kill();
            log(into, NOON + 3_600);
            assertThat(into.written()).isEqualTo(20);
        }
        assertThat(troubles).singleElement().asString().contains("cannot be written").contains("tried again for 120 s");
        assertThat(Rows.all(settings, Table.MINUTES)).hasSize(20);
    }

    private static void start(Servers.Server server) {
        try {
            server.start();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** 22:30 UTC is February in Finland, January in Sweden, whose telegrams look the same. */
    @Test
    void theMonthOfAPeakIsThatOfTheOwnersZone() throws Exception {
        HistorySettings settings = Servers.changed(Servers.fresh(Database.SQLITE), 31, Optional.of(ZoneId.of("Europe/Helsinki")),
                Tariff.named("flanders"));
        try (HistoryImport into = new HistoryImport(settings, troubles::add)) {
            Readings meter = new Readings().dialect(Dialect.NORDIC).with(Quantity.PEAK_IMPORT, "4161");
            for (int i = 0; i < 10; i++) {
                into.add(meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i))
                        .at(TestHistory.second("2026-01-31T22:30:00Z") + i * 60L));
            }
            into.endOfLog();
        }

        assertThat(Rows.all(settings, Table.PEAKS)).extracting(row -> row.get("day") + " " + row.get("peak_w"))
                .contains("2026-02-01 4161").noneMatch(row -> row.startsWith("2026-01"));
    }

    @Test
    void aServerThatStaysAwayEndsTheImport() throws Exception {
        Servers.Server server = Servers.shared(Database.POSTGRESQL);
        try (HistoryImport into = new HistoryImport(server.fresh(), troubles::add, Duration.ofMillis(600))) {
            log(into, NOON);
            server.kill();
            assertThatThrownBy(() -> log(into, NOON + 3_600)).isInstanceOf(HistoryImport.UnwritableException.class);
            assertThat(into.written()).isEqualTo(10);
            assertThat(troubles).as("none where the first attempt takes longer than the patience").hasSizeLessThan(2);
        }
    }

    /** A wrong name or password is reported at once. */
    @Test
    void aServerThatWasNeverThereIsNotWaitedFor() throws Exception {
        HistorySettings nobody = Servers.settings("jdbc:postgresql://127.0.0.1:1/energy", Optional.of("p1"));
        try (HistoryImport into = new HistoryImport(nobody, troubles::add)) {
            assertThatThrownBy(() -> log(into, NOON)).isInstanceOf(HistoryImport.UnwritableException.class);
        }
        assertThat(troubles).isEmpty();
    }
}
