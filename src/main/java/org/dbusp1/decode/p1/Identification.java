package org.dbusp1.decode.p1;

import static org.dbusp1.decode.register.RegisterKind.*;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.decode.register.RegisterKind;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;

/** What the lines of a telegram say about the meter itself; the same object as long as they stay the same. */
final class Identification {
    /** A text that one kind of line gives. */
    private static final class Part {
        private final CachedParse<Optional<String>> remembered;
        private Optional<String> seen = Optional.empty();

        Part(CachedParse.Maker<Optional<String>> maker) {
            remembered = new CachedParse<>(maker);
        }
    }

    private final CachedParse<String> head = new CachedParse<>(
            (bytes, from, to) -> new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    /** By the kind of its line. */
    private final Map<RegisterKind, Part> parts = new EnumMap<>(RegisterKind.class);

    private String headSeen = "";
    private MeterIdentity identity = new MeterIdentity(Dialect.DSMR5, "", Optional.empty(), Optional.empty());

    Identification() {
        for (RegisterKind kind : EnumSet.range(VERSION, D0_THIRD_NUMBER)) {
            parts.put(kind, new Part(switch (kind) {
                case VERSION, D0_SECOND_NUMBER, D0_THIRD_NUMBER -> PrintedText::asPrinted;
                case HEX_VERSION -> PrintedText::version;
                default -> PrintedText::decoded;
            }));
        }
    }

    /** Begins with a telegram, whose first line ends at {@code headEnd}. */
    void start(byte[] telegram, int headEnd) {
        headSeen = head.of(telegram, Math.min(1, headEnd), headEnd);
        for (Part part : parts.values()) {
            part.seen = Optional.empty();
        }
    }

    /** A line about the meter, its text in [from, to). */
    void line(RegisterKind kind, byte[] bytes, int from, int to) {
        Part part = parts.get(kind);
        if (part.seen.isEmpty()) {
            part.seen = part.remembered.of(bytes, from, to);
        }
    }

    private Optional<String> seen(RegisterKind kind) {
        return parts.get(kind).seen;
    }

    /** Whether the format is of version 5. */
    boolean five() {
        return seen(VERSION).isPresent() && seen(VERSION).get().startsWith("5");
    }

    MeterIdentity identity(Dialect dialect) {
        Optional<String> equipmentId = equipmentId(dialect);
        Optional<String> format = seen(VERSION).isPresent() ? seen(VERSION) : seen(HEX_VERSION);
        if (identity.dialect() != dialect || !identity.identification().equals(headSeen)
                || !identity.equipmentId().equals(equipmentId) || !identity.version().equals(format)) {
            identity = new MeterIdentity(dialect, headSeen, equipmentId, format);
        }
        return identity;
    }

    /** The best of the numbers that are printed; Polish meters print their model in the place of the best. */
    private Optional<String> equipmentId(Dialect dialect) {
        Optional<String> best = dialect == Dialect.POLAND ? seen(OLD_NUMBER_OF_METER) : Optional.empty();
        RegisterKind last = dialect == Dialect.D0 ? D0_THIRD_NUMBER : D0_NUMBER_OF_METER;
        for (RegisterKind kind : EnumSet.range(NUMBER_OF_METER, last)) {
            best = best.isPresent() ? best : seen(kind);
        }
        return best;
    }
}
