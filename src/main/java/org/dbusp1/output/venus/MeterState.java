package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.DayUse;
import org.dbusp1.output.MeterShape;

/** What is derived from several telegrams of the meter, not from one alone. Guarded by the output's lock. */
final class MeterState {
    private static final long SEQUENCE_NANOS = 600_000_000_000L;

    private final MeterShape shape = new MeterShape();
    private final PeakTime importPeak = new PeakTime(Quantity.PEAK_IMPORT, Details::peakImport);
    private final PeakTime exportPeak = new PeakTime(Quantity.PEAK_EXPORT, Details::peakExport);
    private MeterIdentity meter = new MeterIdentity(Dialect.DSMR5, "", Optional.empty(), Optional.empty());
    private Optional<String> serial = Optional.empty();
    private Optional<String> version = Optional.empty();
    private Optional<String> identification = Optional.empty();
    private Optional<String> model = Optional.empty();
    private String dialect = "";
    private final DemandState demand = new DemandState();
    private long refreshMillis;
    private Optional<PhaseSequence> sequence = Optional.empty();
    private long sequenceNanos;
    private boolean sequenceRead;

    private final DayUse days;
    private final LineFacts line;

    /** @param line the settings of the line; empty while they are not known, or there are none */
    MeterState(DayUse days, Supplier<Optional<String>> line) {
        this.days = days;
        this.line = new LineFacts(line);
    }

    void accept(Snapshot snapshot) {
        days.accept(snapshot);
        line.accept(snapshot);
        recognise(snapshot.reading().meter());
        shape.accept(snapshot);
        sequence(snapshot.reading());
        demand.accept(snapshot.demand());
        importPeak.accept(snapshot);
        exportPeak.accept(snapshot);
        long millis = snapshot.interval().toMillis();
        // The measured interval varies a little; the path keeps its value until it varies by more than a fifth.
        if (Math.abs(millis - refreshMillis) > refreshMillis / 5) {
            refreshMillis = millis < 950 ? millis : Math.round(millis / 1000.0) * 1000;
        }
    }

    /** It changes only when somebody works at the meter, and reading it means parsing the message once more. */
    private void sequence(Reading reading) {
        long now = System.nanoTime();
        if (reading.meter().dialect() == Dialect.SML && shape.phases() == 3
                && (!sequenceRead || now - sequenceNanos >= SEQUENCE_NANOS)) {
            sequenceRead = true;
            sequenceNanos = now;
            sequence = PhaseSequence.of(reading.message().registers());
        }
    }

    private void recognise(MeterIdentity now) {
        if (now == meter) {
            return; // decoders give the same object while nothing changes
        }
        meter = now;
        serial = PathDefinition.notBlank(now.equipmentId());
        version = PathDefinition.notBlank(now.versionForPeople());
        identification = PathDefinition.notBlank(Optional.of(now.identification()));
        model = PathDefinition.notBlank(now.model());
        dialect = now.dialect().title();
    }

    /** What was used today and yesterday. */
    DayUse days() {
        return days;
    }

    LineFacts line() {
        return line;
    }

    /** The meter's number. */
    Optional<String> serial() {
        return serial;
    }

    /** The maker's name for this kind of meter. */
    Optional<String> model() {
        return model;
    }

    /** Of its P1 format, as people say it. */
    Optional<String> version() {
        return version;
    }

    /** Its first line. */
    Optional<String> identification() {
        return identification;
    }

    String dialect() {
        return dialect;
    }

    /** Whether the meter has sent no power so far; read without the lock too, when the service registers. */
    boolean powerless() {
        return shape.powerless();
    }

    /** 1, or 3 once the meter has said anything of L2 or L3. */
    int phases() {
        return shape.phases();
    }

    /** In which order the voltages of its phases follow each other; empty where it does not tell. */
    Optional<PhaseSequence> sequence() {
        return sequence;
    }

    /** Whether the meter gives phase powers that are not constantly 0. */
    boolean phasePowers() {
        return shape.phasePowers();
    }

    /** Whether this telegram's currents have signs of the meter's own. */
    boolean signsCurrents() {
        return shape.signsCurrents();
    }

    DemandState demand() {
        return demand;
    }

    /** Milliseconds between telegrams, rounded, and changed only when it really changes. */
    long refreshMillis() {
        return refreshMillis;
    }

    Optional<String> importPeakTime() {
        return importPeak.time;
    }

    Optional<String> exportPeakTime() {
        return exportPeak.time;
    }

    /** The time of a month's peak stands in the details, which are parsed only when the peak is another one. */
    private static final class PeakTime {
        private final Quantity peak;
        private final Function<Details, Optional<Details.Peak>> details;
        private boolean known;
        private long value;
        private Optional<String> time = Optional.empty();

        PeakTime(Quantity peak, Function<Details, Optional<Details.Peak>> details) {
            this.peak = peak;
            this.details = details;
        }

        void accept(Snapshot snapshot) {
            if (!snapshot.values().has(peak)) {
                known = false;
                time = Optional.empty();
            } else if (!known || value != snapshot.values().scaled(peak)) {
                known = true;
                value = snapshot.values().scaled(peak);
                time = details.apply(snapshot.reading().message().details())
                        .flatMap(Details.Peak::time).map(Object::toString);
            }
        }
    }
}
