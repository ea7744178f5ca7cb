package org.dbusp1.decode.p1;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/**
 * Decodes P1 telegrams of all dialects, in one pass over the bytes. A line that is unknown or cannot be read affects no
 * other line. If a register is printed twice, the first usable value is taken.
 *
 * <p>A telegram without checksum is accepted only if its dialect has no checksum, and not from a meter that has sent
 * one.
 */
public final class DsmrDecoder implements Decoder {
    /**
     * Options with which the owner corrects what the driver finds in the telegram.
     *
     * @param zone     zone of the meter's clock; absent: the zone of its dialect
     * @param dialect  dialect of the meter; absent: recognised by the codes in each telegram
     * @param checksum telegrams that are accepted
     */
    public record Options(Optional<ZoneId> zone, Optional<Dialect> dialect, Checksum checksum) {
        /** No correction: the telegram shows everything. */
        public static final Options DEFAULT = new Options(Optional.empty(), Optional.empty(), Checksum.BY_DIALECT);

        /** Telegrams that are accepted. */
        public enum Checksum {
            /** Telegrams that their checksum proves, and telegrams without a checksum if the dialect has none. */
            BY_DIALECT,
            /** Also telegrams without a checksum: they come over a connection that cannot damage them. */
            MAY_BE_MISSING,
            /** All telegrams, even those whose checksum is wrong. */
            IGNORED
        }
    }

    /** A line of the meter's clock, its text in [from, to) of the telegram. */
    private record ClockLine(RegisterTable.Kind kind, int from, int to) {
    }

    /** A line of gas without a channel, its brackets in [from, to) of the telegram. */
    private record GasLine(RegisterTable.Kind kind, int from, int to) {
    }

    /** The channel of gas that a meter prints without a channel, where no number shows another one. */
    private static final int FIRST_CHANNEL = 1;

    private final Options options;
    private final RegisterScanner scanner = new RegisterScanner();
    private final NumberReader number = new NumberReader();
    private final Values.Builder values = new Values.Builder();
    /** Identification of the last meter that has sent a checksum: without one its telegrams are damaged. */
    private Optional<String> provenMeter = Optional.empty();
    private SortedMap<Integer, MBusChannel> channels = new TreeMap<>();
    private MeterClock clock;

    private byte[] bytes;
    private Identification identification;
    private final List<ClockLine> clockLines = new ArrayList<>();
    private final List<GasLine> gasLines = new ArrayList<>();
    /** True if an energy or a power was read. */
    private boolean measured;

    public DsmrDecoder(Options options) {
        this.options = options;
        this.clock = new MeterClock(Dialect.DSMR5.zone(options.zone()));
    }

    @Override
    public Reading decode(Frame frame) throws DecodeException {
        if (frame.verdict() == Verdict.REJECTED) {
            RejectCause cause = frame.cause().orElse(RejectCause.GARBAGE);
            if (cause != RejectCause.CRC || options.checksum() != Checksum.IGNORED) {
                throw new DecodeException(cause);
            }
        }
        scan(frame.bytes());
        Dialect dialect = options.dialect().orElseGet(() -> Dialect.of(identification));
        MeterIdentity meter = identification.identity(dialect);
        if (frame.verdict() == Verdict.UNPROVEN && options.checksum() == Checksum.BY_DIALECT) {
            if (dialect.checksum() || provenMeter.equals(Optional.of(meter.identification()))) {
                throw new DecodeException(RejectCause.NO_CRC);
            }
            if (!measured) {
                throw new DecodeException(RejectCause.GARBAGE);
            }
        } else if (frame.verdict() == Verdict.PROVEN) {
            provenMeter = Optional.of(meter.identification());
        }
        return reading(frame, meter);
    }

    private Reading reading(Frame frame, MeterIdentity meter) throws DecodeException {
        if (options.zone().isEmpty() && !clock.zone().getId().equals(meter.dialect().zoneName())) {
            // The channels read their times with the old clock, so scan again; this occurs once, with a line's first
            // telegram.
            clock = new MeterClock(meter.dialect().zone());
            scan(bytes);
        }
        Optional<Stamp> time = time();
        if (meter.dialect().port() == Dialect.Port.OPTICAL) {
            Derivation.completeSigned(values);
        } else {
            Derivation.complete(values);
        }
        Values complete = values.build();
        if (complete.equals(Values.NONE) && channels.isEmpty() && clockLines.isEmpty() && identification.isEmpty()) {
            throw new DecodeException(RejectCause.GARBAGE);
        }
        return new Reading(meter, time, complete, channels.values().stream().map(MBusChannel::device).toList(),
                new DsmrMessage(bytes, frame.repair(), isUnguarded(frame, meter.dialect()), clock));
    }

    /**
     * Returns the clock of the telegram: whole (1.0.0, 1.1.0, 0.9.4), or date and time of day in separate lines (0.9.2,
     * 0.9.1). The first usable clock is taken, a whole clock before separate parts. Empty if the telegram has no clock,
     * or if the clock is not set.
     */
    private Optional<Stamp> time() {
        for (ClockLine line : clockLines) {
            Optional<Stamp> stamp = switch (line.kind) {
                case CLOCK -> clock.read(bytes, line.from, line.to);
                case UNIX_CLOCK -> clock.unix(bytes, line.from, line.to)
                        .or(() -> clock.read(bytes, line.from, line.to));
                default -> Optional.empty();
            };
            if (stamp.isPresent()) {
                return stamp;
            }
        }
        return first(RegisterTable.Kind.CLOCK_DATE).flatMap(date -> first(RegisterTable.Kind.CLOCK_TIME)
                .flatMap(time -> clock.join(bytes, date.from, date.to, time.from, time.to)));
    }

