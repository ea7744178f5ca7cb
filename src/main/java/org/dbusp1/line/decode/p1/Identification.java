package org.dbusp1.line.decode.p1;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.TelegramTraits;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Obis;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a telegram that identify its meter: first line, numbers, version, and the codes of all registers, which
 * show the dialect. If a line is printed twice, the first usable line counts.
 */
final class Identification implements TelegramTraits {
    private final String head;
    private final List<RegisterLine> lines;
    private final boolean measuresOnChannel1;
    private final boolean hasChecksum;
    private final Map<Obis, String> numbers = new HashMap<>();
    /** Version of the P1 format, 1-3:0.2.8; null if the telegram prints none. */
    private @Nullable String version;
    /** Version of e-MUCS, 0-0:96.1.4; null if the telegram prints none. */
    private @Nullable String eMucsVersion;

    /**
     * @param measuresOnChannel1 whether an energy or a power is on channel 1
     * @param hasChecksum        whether a checksum of four digits is printed
     */
    Identification(String head, List<RegisterLine> lines, boolean measuresOnChannel1, boolean hasChecksum) {
        this.head = head;
        this.lines = lines;
        this.measuresOnChannel1 = measuresOnChannel1;
        this.hasChecksum = hasChecksum;
        for (RegisterLine line : lines) {
            if (!line.isPastValue()) {
                read(line);
            }
        }
    }

    private void read(RegisterLine line) {
        int from = line.from() + 1;
        int to = line.closingBracket(line.from());
        switch (line.kind()) {
            case VERSION -> version = version == null ? PrintedText.plainOrNull(line.bytes(), from, to) : version;
            case HEX_VERSION -> eMucsVersion = eMucsVersion == null ? PrintedText.version(line.bytes(), from, to) : eMucsVersion;
            case METER_NUMBER -> numbers.computeIfAbsent(line.key(), key -> PrintedText.number(line.bytes(), from, to));
            case PLAIN_METER_NUMBER -> numbers.computeIfAbsent(line.key(), key -> PrintedText.plainOrNull(line.bytes(), from, to));
            default -> { }
        }
    }

    boolean isEmpty() {
        return numbers.isEmpty() && version == null && eMucsVersion == null;
    }

    boolean hasHeadOf(Identification other) {
        return head.equals(other.head);
    }

    /** Returns whether another telegram has the same first line, version and order of codes, and so the same dialect. */
    boolean hasTraitsOf(Identification other) {
        boolean same = head.equals(other.head) && Objects.equals(version, other.version) && hasChecksum == other.hasChecksum
                && measuresOnChannel1 == other.measuresOnChannel1 && lines.size() == other.lines.size();
        for (int i = 0; same && i < lines.size(); i++) {
            RegisterLine line = lines.get(i);
            RegisterLine with = other.lines.get(i);
            same = line.key().equals(with.key()) && line.isPastValue() == with.isPastValue() && line.d0() == with.d0();
        }
        return same;
    }

    MeterIdentity identity(Dialect dialect) {
        String number = dialect.numberCodes().stream().map(RegisterTable::key).map(numbers::get)
                .filter(Objects::nonNull).findFirst().orElse(null);
        return new MeterIdentity(dialect, head, number, version == null ? eMucsVersion : version);
    }

    @Override
    public boolean prints(Obis... wanted) {
        for (Obis code : wanted) {
            Obis key = RegisterTable.key(code);
            // A stream is much slower, and a dialect is recognised by a dozen codes.
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).key().equals(key) && !lines.get(i).isPastValue()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public boolean printsD0Codes() {
        for (RegisterLine line : lines) {
            if (line.d0()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean hasFlagId(String letters) {
        return head.regionMatches(true, 0, letters, 0, letters.length());
    }

    @Override
    public boolean printsSeveralUnitsWithoutTime() {
        Map<Integer, Set<String>> units = new HashMap<>();
        for (RegisterLine line : lines) {
            if (line.isOfDevice() && line.timeFrom() == line.to()) {
                int open = line.from() + 1;
                int close = line.closingBracket(open);
                int star = line.find(open, close, '*');
                if (star < close) {
                    units.computeIfAbsent(line.channel(), key -> new HashSet<>()).add(PrintedText.stripped(line.bytes(), star, close));
                }
            }
        }
        return units.values().stream().anyMatch(printed -> printed.size() > 1);
    }

    @Override
    public boolean measuresOnChannel1() {
        return measuresOnChannel1;
    }

    @Override
    public boolean hasChecksum() {
        return hasChecksum;
    }

    @Override
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }
}
