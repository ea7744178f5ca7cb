package org.dbusp1.output.csv;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.csv.P1DsmrSettings.Time;

/** The cell with the time of a reading. */
record TimeCell(Time style) {
    private static final byte[] CLOCK = "0-0:1.0.0(".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 13;
    private static final DateTimeFormatter AS_METERS_PRINT = DateTimeFormatter.ofPattern("uuMMddHHmmss");

    void write(Reading reading, Optional<Stamp> time, CsvLine line) {
        if (style == Time.RAW) {
            byte[] telegram = reading.message().bytes();
            int printed = printed(telegram, telegram.length);
            if (printed >= 0) {
                line.text(telegram, printed, printed + LENGTH);
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

    /** Where the meter's clock stands in the bytes before an end; -1 where there is none. */
    static int printed(byte[] telegram, int end) {
        for (int at = 0; at + CLOCK.length + LENGTH < end; at++) {
            int same = 0;
            while (same < CLOCK.length && telegram[at + same] == CLOCK[same]) {
                same++;
            }
            if (same == CLOCK.length && isTime(telegram, at + same)) {
                return at + same;
            }
        }
        return -1;
    }

    private static boolean isTime(byte[] telegram, int from) {
        for (int at = from; at < from + LENGTH - 1; at++) {
            if (telegram[at] < '0' || telegram[at] > '9') {
                return false;
            }
        }
        byte season = (byte) (telegram[from + LENGTH - 1] & ~0x20);
        return season == 'S' || season == 'W';
    }

    /** As meters with a clock line would print it. */
    private static String raw(Stamp time, Reading reading) {
        int standard = reading.meter().dialect().zone().getRules().getStandardOffset(time.instant()).getTotalSeconds();
        return OffsetDateTime.ofInstant(time.instant(), ZoneOffset.ofTotalSeconds(time.offsetSeconds()))
                .format(AS_METERS_PRINT) + (time.offsetSeconds() > standard ? 'S' : 'W');
    }
}
