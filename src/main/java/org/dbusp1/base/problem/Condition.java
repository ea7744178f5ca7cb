package org.dbusp1.base.problem;

import static org.dbusp1.base.problem.Condition.Severity.DOUBTFUL;
import static org.dbusp1.base.problem.Condition.Severity.FINE;
import static org.dbusp1.base.problem.Condition.Severity.WRONG;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dbusp1.base.process.ExitStatus;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of everything that the driver watches, good or bad, in the one list from which all outputs show entries. The first
 * word of a name is the subject of the condition. Texts and remedies are in texts_LANGUAGE.properties, by id.
 */
public enum Condition {
    // The use of the meter by ESS. The order is that of the numbers in /Error/0/Id: new conditions go to the end.
    ESS_UNKNOWN(FINE),
    ESS_USED(FINE),
    /** ESS can use the meter, but the GX device has not chosen a meter yet. */
    ESS_EXPECTED(FINE),
    /** The GX device has no inverter that would regulate by this meter. */
    ESS_NO_INVERTER(FINE),
    /** The owner has chosen a role other than grid meter. */
    ESS_OTHER_ROLE(FINE),
    /** Used, but the telegrams are too seldom. */
    ESS_SLOW(WRONG, EventType.ESS_TOO_SLOW),
    /** Used, but the phases of the meter may be in another order than the inverter's. */
    ESS_PHASE_ORDER(WRONG, EventType.PHASE_ORDER),
    ESS_INPUT_NOT_GRID(WRONG, EventType.ESS_NOT_USED),
    ESS_METERING_BY_INVERTER(WRONG, EventType.ESS_NOT_USED),
    /** Another grid meter has a lower instance; when that meter leaves the bus, ESS uses this meter. */
    ESS_RESERVE(FINE),
    ESS_SAME_INSTANCE(WRONG, EventType.ESS_NOT_USED),
    /** The GX device uses another source, and no other condition explains it. */
    ESS_NOT_CHOSEN(WRONG, EventType.ESS_NOT_USED),
    ESS_METER_GONE(WRONG),
    /** The meter sends no power, so it is shown, but not as a grid meter. */
    ESS_NO_POWER(WRONG, EventType.ESS_NOT_USED),
    /** Used, but only one of its three phases: the order of phases is that of a one-phase meter. */
    ESS_ONE_PHASE_ONLY(WRONG, EventType.PHASE_ORDER),
    /** The GX device has chosen the meter, and ESS reports that it has no grid meter. */
    ESS_NOT_SEEN(WRONG, EventType.ESS_NOT_USED),
    /** Used, and corrected by the reports of the inverters between its seldom telegrams. */
    ESS_FOLLOWED(FINE),
    /** Not used, because the inverter itself measures; the telegrams would be too seldom for ESS. */
    ESS_SLOW_NOT_USED(FINE),
    /** Another program controls the inverters in place of ESS, as the owner chose. */
    ESS_EXTERNAL_CONTROL(FINE),
    /** Used, but the meter shows only a total, and ESS regulates each phase by its own power. */
    ESS_INDIVIDUAL_PHASE(WRONG, EventType.PHASE_ORDER),
    /** The meter counts heat and no electricity, and another meter is the grid meter. */
    ESS_HEAT_METER(FINE),
    /** The GX device uses another meter, from which it gets no power. */
    ESS_OTHER_METER_DEAD(WRONG, EventType.ESS_NOT_USED),
    /** The inverter on VE.Bus has no assistant of ESS. Reported once for each meter: the owner may want no ESS. */
    ESS_NO_ASSISTANT(WRONG, EventType.ESS_NOT_USED),
    /** Used, but the battery supplies only what is on the inverter's output, as the owner chose. */
    ESS_CRITICAL_LOADS(FINE),
    /** Used, but the battery is only kept charged, as the owner chose. */
    ESS_KEEPS_CHARGED(FINE),
    /** Used, but the most that the inverters may give is 0 W, as the owner chose. */
    ESS_NO_DISCHARGE(FINE),
    /** Used, but the meter shows only a total, and ESS limits the current of each phase. */
    ESS_IMPORT_LIMIT(WRONG, EventType.PHASE_ORDER),
    /** The inverter is connected to no AC input, while the meter sends. */
    ESS_NOT_CONNECTED(FINE),
    /** The inverter's active AC input is the generator, while the meter sends. */
    ESS_ON_GENERATOR(FINE),
    ESS_INVERTER_OFF(FINE),
    /** No telegrams arrive, and the inverter has no grid: perhaps a power cut. */
    ESS_GRID_LOST(FINE, EventType.METER_SILENT),

