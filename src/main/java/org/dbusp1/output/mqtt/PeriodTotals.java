package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Archive.Column;
import org.dbusp1.output.Archive.Rows;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.Period;
import org.dbusp1.output.Period.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Energy and gas of the current day, month and year, from the history, by the names of its columns; gas is
 * {@code gas}. They are read once a minute, because the history is not written more often. Used by one thread.
 */
final class PeriodTotals {
    static final String GAS = "gas";
    private static final Logger LOG = LoggerFactory.getLogger(PeriodTotals.class);
    private static final Duration FRESH = Duration.ofMinutes(1);
    /** A database that is away makes a call wait; the states must not wait for it each minute. */
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(10);

    private record Asked(Instant at, Duration holds, Map<String, Long> sums) {
        /** Not by a clock that was set back since. */
        boolean holdsAt(Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(holds));
        }
    }

    private final Archive archive;
    private final Map<Span, Asked> asked = new EnumMap<>(Span.class);

    PeriodTotals(Archive archive) {
        this.archive = archive;
    }

    /** Totals in Wh and litres; without those that the history does not have. */
    Map<String, Long> of(Span span, Snapshot snapshot) {
        Asked before = asked.get(span);
        if (before == null || !before.holdsAt(snapshot.arrival())) {
            asked.put(span, ask(span, snapshot));
        }
        return asked.get(span).sums();
    }

    private Asked ask(Span span, Snapshot snapshot) {
        Instant now = snapshot.arrival();
        try {
            Optional<ZoneId> known = archive.zone();
            if (known.isEmpty()) {
                return new Asked(now, FRESH, Map.of());
            }
            ZoneId zone = known.get();
            Period period = Period.of(span, LocalDate.ofInstant(now, zone));
            Map<String, Long> sums = new HashMap<>();
            long from = period.from(zone).getEpochSecond();
            long to = period.to(zone).getEpochSecond();
            archive.read(Table.DAYS, Step.ALL, from, to, new Sums(sums, false));
            archive.read(Table.MBUS_DAYS, Step.ALL, from, to, new Sums(sums, true));
            return new Asked(now, FRESH, sums);
        } catch (IOException fault) {
            LOG.debug("no totals from the history: {}", fault.getMessage());
            return new Asked(now, AFTER_A_FAULT, Map.of());
        }
    }

    /** Collects the totals by the names of their columns; of the M-Bus devices the gas meters only. */
    private static final class Sums implements Rows {
        private final Map<String, Long> sums;
        private final boolean devices;
        private List<String> names = List.of();

        Sums(Map<String, Long> sums, boolean devices) {
            this.sums = sums;
            this.devices = devices;
        }

        @Override
        public void columns(List<Column> columns) {
            names = columns.stream().map(Column::name).toList();
        }

        @Override
        public void row(List<String> cells) {
            if (devices) {
                int kind = names.indexOf("kind");
                int delta = names.indexOf("delta");
                if (cells.get(kind).equals(GAS) && !cells.get(delta).isEmpty()) {
                    sums.merge(GAS, Long.parseLong(cells.get(delta)), Long::sum);
                }
                return;
            }
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).endsWith("_wh") && !cells.get(i).isEmpty()) {
                    sums.put(names.get(i), Long.parseLong(cells.get(i)));
                }
            }
        }
    }
}
