package org.dbusp1.line.decode.han;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.line.decode.DecodeResult;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.frame.AXdrReader;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the messages of binary meters. Short lists do not name their meter, so the name and the numbers are remembered
 * from longer lists of the line. A list of an unknown kind is logged once and gives no reading.
 */
public final class HanDecoder implements Decoder {
    private static final Logger LOG = LoggerFactory.getLogger(HanDecoder.class);

    /** @param bytes the whole frame */
    private record HourlyList(ClockTime clock, Values counters, byte[] bytes) {
    }

    private final LocalTimeResolver times;
    private final HanValues values = new HanValues();
    private final MeterNumbers numbers;
    private final ThinnedLog log;
    /** Of the meter's maker, from a list or the system title of an encrypted frame; null before either names the maker. */
    private @Nullable Dialect knownDialect;
    /** Name of the last list with a name; empty before. */
    private String name = "";
    /** Type of the meter, from the last list with a type; empty before. */
    private String type = "";
    /** The last list with a clock, of Aidon; null before the first, and after a time without messages. */
    private @Nullable HourlyList lastHour;

    public HanDecoder(LocalTimeResolver times, Supplier<@Nullable MeterKey> storedMeterKey) {
        this(times, storedMeterKey, ThinnedLog.onChange(LOG::warn));
    }

    HanDecoder(LocalTimeResolver times, Supplier<@Nullable MeterKey> storedMeterKey, ThinnedLog log) {
        this.times = times;
        this.numbers = new MeterNumbers(storedMeterKey);
        this.log = log;
    }

    /** {@inheritDoc} The payload is an APDU in clear text. Without a frame it is damaged, unless such meters send none. */
    @Override
    public DecodeResult decode(Frame frame) {
        Push push;
        try {
            push = AXdrReader.push(frame.payload());
        } catch (AXdrReader.MalformedException e) {
            if (frame.hasUncheckedTag()) {
                // The tag was not checked, so the key may be wrong.
                return new DecodeResult.Rejected(RejectCause.KEY);
            }
            logTrouble("its bytes are malformed", ": " + e.getMessage());
            return new DecodeResult.Rejected(RejectCause.GARBAGE);
        }
        RegisterList listing = RegisterList.of(push.body());
        if (listing == null) {
            logTrouble("its list is of an unknown kind", ", " + shape(push.body()));
            return new DecodeResult.Rejected(RejectCause.GARBAGE);
        }
        ListHeader header = ListHeader.of(listing);
        Dialect named = named(header, listing, frame.encryption());
        if (frame.proof() == Frame.Proof.UNPROVEN && (named == null || named.sendsChecksum())) {
            // The message of a damaged frame: what it names may be damaged too.
            return new DecodeResult.Rejected(RejectCause.NO_CRC);
        }
        remember(header, named);
        RegisterList scaled = ListScales.complete(listing, dialect(), type);
        if (scaled.lacksAllScales()) {
            logTrouble("its numbers have no scale, and no maker is known by whose definition they would have one", "");
            return new DecodeResult.Rejected(RejectCause.UNSCALED);
        }
        return new DecodeResult.Decoded(reading(frame, push, header, scaled, listing.lacksAllScales()));
    }

    @Override
    public void lineLost() {
        numbers.lineLost();
        lastHour = null;
    }

    private Dialect dialect() {
        return knownDialect == null ? Dialect.HAN : knownDialect;
    }

    private Reading reading(Frame frame, Push push, ListHeader header, RegisterList listing, boolean assumedScales) {
        Dialect dialect = dialect();
        ClockTime sentTime = CosemTime.parse(push.dateTime());
        ClockTime time = withKnownDeviation(sentTime == null ? header.clock() : sentTime, dialect);
        Values sentValues = values.of(listing);
        boolean repeated = dialect == Dialect.AIDON && header.clock() != null && repeatsHour(header.clock(), sentValues, frame.bytes());
        MeterIdentity meter = new MeterIdentity(dialect, name, numbers.ofMessage(), null);
        return new Reading(meter, times.messageTime(repeated ? null : time, meter),
                repeated ? sentValues.without(Quantity.ENERGY_COUNTERS) : sentValues, List.of(),
                new HanMessage(frame, push, listing, assumedScales), times.daysZone(dialect));
    }

    /**
     * Returns whether a list of an hour has the clock and the counters of the list before, and remembers it. Two or three times a month
     * Aidon sends those of the hour before with present powers (amsreader-firmware, issues 743 and 1119): as counters of now they would
     * make an hour of nothing, and the next hour one of two. The guard refuses a copy of a whole list, also one that is old.
     */
    private boolean repeatsHour(ClockTime clock, Values sent, byte[] bytes) {
        Values.Builder counters = new Values.Builder();
        Quantity.ENERGY_COUNTERS.stream().filter(sent::has).forEach(counter -> counters.set(counter, sent.scaled(counter)));
        HourlyList before = lastHour;
        lastHour = new HourlyList(clock, counters.build(), bytes);
        return before != null && before.clock.local() == clock.local() && before.counters.equals(lastHour.counters)
                && !Arrays.equals(before.bytes, bytes);
    }

    /**
     * Returns a time without the deviation that is none: Aidon sends its local time with 0 in Norway, and is said to stay on standard
     * time all year (amsreader-firmware, issues 1119 and 303).
     */
    private static @Nullable ClockTime withKnownDeviation(@Nullable ClockTime time, Dialect dialect) {
        Integer offset = time == null ? null : time.offsetSeconds();
        return time != null && offset != null && offset == 0 && dialect == Dialect.AIDON ? time.withoutOffset() : time;
    }

    private @Nullable Dialect named(ListHeader header, RegisterList listing, Frame.@Nullable Encryption encryption) {
        return Optional.ofNullable(listing.dialect()).or(() -> Optional.ofNullable(header.dialect()))
                .or(() -> Optional.ofNullable(encryption).map(Frame.Encryption::maker).flatMap(Dialect::ofMaker)).orElse(knownDialect);
    }

    private void remember(ListHeader header, @Nullable Dialect known) {
        if (known != knownDialect || numbers.contradicted(header.numbers())) {
            name = "";
            type = "";
            numbers.reset();
            values.reset();
        }
        knownDialect = known;
        name = header.name().isEmpty() ? name : header.name();
        type = header.type().isEmpty() ? type : header.type();
        numbers.add(header.numbers());
    }

    /** Once for each kind of fault, and without its bytes: owners share their logs, and the bytes hold the meter's number. */
    private void logTrouble(String trouble, String details) {
        log.logAs(trouble, "a frame of the meter is intact, but cannot be decoded: " + trouble + details
                + "; it is kept as a rejected telegram. Please report this");
    }

    private static String shape(AXdr body) {
        if (!(body instanceof AXdr.Group group)) {
            return body.type().standardName();
        }
        return group.type().standardName() + " of " + group.items().size() + group.items().stream()
                .map(item -> item.type().standardName()).collect(Collectors.joining(", ", ": ", ""));
    }
}