    private Optional<ClockLine> first(RegisterTable.Kind kind) {
        return clockLines.stream().filter(line -> line.kind == kind).findFirst();
    }

    /**
     * Returns whether no checksum protects the telegram on the line. A telegram of a dongle in the network is
     * protected: the dongle has read the meter itself and passes on only what it accepted.
     */
    private boolean isUnguarded(Frame frame, Dialect dialect) {
        boolean unproven = frame.verdict() == Verdict.UNPROVEN && options.checksum() != Checksum.MAY_BE_MISSING;
        // Only a block check proves a telegram of D0.
        return !dialect.checksum() && (unproven || dialect.port() == Dialect.Port.OPTICAL);
    }

    private void scan(byte[] telegram) {
        bytes = telegram;
        clockLines.clear();
        gasLines.clear();
        measured = false;
        values.clear();
        channels = new TreeMap<>();
        scanner.start(telegram);
        identification = new Identification(telegram, scanner.headEnd());
        while (scanner.next()) {
            if (scanner.historyPrinted() || scanner.shortForm()) {
                identification.addD0Code();
                if (scanner.history()) {
                    continue;
                }
            }
            identification.add(scanner.code());
            register(RegisterTable.meaning(scanner.code()));
        }
        if (!gasLines.isEmpty()) {
            List<MBusChannel> numbered = channels.values().stream().filter(MBusChannel::hasNumberAlone).toList();
            MBusChannel gas = numbered.size() == 1 ? numbered.get(0) : channel(FIRST_CHANNEL);
            gasLines.forEach(line -> gas.line(line.kind, line.from, line.to));
        }
    }

    private void register(RegisterTable.Definition meaning) {
        int from = scanner.from();
        int to = scanner.to();
        switch (meaning.kind()) {
            case NUMBER -> number(meaning.quantity(), from + 1, to);
            case TIMED_NUMBER -> number(meaning.quantity(), BracketGroups.numberOfTimed(bytes, from, to), to);
            case TARIFF -> tariff(from, to);
            case FUSE -> fuses(from, to);
            case CLOCK, UNIX_CLOCK, CLOCK_DATE, CLOCK_TIME ->
                clockLines.add(new ClockLine(meaning.kind(), from + 1, BracketGroups.close(bytes, from, to)));
            case VERSION, HEX_VERSION, METER_NUMBER, PLAIN_METER_NUMBER ->
                identification.line(scanner.code(), meaning.kind(), bytes, from + 1,
                        BracketGroups.close(bytes, from, to));
            case MBUS_TYPE, MBUS_ID, MBUS_VALVE, MBUS_READING, MBUS_OLD_READING, MBUS_OTHER ->
                channel(RegisterTable.channel(scanner.code())).line(meaning.kind(), from, to);
            case GAS_NUMBER, GAS_OF_HOUR -> gasLines.add(new GasLine(meaning.kind(), from, to));
            case MESSAGE, MESSAGE_CODE, BREAKER, LIMITER, PEAK_HISTORY, FAILURES, QUARTER_HOUR, UNKNOWN -> { }
        }
    }

    private MBusChannel channel(int number) {
        return channels.computeIfAbsent(number, any -> new MBusChannel(number, bytes, clock));
    }

    /** Reads a limit, or two of them: (200*A), (040*A)(-050*A), (65.0*A,-65.0*A). */
    private void fuses(int from, int to) {
        byte[] groups = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).replace(",", ")(")
                .getBytes(StandardCharsets.ISO_8859_1);
        number(Quantity.FUSE, groups, 1, groups.length);
        int second = BracketGroups.group(groups, 0, groups.length, 1);
        if (second < groups.length) {
            number(Quantity.FUSE_EXPORT, groups, second, groups.length);
        }
    }

    private void number(Quantity quantity, int from, int to) {
        number(quantity, bytes, from, to);
    }

    private void number(Quantity quantity, byte[] printed, int from, int to) {
        if (values.has(quantity)) {
            return;
        }
        if (number.read(printed, from, to, quantity)) {
            values.set(quantity, number.scaled());
            if (quantity.unit() == Unit.WATT || quantity.unit() == Unit.KILOWATT_HOUR) {
                measured = true;
                identification.addMeasurement(RegisterTable.channel(scanner.code()));
            }
        } else {
            values.unreadable(quantity);
        }
    }

    /** Reads the tariff: mostly a number alone, in Hungary also text with a number in it: "TARIFF 1". */
    private void tariff(int from, int to) {
        int digit = from + 1;
        int close = BracketGroups.close(bytes, from, to);
        while (digit < close && (bytes[digit] < '0' || bytes[digit] > '9')) {
            digit++;
        }
        if (digit < close && !values.has(Quantity.TARIFF) && number.readNumber(bytes, digit, to)
                && number.whole().isPresent()) {
            values.set(Quantity.TARIFF, number.whole().getAsInt());
        }
    }
}
