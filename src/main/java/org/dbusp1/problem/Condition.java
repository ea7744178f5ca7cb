package org.dbusp1.problem;

import static org.dbusp1.problem.Condition.Severity.DOUBTFUL;
import static org.dbusp1.problem.Condition.Severity.FINE;
import static org.dbusp1.problem.Condition.Severity.WRONG;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The states of what the driver watches, well or wrong: the one list that all outputs show entries of. The first word of a name is what
 * it is about. Texts and remedies are in texts_LANGUAGE.properties, by id.
 */
public enum Condition {
    // What ESS does with the meter. The order is that of the numbers in /Error/0/Id: new ones go to the end.
    ESS_UNKNOWN(FINE),
    ESS_USED(FINE),
    /** Nothing keeps ESS from using the meter, and the GX device has not chosen yet. */
    ESS_EXPECTED(FINE),
    /** There is no inverter that would regulate by this meter. */
    ESS_NO_INVERTER(FINE),
    /** The meter measures something else, as its owner chose. */
    ESS_OTHER_ROLE(FINE),
    /** Used, but its telegrams are too seldom. */
    ESS_SLOW(WRONG),
    /** Used, but its phases may be in another order than the inverter's. */
    ESS_PHASE_ORDER(WRONG),
    ESS_INPUT_NOT_GRID(WRONG),
    ESS_METERING_BY_INVERTER(WRONG),
    /** Another grid meter has a lower instance; when it leaves the bus, ESS uses this one. */
    ESS_RESERVE(FINE),
    ESS_SAME_INSTANCE(WRONG),
    /** The GX device uses something else, and no other case explains it. */
    ESS_NOT_CHOSEN(WRONG),
    ESS_METER_GONE(WRONG),
    /** The meter sends no power, so that it is shown, but not as a grid meter. */
    ESS_NO_POWER(WRONG),
    /** Used, but only one of its three phases: the order of phases is that of a one-phase meter. */
    ESS_ONE_PHASE_ONLY(WRONG),
    /** The GX device has chosen the meter, and ESS reports that it has no grid meter. */
    ESS_NOT_SEEN(WRONG),
    /** Used, and corrected by what the inverters do between its seldom telegrams. */
    ESS_FOLLOWED(FINE),
    /** Not used, because the inverter measures: its telegrams are too seldom for ESS. */
    ESS_SLOW_NOT_USED(FINE),
    /** Another program controls the inverters in the place of ESS, as the owner chose. */
    ESS_EXTERNAL_CONTROL(FINE),
    /** Used, but the meter shows only a total, and ESS regulates each phase by its own power. */
    ESS_INDIVIDUAL_PHASE(WRONG),

    // What the driver does between the telegrams of a slow meter.
    FOLLOW_OFF(FINE),
    FOLLOW_WATCHING(FINE),
    FOLLOW_ACTING(FINE),
    FOLLOW_NOT_REGULATING(FINE),
    FOLLOW_FAST_METER(FINE),
    FOLLOW_NO_INVERTER(DOUBTFUL),
    FOLLOW_NOT_ON_GRID(FINE),
    /** The meter does not show the inverter's moves. */
    FOLLOW_NOT_FOLLOWED(DOUBTFUL),
    /** Plain telegrams were better: nothing is corrected for an hour. */
    FOLLOW_RESTING(DOUBTFUL),

    // What the peak limiter does: an entry for each state of it.
    LIMITER_OFF(FINE),
    LIMITER_READY(FINE),
    LIMITER_HOLDING(FINE),
    LIMITER_ASKED(FINE),
    LIMITER_LIMITING(FINE),
    LIMITER_BATTERY_EMPTY(FINE),
    LIMITER_YIELDING(FINE),
    LIMITER_ANOTHER_DRIVER(FINE),
    LIMITER_OTHER_PROGRAM(WRONG),
    LIMITER_NOT_OBEYED(WRONG),
    LIMITER_KEEPS_CHARGED(WRONG),
    LIMITER_EXTERNAL_CONTROL(WRONG),
    LIMITER_IMPOSSIBLE(WRONG),

