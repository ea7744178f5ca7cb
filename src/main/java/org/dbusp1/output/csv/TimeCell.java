package org.dbusp1.output.csv;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.csv.P1DsmrSettings.Time;

/**
 * The cell with the time of a reading.
 *
 * @param zone of the meter's clock, which tells summer time where the meter does not print it; absent: that of its
 *             dialect
 */
record TimeCell(Time style, Optional<ZoneId> zone) {
    private static final DateTimeFormatter AS_METERS_PRINT = DateTimeFormatter.ofPattern("uuMMddHHmmss");

    void write(Reading reading, Optional<Stamp> time, CsvLine line) {
        if (style == Time.RAW) {
            byte[] telegram = reading.message().bytes();
            int printed = LogTime.at(telegram);
            if (printed >= 0) {
                line.text(telegram, printed, printed + LogTime.LENGTH);
                return;
            }
        }
        if (time.isEmpty()) {
            line.nothing();
            return;
        }
        switch (style) {
            case RAW -> line.text(raw(time.get(), reading));
            case ISO -> line.text(time.get().toString());
            case EPOCH -> line.number(time.get().epochSecond(), 0);
        }
    }

    /** As meters with a clock line would print it. */
    private String raw(Stamp time, Reading reading) {
        ZoneId meters = reading.meter().dialect().zone(zone);
        int standard = meters.getRules().getStandardOffset(time.instant()).getTotalSeconds();
        return digits(time) + (time.offsetSeconds() > standard ? 'S' : 'W');
    }

    /** The same without its last letter, which tells summer time. */
    static String digits(Stamp time) {
        return OffsetDateTime.ofInstant(time.instant(), ZoneOffset.ofTotalSeconds(time.offsetSeconds()))
                .format(AS_METERS_PRINT);
    }
}