    // The corrections between the telegrams of a slow meter.
    FOLLOW_OFF(FINE),
    FOLLOW_WATCHING(FINE),
    FOLLOW_ACTING(FINE),
    FOLLOW_NOT_REGULATING(FINE),
    FOLLOW_FAST_METER(FINE),
    FOLLOW_NO_INVERTER(DOUBTFUL),
    FOLLOW_NOT_ON_GRID(FINE),
    /** The meter does not show the inverter's moves. */
    FOLLOW_NOT_FOLLOWED(DOUBTFUL),
    /** Plain telegrams were better than corrected telegrams: the driver corrects no power for an hour. */
    FOLLOW_RESTING(DOUBTFUL),

    // The status of the peak limiter.
    LIMITER_OFF(FINE),
    /** No window needs a limit. */
    LIMITER_READY(FINE),
    /** The charge is above the reserve: ESS works as always, also while the forecast is above the peak. */
    LIMITER_ABOVE_RESERVE(FINE),
    /** The house draws no more than the window allows; the battery is reserved for a peak. */
    LIMITER_HOLDING(FINE),
    /** A limit is set, but ESS shows no sign yet of following the limit. */
    LIMITER_ASKED(FINE),
    LIMITER_LIMITING(FINE),
    /** For two minutes the window's forecast was above its limit, although the inverters give what they can. */
    LIMITER_NOT_ENOUGH(DOUBTFUL, EventType.PEAK_MISSED),
    /** The battery is at its minimum, so that ESS does not discharge it. */
    LIMITER_BATTERY_EMPTY(FINE, EventType.PEAK_MISSED),
    /** Dynamic ESS, a schedule, load shedding, another program or the driver of another cable controls the battery. */
    LIMITER_YIELDING(FINE, EventType.PEAK_MISSED),
    /** Another program sets the inverters' limit too, so the limiter pauses or has stopped. */
    LIMITER_OTHER_PROGRAM(WRONG, EventType.LIMITER_STOPPED),
    /** ESS did not follow the limit: the override is released, and the limiter sets no limit for an hour. */
    LIMITER_NOT_OBEYED(WRONG, EventType.LIMITER_STOPPED),
    /** ESS keeps the batteries charged, so that it ignores a limit of the inverters' power. */
    LIMITER_KEEPS_CHARGED(WRONG, EventType.LIMITER_STOPPED),
    /** The owner has chosen External control: ESS does not regulate. */
    LIMITER_EXTERNAL_CONTROL(WRONG, EventType.LIMITER_STOPPED),
    /** The battery supplies only what is on the inverter's output, as the owner chose: ESS limits no import of the house. */
    LIMITER_CRITICAL_LOADS(WRONG, EventType.LIMITER_STOPPED),
    /** No inverter is on VE.Bus, so that nothing obeys a limit. */
    LIMITER_NO_VEBUS(WRONG, EventType.LIMITER_STOPPED),
    /** The limit cannot be read or written, ESS or its inverter does not answer, or ESS does not use this meter. */
    LIMITER_IMPOSSIBLE(WRONG, EventType.LIMITER_STOPPED),