    // The state of the line, as check finds it.
    /** There are no telegrams. */
    LINE_SILENT(WRONG),
    /** The received bytes cannot be used. */
    LINE_UNREADABLE(WRONG),
    LINE_FIT(FINE),
    LINE_CAREFUL(FINE),
    LINE_SLOW(DOUBTFUL),
    /** There are telegrams, too few so far to know their interval. */
    LINE_MEASURING(DOUBTFUL),
    LINE_DAMAGED_OFTEN(DOUBTFUL),
    LINE_NO_POWER(DOUBTFUL),
    LINE_TWO_METERS(WRONG),
    /** Nothing came yet, and a slow meter may send soon. */
    LINE_LISTENING(DOUBTFUL),
    LINE_ABSENT(WRONG),
    /** A dongle is asked to be read, and waits until its button is pressed. */
    LINE_UNPAIRED(WRONG),
    /** Its button was not pressed for some minutes, and it is no longer asked. */
    LINE_PAIRING_ENDED(WRONG),
    /** A dongle lets no program read it until its owner allows that. */
    LINE_CLOSED(WRONG),
    /** No dongle is found in the network. */
    LINE_NOT_FOUND(WRONG),
    /** Several dongles are in the network. */
    LINE_SEVERAL(WRONG),
    /** A dongle that was read encrypted is announced without encryption only. */
    LINE_UNPROTECTED(WRONG),
    /** There were good telegrams, and there are none any more. */
    LINE_STOPPED(WRONG),
    /** A driver has the port and no longer reports. */
    LINE_HANGS(WRONG),
    LINE_NO_TELEGRAM(WRONG),
    LINE_TOO_FEW(WRONG),
    LINE_DISTURBED(WRONG),
    LINE_ENCRYPTED(WRONG),
    LINE_WRONG_KEY(WRONG),
    LINE_BINARY(WRONG),
    LINE_HALF_SML(WRONG),
    LINE_CUT_FRAMES(WRONG),
    /** Line ends were changed on the way. */
    LINE_LINE_ENDS(WRONG),
    LINE_CUT(WRONG),
    /** Only the first characters are damaged, in each telegram. */
    LINE_START(WRONG),
    LINE_DAMAGED(WRONG),
    LINE_TEXT(WRONG),
    LINE_NOISE(WRONG),
    /** Whole messages with right checksums, of a kind that this version does not know. */
    LINE_UNKNOWN_CONTENT(WRONG),
    /** All bytes are equal. */
    LINE_ONE_BYTE(WRONG),
    /** The eighth bit of each byte is missing. */
    LINE_SEVEN_BITS(WRONG),

    /** The running window of a demand tariff will be higher than the month's peak. */
    METER_MONTH_PEAK(WRONG),
    /** The meter no longer sends its power, as when the operator closes a part of the port. */
    METER_POWER_GONE(WRONG),
    /** The meter no longer sends the month's peak. */
    METER_PEAKS_GONE(WRONG),
    /** Another meter sends on the cable. */
    METER_REPLACED(DOUBTFUL),
    /** The meter's clock stands, or is a day or more behind: rows take the time of arrival. */
    METER_CLOCK_WRONG(DOUBTFUL),
    /** No counter counts the import that the power tells. */
    METER_IMPORT_NOT_COUNTED(DOUBTFUL),
    /** No counter counts the export that the power tells. */
    METER_EXPORT_NOT_COUNTED(DOUBTFUL),
    /** Cables were exchanged, and the settings followed their meters. */
    METER_CABLES_EXCHANGED(DOUBTFUL),

    /** The driver cannot write its files. */
    DEVICE_NOT_WRITABLE(WRONG),
    /** The history's database was damaged, and a new one has begun. */
    DEVICE_HISTORY_DAMAGED(DOUBTFUL),
    /** The GX device had lost the settings of the meter, and got them back. */
    DEVICE_SETTINGS_RESTORED(DOUBTFUL);

    /** What an entry is about. */
    public enum Subject {
        ESS, FOLLOW, LIMITER, LINE, METER, DEVICE
    }

    /** Whether the owner should do something. */
    public enum Severity {
        FINE,
        /** It works, but not as well as it could. */
        DOUBTFUL,
        WRONG
    }

    private final Severity severity;
    private final Subject subject;
    private final String key;

    Condition(Severity severity) {
        this.severity = severity;
        int end = name().indexOf('_');
        this.subject = Subject.valueOf(name().substring(0, end));
        this.key = name().substring(end + 1).toLowerCase(Locale.ROOT);
    }

    public Severity severity() {
        return severity;
    }

    /** Returns whether something is wrong, and the owner should do something. */
    public boolean isWrong() {
        return severity == WRONG;
    }

    public Subject subject() {
        return subject;
    }

    /** Returns the id: {@code ess.not_chosen}. It is also the key of its texts. */
    public String id() {
        return subject.name().toLowerCase(Locale.ROOT) + "." + key;
    }

    /** Returns the id where it is known what it is about: {@code not_chosen}. */
    public String key() {
        return key;
    }

    /** Returns its place among the entries about the same, from 0. */
    public int number() {
        return all(subject).indexOf(this);
    }

    /** Returns the entry with an id. @throws IllegalArgumentException when there is none */
    public static Condition of(String id) {
        return Arrays.stream(values()).filter(entry -> entry.id().equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no problem: " + id));
    }

    /** Returns the entries about something. */
    public static List<Condition> all(Subject subject) {
        return Arrays.stream(values()).filter(entry -> entry.subject == subject).toList();
    }
}
