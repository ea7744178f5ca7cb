package org.dbusp1.line.decode.p1;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.line.decode.DecodeResult;
import org.dbusp1.line.decode.DecodeResult.Rejected;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.EnergyTotals;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.LocalTimeResolver.TimesInside;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.line.decode.NetPower;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.Country;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Decodes P1 telegrams of all dialects. A line that is unknown or cannot be parsed affects no other line. If a register is
 * printed twice, its first usable value is used.
 *
 * <p>Unless {@link Options#checksum()} accepts more, a telegram without checksum is not accepted from the meter that sent the last
 * checksum, until the line is lost, nor without its line end if meters of its dialect send one: Iskra AM550 in Slovenia, whose owner
 * chooses the registers, print none (SmartEVSE/Sensorbox-2, issue 11). The guard believes two that agree.
 */
public final class DsmrDecoder implements Decoder {
    /**
     * The owner's corrections of the traits that the driver finds in a telegram.
     *
     * @param zone     zone of the meter's clock, for the {@link LocalTimeResolver} that the caller makes; null: the zone of its dialect
     * @param dialect  dialect of the meter; null: recognised by the codes in each telegram
     */
    public record Options(@Nullable ZoneId zone, @Nullable Dialect dialect, Checksum checksum) {
        public static final Options DEFAULT = new Options(null, null, Checksum.BY_METER);

        /** Telegrams that are accepted. */
        public enum Checksum {
            /** Telegrams proved by their checksum, and telegrams without one of a meter that has sent none. */
            BY_METER,
            /** Also telegrams without a checksum, from a connection that cannot damage them. */
            MAY_BE_MISSING,
            /** All telegrams; the scanner passes on telegrams with a wrong checksum. */
            IGNORED
        }
    }

    /** The channel of gas that a meter prints without a channel, if no number shows another channel. */
    private static final int FIRST_CHANNEL = 1;

    private static final List<Quantity> IMPORTS = Stream.concat(Stream.of(Quantity.POWER_IMPORT),
            Phase.ALL.stream().map(Phase::powerImport)).toList();

    private static final Set<Country> COUNTRIES_WITH_FUSE = EnumSet.of(Country.NETHERLANDS, Country.BELGIUM, Country.LUXEMBOURG);

    private static final Pattern TWELVE_DIGITS = Pattern.compile("\\d{12}");
    /** A longer number is text in hex. */
    private static final int MOST_TARIFF_DIGITS = 4;
    private static final Pattern TARIFF = Pattern.compile("[^0-9]*(\\d{1,4})[^0-9]*");
    private static final int DAY_SECONDS = 86_400;

    private final Options options;
    private final NumberReader number = new NumberReader();
    private final Values.Builder values = new Values.Builder();
    private final NetPower netPower = new NetPower();
    /** First line of the last telegram with a checksum: this meter's telegrams without one are damaged; null at first, and after a loss. */
    private @Nullable String provenFirstLine;
    private final LocalTimeResolver times;
    /** Traits of the previous telegram; null before the first. */
    private @Nullable Identification lastIdentification;
    private Dialect lastDialect = Dialect.P1;

    public DsmrDecoder(Options options, LocalTimeResolver times) {
        this.options = options;
        this.times = times;
    }

    @Override
    public DecodeResult decode(Frame frame) {
        boolean proven = frame.proof() == Proof.PROVEN || frame.proof() == Proof.REPAIRED;
        RegisterScanner scanner = new RegisterScanner(frame.bytes(), proven);
        List<RegisterLine> lines = scanner.lines();
        if (scanner.blockIsOpen() && !proven) {
            return new Rejected(RejectCause.CONTRADICTION);
        }
        Measured measured = readValues(lines);
        scanner.doubtful().forEach(values::unreadable);
        Identification identification = new Identification(scanner.head(), withoutTimesAsNumbers(lines), measured.onChannel1,
                scanner.hasChecksum());
        Dialect dialect = options.dialect() == null ? dialect(identification) : options.dialect();
        MeterIdentity meter = identification.identity(dialect);
        if (frame.proof() == Proof.UNPROVEN && options.checksum() == Checksum.BY_METER) {
            boolean mayBeCut = dialect.sendsChecksum() && frame.length() == frame.bytes().length;
            if (mayBeCut || meter.identification().equals(provenFirstLine)) {
                return new Rejected(RejectCause.NO_CRC);
            }
            if (!measured.hasEnergyOrPower) {
                return new Rejected(RejectCause.GARBAGE);
            }
        } else if (frame.showsChecksum()) {
            provenFirstLine = meter.identification();
        }
        Stamp time = times.messageTime(time(lines), meter);
        TimesInside inside = times.inside(meter, time);
        netPower.complete(values, Evidence.ofText(dialect, Objects.requireNonNullElse(meter.equipmentId(), meter.identification()),
                measured.signed));
        EnergyTotals.complete(values, Set.of());
        if (values.has(Quantity.FUSE) && !printsFuse(dialect, lines)) {
            values.withhold(Quantity.FUSE).withhold(Quantity.FUSE_EXPORT);
        }
        Values complete = values.build();
        List<MBusDevice> devices = devices(lines, inside);
        if (complete.equals(Values.NONE) && devices.isEmpty() && identification.isEmpty()
                && lines.stream().noneMatch(line -> !line.isPastValue() && isClock(line.kind()))) {
            return new Rejected(RejectCause.GARBAGE);
        }
        return new DecodeResult.Decoded(new Reading(meter, time, complete, devices,
                new DsmrMessage(frame.bytes(), lines, frame.repair(), isUnprotected(frame, dialect), frame.hasUncheckedTag(), inside),
                inside.daysZone()));
    }

    @Override
    public void lineLost() {
        provenFirstLine = null;
    }

    /**
     * Returns the dialect, searched again only if the telegram's traits differ from the previous telegram's. A telegram with
     * the same first line that proves no dialect keeps the proven dialect: not every telegram has the lines of an M-Bus device.
     */
    private Dialect dialect(Identification identification) {
        if (lastIdentification == null || !lastIdentification.hasTraitsOf(identification)) {
            Dialect recognized = Dialect.of(identification);
            lastDialect = recognized == Dialect.P1 && lastIdentification != null && lastIdentification.hasHeadOf(identification)
                    ? lastDialect : recognized;
        }
        lastIdentification = identification;
        return lastDialect;
    }

    /** Returns whether 31.4.0 is the limit of a fuse: in Lithuania it is a mean current. */
    private static boolean printsFuse(Dialect dialect, List<RegisterLine> lines) {
        return dialect.country().filter(COUNTRIES_WITH_FUSE::contains).isPresent()
                || first(lines, RegisterTable.RegisterType.LIMITER) != null;
    }

    private static boolean isClock(RegisterTable.RegisterType kind) {
        return switch (kind) {
            case CLOCK, UNIX_CLOCK, CLOCK_DATE, CLOCK_TIME -> true;
            default -> false;
        };
    }

    /** The first usable clock: whole, else date and time of day in separate lines. Null without a clock, or if it is not set. */
    private static @Nullable ClockTime time(List<RegisterLine> lines) {
        for (RegisterLine line : lines) {
            boolean unix = !line.isPastValue() && line.kind() == RegisterTable.RegisterType.UNIX_CLOCK;
            ClockTime clock = unix ? ClockParser.unix(line) : null;
            if (clock == null && (unix || !line.isPastValue() && line.kind() == RegisterTable.RegisterType.CLOCK)) {
                clock = ClockParser.read(line, line.from() + 1);
            }
            if (clock != null) {
                return clock;
            }
        }
        RegisterLine date = first(lines, RegisterTable.RegisterType.CLOCK_DATE);
        RegisterLine time = first(lines, RegisterTable.RegisterType.CLOCK_TIME);
        return date == null || time == null ? null : ClockParser.join(date, time);
    }

    /**
     * Leaves out numbers of the meter that are the telegram's time: some Swiss meters print their clock a second time at
     * 0-0:0.0.0, without a letter, and other meters their number.
     */
    private static List<RegisterLine> withoutTimesAsNumbers(List<RegisterLine> lines) {
        RegisterLine printed = first(lines, RegisterTable.RegisterType.CLOCK);
        if (printed == null || first(lines, RegisterTable.RegisterType.PLAIN_METER_NUMBER) == null) {
            return lines;
        }
        ClockTime now = time(lines);
        return lines.stream()
                .filter(line -> line.kind() != RegisterTable.RegisterType.PLAIN_METER_NUMBER || !isTimeOf(printed, now, line)).toList();
    }

    private static boolean isTimeOf(RegisterLine printed, @Nullable ClockTime now, RegisterLine number) {
        String digits = PrintedText.plain(number.bytes(), number.from() + 1, number.closingBracket(number.from()));
        if (!TWELVE_DIGITS.matcher(digits).matches()) {
            return false;
        }
        ClockTime second = ClockParser.read(number, number.from() + 1);
        // The two clocks may be read a second apart, or in another season. An impossible time is told by its digits.
        return second != null && now != null && Math.abs(second.local() - now.local()) < DAY_SECONDS
                || PrintedText.plain(printed.bytes(), printed.from() + 1, printed.closingBracket(printed.from())).startsWith(digits);
    }

    private static @Nullable RegisterLine first(List<RegisterLine> lines, RegisterTable.RegisterType kind) {
        for (RegisterLine line : lines) {
            if (line.kind() == kind && !line.isPastValue()) {
                return line;
            }
        }
        return null;
    }

    /** Returns whether no checksum protects the telegram on the line. A network dongle has checked its telegrams. */
    private boolean isUnprotected(Frame frame, Dialect dialect) {
        // A telegram of D0 has a block check at most, which many errors pass.
        return frame.proof() == Proof.UNPROVEN && options.checksum() != Checksum.MAY_BE_MISSING || dialect.port() == Dialect.Port.OPTICAL;
    }

    /** Returns the devices connected to the meter. Gas without a channel belongs to the only device that has just a number. */
    private static List<MBusDevice> devices(List<RegisterLine> lines, TimesInside inside) {
        SortedMap<Integer, MBusChannel> channels = new TreeMap<>();
        List<RegisterLine> gas = new ArrayList<>();
        for (RegisterLine line : lines) {
            switch (line.isPastValue() ? RegisterTable.RegisterType.UNKNOWN : line.kind()) {
                case MBUS_TYPE, MBUS_ID, MBUS_VALVE, MBUS_READING, MBUS_OLD_READING, MBUS_OTHER ->
                        channel(channels, line.channel(), inside).read(line);
                case GAS_NUMBER, GAS_OF_HOUR -> gas.add(line);
                default -> { }
            }
        }
        if (!gas.isEmpty()) {
            List<MBusChannel> numbered = channels.values().stream().filter(MBusChannel::hasOnlyId).toList();
            MBusChannel device = numbered.size() == 1 ? numbered.get(0) : channel(channels, FIRST_CHANNEL, inside);
            gas.forEach(device::read);
        }
        return channels.values().stream().map(MBusChannel::device).toList();
    }

    private static MBusChannel channel(SortedMap<Integer, MBusChannel> channels, int number, TimesInside inside) {
        return channels.computeIfAbsent(number, key -> new MBusChannel(number, inside));
    }

    /** @param signed imports before which a sign is printed, of the whole or of a phase */
    private record Measured(boolean hasEnergyOrPower, boolean onChannel1, Set<Quantity> signed) {
    }

    private Measured readValues(List<RegisterLine> lines) {
        boolean any = false;
        boolean onChannel1 = false;
        Set<Quantity> signed = EnumSet.noneOf(Quantity.class);
        values.clear();
        for (RegisterLine line : lines) {
            if (!line.isPastValue() && read(line)) {
                any = true;
                onChannel1 |= line.channel() == 1;
                if (number.signPrinted() && IMPORTS.contains(line.meaning().quantity())) {
                    signed.add(line.meaning().requireQuantity());
                }
            }
        }
        return new Measured(any, onChannel1, signed);
    }

    private boolean read(RegisterLine line) {
        return switch (line.kind()) {
            case NUMBER -> readNumber(line.meaning().requireQuantity(), line.bytes(), line.from() + 1, line.to());
            case TIMED_NUMBER -> readNumber(line.meaning().requireQuantity(), line.bytes(), line.numberFrom(), line.to());
            case TARIFF -> tariff(line);
            case FUSE -> fuses(line);
            default -> false;
        };
    }

    /** Reads one or two limits: (200*A), (040*A)(-050*A), (65.0*A,-65.0*A). */
    private boolean fuses(RegisterLine line) {
        String printed = new String(line.bytes(), line.from(), line.to() - line.from(), StandardCharsets.ISO_8859_1).replace(",", ")(");
        byte[] groups = printed.getBytes(StandardCharsets.ISO_8859_1);
        readNumber(Quantity.FUSE, groups, 1, groups.length);
        int second = printed.indexOf('(', 1);
        if (second > 0) {
            readNumber(Quantity.FUSE_EXPORT, groups, second + 1, groups.length);
        }
        return false;
    }

    private boolean readNumber(Quantity quantity, byte[] printed, int from, int to) {
        if (values.has(quantity)) {
            return false;
        }
        if (!number.read(printed, from, to, quantity)) {
            values.unreadable(quantity);
            return false;
        }
        values.set(quantity, number.scaled());
        return quantity.unit() == Unit.WATT || quantity.unit() == Unit.KILOWATT_HOUR;
    }

    /** Reads the tariff: usually a number; some meters print text with a number, "TARIFF 1", "RATE2", also in hex. */
    private boolean tariff(RegisterLine line) {
        int from = line.from() + 1;
        int close = line.closingBracket(line.from());
        String text = PrintedText.plain(line.bytes(), from, close);
        String printed = text.length() > MOST_TARIFF_DIGITS ? PrintedText.decoded(line.bytes(), from, close) : text;
        Matcher tariff = TARIFF.matcher(Objects.requireNonNullElse(printed, ""));
        if (tariff.matches() && !values.has(Quantity.TARIFF)) {
            values.set(Quantity.TARIFF, Long.parseLong(tariff.group(1)));
        }
        return false;
    }
}