    // The state of the line, as check finds it.
    /** No byte has arrived in the time in which all meters have sent, but those of the Czech Republic. */
    LINE_SILENT(WRONG, ExitStatus.NOT_FOUND, EventType.METER_SILENT),
    /** Telegrams arrive, but all are rejected. Only the event has this condition: check finds the cause. */
    LINE_UNREADABLE(WRONG, EventType.METER_SILENT),
    /** Telegrams arrive often enough for ESS. */
    LINE_FIT(FINE),
    /** Telegrams arrive often enough for ESS with a setpoint that is not close to 0 W. */
    LINE_CAREFUL(FINE),
    /** Telegrams arrive too seldom for ESS. */
    LINE_SLOW(DOUBTFUL),
    /** Telegrams arrive, too few so far to know their interval. */
    LINE_MEASURING(DOUBTFUL),
    /** Good telegrams arrive, and many damaged ones. */
    LINE_DAMAGED_OFTEN(DOUBTFUL),
    /** The meter sends no net power. */
    LINE_NO_POWER(DOUBTFUL),
    /** Telegrams of several meters arrive: nothing is published. */
    LINE_TWO_METERS(WRONG),
    /** Too few bytes so far to judge a line that was opened some seconds ago; a slow meter may send soon. */
    LINE_LISTENING(DOUBTFUL, ExitStatus.NOT_FOUND),
    /** The source does not exist: it is not plugged in, the file does not exist, or no program listens. */
    LINE_ABSENT(WRONG, ExitStatus.ABSENT),
    /** This program has no permission to open the source. */
    LINE_FORBIDDEN(WRONG, ExitStatus.FORBIDDEN),
    /** Another program uses the source. */
    LINE_BUSY(WRONG, ExitStatus.BUSY),
    /** The source does not accept the settings. */
    LINE_UNSUITABLE(WRONG, ExitStatus.CONFIG),
    /** The driver tries to read a dongle, which refuses until its button is pressed. */
    LINE_UNPAIRED(WRONG, ExitStatus.FORBIDDEN, EventType.DONGLE_UNPAIRED),
    /** The dongle's button was not pressed for some minutes, and the driver no longer tries to read the dongle. */
    LINE_PAIRING_ENDED(WRONG, ExitStatus.FORBIDDEN, EventType.DONGLE_UNPAIRED),
    /** A dongle lets no program read it until its owner allows that. */
    LINE_CLOSED(WRONG, ExitStatus.FORBIDDEN),
    /** No dongle is found in the network. */
    LINE_NOT_FOUND(WRONG, ExitStatus.ABSENT),
    /** Several dongles are in the network. */
    LINE_SEVERAL(WRONG, ExitStatus.CONFIG),
    /** Other Pulses of a Tibber bridge have messages than the one that is read. */
    LINE_SEVERAL_NODES(WRONG, ExitStatus.CONFIG),
    /** A dongle that was read encrypted is announced without encryption only. */
    LINE_UNPROTECTED(WRONG, ExitStatus.FORBIDDEN, EventType.DONGLE_UNPAIRED),
    /** Good telegrams arrived, and no longer do. */
    LINE_STOPPED(WRONG, ExitStatus.NOT_FOUND),
    /** A driver has the port and no longer reports. */
    LINE_HANGS(WRONG, ExitStatus.NOT_FOUND),
    /** The bytes have ended, with no telegram in them. */
    LINE_NO_TELEGRAM(WRONG, ExitStatus.NO_DATA),
    /** The bytes have ended with good telegrams, too few to publish a value. */
    LINE_TOO_FEW(WRONG, ExitStatus.NOT_FOUND),
    /** Only a few stray bytes have arrived. */
    LINE_DISTURBED(WRONG, ExitStatus.NOT_FOUND),
    LINE_ENCRYPTED(WRONG),
    LINE_WRONG_KEY(WRONG),
    /** Binary frames arrive, none of them whole and right. */
    LINE_BINARY(WRONG),
    /** Parts of SML telegrams arrive. */
    LINE_HALF_SML(WRONG),
    /** Binary frames arrive, all of them cut off. */
    LINE_CUT_FRAMES(WRONG),
    /** Line ends were changed on the way. */
    LINE_LINE_ENDS(WRONG),
    /** Telegrams arrive, at least half of the rejected ones cut off. */
    LINE_CUT(WRONG),
    /** Of most rejected telegrams only the first characters are damaged. */
    LINE_START(WRONG),
    /** Telegrams arrive, most of them damaged and not cut off. */
    LINE_DAMAGED(WRONG),
    /** Telegrams without a checksum arrive, of a kind that has one. */
    LINE_NO_CHECKSUM(WRONG),
    /** Good telegrams arrive, too far apart to be used. */
    LINE_TOO_SELDOM(WRONG),
    /** The other side closes each connection at once, or says that its port is in use: another program is connected. */
    LINE_TAKEN(WRONG, ExitStatus.BUSY),
    /** The bridge doubles each byte FF: Telnet. */
    LINE_TELNET(WRONG),
    /** The meter waits for an answer. */
    LINE_ASKS(WRONG),
    /** SML arrives as hexadecimal text. */
    LINE_HEX_TEXT(WRONG),
    /** Bytes of the other parity are dropped. */
    LINE_ONE_PARITY(WRONG),
    /** Text arrives, but no register of a telegram. */
    LINE_TEXT(WRONG),
    /** Bytes arrive that are neither telegrams nor text. */
    LINE_NOISE(WRONG),
    /** Whole messages with right checksums, of a kind that this version does not know. */
    LINE_UNKNOWN_CONTENT(WRONG),
    /** Whole messages, which have the scales of none of their numbers, of a meter whose maker is unknown. */
    LINE_UNSCALED(WRONG),
    /** All bytes are equal. */
    LINE_ONE_BYTE(WRONG),
    /** The eighth bit of each byte is missing. */
    LINE_SEVEN_BITS(WRONG),

