package org.dbusp1.decode.p1;

import java.nio.charset.StandardCharsets;
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
    private final Part version = new Part(PrintedText::asPrinted);
    private final Part hexVersion = new Part(PrintedText::version);
    private final Part number = new Part(PrintedText::decoded);
    private final Part oldNumber = new Part(PrintedText::decoded);
    private final Part deviceName = new Part(PrintedText::decoded);
    private final Part d0Number = new Part(PrintedText::decoded);
    private final Part d0SecondNumber = new Part(PrintedText::asPrinted);
    private final Part d0ThirdNumber = new Part(PrintedText::asPrinted);
    private final Part[] parts =
            {version, hexVersion, number, oldNumber, deviceName, d0Number, d0SecondNumber, d0ThirdNumber};

    private String headSeen = "";
    private MeterIdentity identity = new MeterIdentity(Dialect.DSMR5, "", Optional.empty(), Optional.empty());

    /** Begins with a telegram, whose first line ends at {@code headEnd}. */
    void start(byte[] telegram, int headEnd) {
        headSeen = head.of(telegram, Math.min(1, headEnd), headEnd);
        for (Part part : parts) {
            part.seen = Optional.empty();
        }
    }

    /** A line about the meter, its text in [from, to). */
    void line(RegisterKind kind, byte[] bytes, int from, int to) {
        Part part = switch (kind) {
            case VERSION -> version;
            case HEX_VERSION -> hexVersion;
            case NUMBER_OF_METER -> number;
            case OLD_NUMBER_OF_METER -> oldNumber;
            case DEVICE_NAME -> deviceName;
            case D0_NUMBER_OF_METER -> d0Number;
            case D0_SECOND_NUMBER -> d0SecondNumber;
            case D0_THIRD_NUMBER -> d0ThirdNumber;
            default -> throw new IllegalArgumentException(kind + " says nothing about the meter");
        };
        if (part.seen.isEmpty()) {
            part.seen = part.remembered.of(bytes, from, to);
        }
    }

    /** Whether the format is of version 5. */
    boolean five() {
        return version.seen.isPresent() && version.seen.get().startsWith("5");
    }

    MeterIdentity identity(Dialect dialect) {
        Optional<String> equipmentId = equipmentId(dialect);
        Optional<String> format = version.seen.isPresent() ? version.seen : hexVersion.seen;
        if (identity.dialect() != dialect || !identity.identification().equals(headSeen)
                || !identity.equipmentId().equals(equipmentId) || !identity.version().equals(format)) {
            identity = new MeterIdentity(dialect, headSeen, equipmentId, format);
        }
        return identity;
    }

    /** The best of the numbers that are printed; Polish meters print their model in the place of the best. */
    private Optional<String> equipmentId(Dialect dialect) {
        Part best = dialect == Dialect.POLAND ? oldNumber : number;
        return best.seen.or(() -> number.seen).or(() -> oldNumber.seen).or(() -> deviceName.seen)
                .or(() -> d0Number.seen)
                .or(() -> dialect == Dialect.D0 ? d0SecondNumber.seen.or(() -> d0ThirdNumber.seen) : Optional.empty());
    }
}