    /** The running window of a demand tariff will be higher than the month's peak. */
    METER_MONTH_PEAK(WRONG, EventType.MONTH_PEAK),
    /** The meter no longer sends its power, as when the operator closes a part of the port. */
    METER_POWER_GONE(WRONG, EventType.PORT_CLOSED),
    /** The meter no longer sends the month's peak. */
    METER_PEAKS_GONE(WRONG, EventType.PORT_CLOSED),
    /** Another meter sends on the cable. */
    METER_REPLACED(DOUBTFUL, EventType.METER_REPLACED),
    /** The meter's clock stands, is more than a day behind or a year ahead, or was so in the last hour: rows get the time of arrival. */
    METER_CLOCK_WRONG(DOUBTFUL, EventType.CLOCK_WRONG),
    /** No counter counts the import that the power shows. */
    METER_IMPORT_NOT_COUNTED(DOUBTFUL, EventType.NOT_COUNTED),
    /** No counter counts the export that the power shows. */
    METER_EXPORT_NOT_COUNTED(DOUBTFUL, EventType.NOT_COUNTED),
    /** The power is far above what the currents carry, and may be in tenths of a watt: it is withheld. */
    METER_POWER_UNIT(DOUBTFUL, EventType.POWER_DOUBTFUL),
    /** The net total stands still, and differs from the sum of its phases. */
    METER_TOTAL_STANDS(DOUBTFUL, EventType.POWER_DOUBTFUL),
    /** Cables were exchanged, and the settings followed their meters. */
    METER_CABLES_EXCHANGED(DOUBTFUL, EventType.CABLES_EXCHANGED),

    /** The driver cannot write its files. */
    DEVICE_NOT_WRITABLE(WRONG, EventType.STATE_NOT_WRITABLE),
    /** The history's database was damaged, and a new database has begun. */
    DEVICE_HISTORY_DAMAGED(DOUBTFUL, EventType.HISTORY_DAMAGED),
    /** The same, and a damaged database of this or an earlier time was deleted. */
    DEVICE_HISTORY_REMOVED(DOUBTFUL, EventType.HISTORY_DAMAGED),
    /** The GX device had lost the settings of the meter, and got them back. */
    DEVICE_SETTINGS_RESTORED(DOUBTFUL, EventType.SETTINGS_RESTORED);

    /** The part of the house or the driver that a condition is about. */
    public enum Subject {
        ESS, FOLLOW, LIMITER, LINE, METER, DEVICE
    }

    /** The need for an action by the owner. */
    public enum Severity {
        FINE(ExitStatus.OK),
        /** Works, but not as well as possible. */
        DOUBTFUL(ExitStatus.DOUBTFUL),
        WRONG(ExitStatus.NO_DATA);

        private final ExitStatus exitStatus;

        Severity(ExitStatus exitStatus) {
            this.exitStatus = exitStatus;
        }
    }

    private final Severity severity;
    private final ExitStatus exitStatus;
    private final @Nullable EventType event;
    private final Subject subject;
    private final String key;

    Condition(Severity severity) {
        this(severity, severity.exitStatus, null);
    }

    Condition(Severity severity, ExitStatus exitStatus) {
        this(severity, exitStatus, null);
    }

    Condition(Severity severity, EventType event) {
        this(severity, severity.exitStatus, event);
    }

    Condition(Severity severity, ExitStatus exitStatus, @Nullable EventType event) {
        this.severity = severity;
        this.exitStatus = exitStatus;
        this.event = event;
        int end = name().indexOf('_');
        this.subject = Subject.valueOf(name().substring(0, end));
        this.key = name().substring(end + 1).toLowerCase(Locale.ROOT);
    }

    public Severity severity() {
        return severity;
    }

    /** True if the owner should do something about the condition. */
    public boolean isWrong() {
        return severity == WRONG;
    }

    /** Returns the exit status of {@code check} that finds the condition, and of a driver that cannot open its source because of it. */
    public ExitStatus exitStatus() {
        return exitStatus;
    }

    /** Returns the event of which the owner is informed; null if the condition is no event. */
    public @Nullable EventType event() {
        return event;
    }

    public Subject subject() {
        return subject;
    }

    /** Returns the id, {@code ess.not_chosen}, which is also the key of the condition's texts. */
    public String id() {
        return subject.name().toLowerCase(Locale.ROOT) + "." + key;
    }

    /** Returns the id without the subject: {@code not_chosen}. */
    public String key() {
        return key;
    }

    /** Returns the place among the conditions with the same subject, from 0. */
    public int indexInSubject() {
        return all(subject).indexOf(this);
    }

    /**
     * Returns the condition with an id.
     *
     * @throws IllegalArgumentException when no condition has the id
     */
    public static Condition of(String id) {
        return Arrays.stream(values()).filter(entry -> entry.id().equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no problem: " + id));
    }

    public static List<Condition> all(Subject subject) {
        return Arrays.stream(values()).filter(entry -> entry.subject == subject).toList();
    }
}
