package org.dbusp1.base.problem;

import static org.dbusp1.base.problem.EssUse.OFF_GRID;
import static org.dbusp1.base.problem.EssUse.REGULATES;
import static org.dbusp1.base.problem.EssUse.UNKNOWN;
import static org.dbusp1.base.problem.EssUse.UNPROVED;
import static org.dbusp1.base.problem.Place.AC;
import static org.dbusp1.base.problem.Place.INSTANCES;
import static org.dbusp1.base.problem.Place.NONE;
import static org.dbusp1.base.problem.Place.ORDER;
import static org.dbusp1.base.problem.Place.ROLE;
import static org.dbusp1.base.problem.Place.SETUP;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.base.process.ExitStatus;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of everything that the driver watches, good or bad, in the one list from which all outputs show entries. The first
 * word of a name is the subject of the condition. Texts and remedies are in texts_LANGUAGE.properties, by id. What an output has to know
 * of a condition is a column here, and nowhere else a list of conditions.
 */
public enum Condition {
    // The use of the meter by ESS. The order is that of the numbers in /Error/0/Id: new conditions go to the end.
    ESS_UNKNOWN(well().use(UNKNOWN)),
    ESS_USED(well().use(REGULATES)),
    /** ESS can use the meter, but the GX device has not chosen a meter yet. */
    ESS_EXPECTED(well().use(UNKNOWN)),
    /** The GX device has no inverter that would regulate by this meter. */
    ESS_NO_INVERTER(know()),
    /** The owner has chosen a role other than grid meter. */
    ESS_OTHER_ROLE(know().at(ROLE).in("configured", NONE)),
    ESS_SLOW(act().event(EventType.ESS_TOO_SLOW).use(REGULATES).in("off", SETUP)),
    ESS_PHASE_ORDER(act().event(EventType.PHASE_ORDER).use(REGULATES).at(ORDER)),
    ESS_INPUT_NOT_GRID(act().event(EventType.ESS_NOT_USED).at(AC).in("VictronConnect", NONE)),
    ESS_METERING_BY_INVERTER(act().event(EventType.ESS_NOT_USED).at(Place.ESS)),
    /** Another grid meter has a lower instance; when that meter leaves the bus, ESS uses this meter. */
    ESS_RESERVE(know().at(INSTANCES)),
    ESS_SAME_INSTANCE(act().event(EventType.ESS_NOT_USED).at(INSTANCES)),
    /** The GX device uses another source, and no other condition explains it. */
    ESS_NOT_CHOSEN(act().event(EventType.ESS_NOT_USED)),
    ESS_METER_GONE(act().use(UNKNOWN).in("off_grid", OFF_GRID)),
    /** The meter sends no power, so it is shown, but not as a grid meter. */
    ESS_NO_POWER(act().event(EventType.ESS_NOT_USED)),
    /** Used, but only one of its three phases: the order of phases is that of a one-phase meter. */
    ESS_ONE_PHASE_ONLY(act().event(EventType.PHASE_ORDER).use(REGULATES).at(ORDER)),
    ESS_NOT_SEEN(act().event(EventType.ESS_NOT_USED)),
    ESS_FOLLOWED(well().use(REGULATES)),
    /** Not used, because the inverter itself measures; the telegrams would be too seldom for ESS. */
    ESS_SLOW_NOT_USED(know().at(Place.ESS)),
    /** Another program controls the inverters in place of ESS, as the owner chose. */
    ESS_EXTERNAL_CONTROL(know().at(Place.ESS)),
    ESS_INDIVIDUAL_PHASE(act().event(EventType.PHASE_ORDER).use(REGULATES).at(Place.ESS).in("one_phase", Gravity.KNOW)),
    /** The meter counts heat and no electricity, and another meter is the grid meter. */
    ESS_HEAT_METER(know()),
    ESS_OTHER_METER_DEAD(act().event(EventType.ESS_NOT_USED).at(INSTANCES)),
    /** The inverter on VE.Bus has no assistant of ESS. Told once in a run: the owner may want no ESS. */
    ESS_NO_ASSISTANT(act().event(EventType.ESS_NOT_USED).once()),
    ESS_CRITICAL_LOADS(know().use(REGULATES).at(Place.ESS)),
    ESS_KEEPS_CHARGED(know().at(Place.ESS)),
    /** Used, but the most that the inverters may give is 0 W, as the owner chose. */
    ESS_NO_DISCHARGE(know().use(REGULATES).at(Place.ESS)),
    ESS_IMPORT_LIMIT(act().event(EventType.PHASE_ORDER).use(REGULATES).at(Place.ESS).in("thirds", SETUP)),
    /** The inverter is connected to no AC input, while the meter sends. */
    ESS_NOT_CONNECTED(know().use(OFF_GRID)),
    /** The inverter's active AC input is the generator, while the meter sends. */
    ESS_ON_GENERATOR(know().use(OFF_GRID)),
    ESS_INVERTER_OFF(know().use(OFF_GRID)),
    ESS_GRID_LOST(know().event(EventType.METER_SILENT).use(OFF_GRID)),
    /**
     * It is not proved that ESS regulates by this meter now. The case is what stands against it, or what is missing: unread,
     * disconnected, fault, charger_only, inverter_only, passthrough.
     */
    ESS_NOT_NOW(know().use(UNPROVED)),
    ESS_NOT_IN_USE(act().event(EventType.ESS_NOT_USED).once()),

    // The corrections between the telegrams of a slow meter.
    FOLLOW_OFF(well()),
    /** The inverters have not moved yet. */
    FOLLOW_WATCHING(well()),
    FOLLOW_FOLLOWED(well()),
    FOLLOW_NOT_REGULATING(well()),
    FOLLOW_FAST_METER(well()),
    FOLLOW_NO_INVERTER(know()),
    FOLLOW_NOT_ON_GRID(well()),
    FOLLOW_NOT_FOLLOWED(know()),

    // The status of the peak limiter.
    LIMITER_OFF(well()),
    /** No window needs a limit. */
    LIMITER_READY(well()),
    /** The charge is above the reserve: ESS works as always, also while the forecast is above the peak. */
    LIMITER_ABOVE_RESERVE(well()),
    /** The house draws no more than the window allows; the battery is reserved for a peak. */
    LIMITER_HOLDING(well()),
    LIMITER_LIMITING(well()),
    /** For two minutes the window's forecast was above its limit, although the inverters give what they can. */
    LIMITER_NOT_ENOUGH(act().event(EventType.PEAK_MISSED).at(SETUP)),
    /** The battery is at its minimum, so that ESS does not discharge it. */
    LIMITER_BATTERY_EMPTY(know().event(EventType.PEAK_MISSED)),
    /** Dynamic ESS, a schedule, load shedding, or a set point of another program controls the battery. */
    LIMITER_YIELDING(know().event(EventType.PEAK_MISSED)),
    /** Another program, or the driver of another cable, sets the inverters' limit too: the limiter keeps its hands off. */
    LIMITER_OTHER_PROGRAM(act().event(EventType.LIMITER_STOPPED).at(SETUP)),
    /**
     * The limiter asks nothing of ESS. The cause is what ESS does with the meter instead. Cases without one: no_vebus, no inverter is on
     * VE.Bus; no_answer, ESS, the battery or the inverters do not answer, or the limit is refused.
     */
    LIMITER_NOT_USED(act().event(EventType.LIMITER_STOPPED).at(Place.ESS).in("no_vebus", Place.NONE).in("no_answer", Place.NONE)),

    // The state of the line, as check finds it.
    /** No byte has arrived in the time in which all meters have sent, but those of the Czech Republic. */
    LINE_SILENT(act().exit(ExitStatus.NOT_FOUND).event(EventType.METER_SILENT)),
    /** Telegrams arrive, but all are rejected. Only the event has this condition: check finds the cause. */
    LINE_UNREADABLE(act().event(EventType.METER_SILENT)),
    LINE_FIT(well()),
    LINE_CAREFUL(know().exit(ExitStatus.OK)),
    LINE_SLOW(act().exit(ExitStatus.DOUBTFUL)),
    /** Telegrams arrive, too few so far to know their interval. */
    LINE_MEASURING(well().exit(ExitStatus.DOUBTFUL)),
    LINE_DAMAGED_OFTEN(act().exit(ExitStatus.DOUBTFUL)),
    LINE_NO_POWER(act().exit(ExitStatus.DOUBTFUL)),
    LINE_TWO_METERS(act()),
    /** Too few bytes so far to judge a line that was opened some seconds ago; a slow meter may send soon. */
    LINE_LISTENING(act().exit(ExitStatus.NOT_FOUND)),
    /** The source does not exist: it is not plugged in, the file does not exist, or no program listens. */
    LINE_ABSENT(act().exit(ExitStatus.ABSENT)),
    LINE_FORBIDDEN(act().exit(ExitStatus.FORBIDDEN)),
    LINE_BUSY(act().exit(ExitStatus.BUSY)),
    LINE_UNSUITABLE(act().exit(ExitStatus.CONFIG)),
    /** The driver tries to read a dongle, which refuses until its button is pressed. */
    LINE_UNPAIRED(act().exit(ExitStatus.FORBIDDEN).event(EventType.DONGLE_UNPAIRED)),
    /** The dongle's button was not pressed for some minutes, and the driver no longer tries to read the dongle. */
    LINE_PAIRING_ENDED(act().exit(ExitStatus.FORBIDDEN).event(EventType.DONGLE_UNPAIRED)),
    /** A dongle lets no program read it until its owner allows that. */
    LINE_CLOSED(act().exit(ExitStatus.FORBIDDEN)),
    LINE_NOT_FOUND(act().exit(ExitStatus.ABSENT)),
    LINE_SEVERAL(act().exit(ExitStatus.CONFIG)),
    LINE_UNPROTECTED(act().exit(ExitStatus.FORBIDDEN).event(EventType.DONGLE_UNPAIRED)),
    LINE_STOPPED(act().exit(ExitStatus.NOT_FOUND)),
    /** The Pulse of a bridge gave messages, and no longer does: it may have another number. */
    LINE_PULSE_SILENT(act().exit(ExitStatus.NOT_FOUND)),
    LINE_HANGS(act().exit(ExitStatus.NOT_FOUND)),
    /** The bytes have ended, with no telegram in them. */
    LINE_NO_TELEGRAM(act()),
    /** The bytes have ended with good telegrams, too few to publish a value. */
    LINE_TOO_FEW(act().exit(ExitStatus.NOT_FOUND)),
    LINE_DISTURBED(act().exit(ExitStatus.NOT_FOUND)),
    LINE_ENCRYPTED(act()),
    LINE_WRONG_KEY(act()),
    /** Binary frames arrive, none of them whole and right. */
    LINE_BINARY(act()),
    LINE_HALF_SML(act()),
    /** Binary frames arrive, all of them cut off. */
    LINE_CUT_FRAMES(act()),
    LINE_LINE_ENDS(act()),
    /** Telegrams arrive, at least half of the rejected ones cut off. */
    LINE_CUT(act()),
    LINE_START(act()),
    /** Telegrams arrive, most of them damaged and not cut off. */
    LINE_DAMAGED(act()),
    /** Telegrams without a checksum arrive, of a kind that has one. */
    LINE_NO_CHECKSUM(act()),
    LINE_TOO_SELDOM(act().event(EventType.METER_SILENT).once()),
    /** The other side closes each connection at once, or says that its port is in use: another program is connected. */
    LINE_TAKEN(act().exit(ExitStatus.BUSY)),
    LINE_TELNET(act()),
    LINE_ASKS(act()),
    LINE_HEX_TEXT(act()),
    /** Only bytes of one parity arrive: the others are dropped, or changed. */
    LINE_ONE_PARITY(act()),
    LINE_TEXT(act()),
    LINE_NOISE(act()),
    /** Whole messages with right checksums, of a kind that this version does not know. */
    LINE_UNKNOWN_CONTENT(act()),
    /** Whole messages, which have the scales of none of their numbers, of a meter whose maker is unknown. */
    LINE_UNSCALED(act()),
    LINE_ONE_BYTE(act()),
    LINE_SEVEN_BITS(act()),
    LINE_PAUSES(act()),
    LINE_INVERTED(act()),
    LINE_TEXT_CODING(act()),
    LINE_EIGHTH_BIT(act()),
    LINE_FLOW_CONTROL(act()),
    LINE_ZEROS_LOST(act()),
    LINE_OTHER_SERVICE(act()),
    /** The optical head loses the first 1 after each 0. */
    LINE_WEAK_LIGHT(act()),
    /** The line is read faster than it sends. */
    LINE_WRONG_SPEED(act()),
    LINE_BEHIND(act().event(EventType.METER_SILENT)),

    /** The running window of a demand tariff will be higher than the month's peak. */
    METER_MONTH_PEAK(act().event(EventType.MONTH_PEAK)),
    /** The meter no longer sends its power, as when the operator closes a part of the port. */
    METER_POWER_GONE(act().event(EventType.PORT_CLOSED)),
    METER_PEAKS_GONE(act().event(EventType.PORT_CLOSED)),
    /** Another meter sends on the cable. */
    METER_REPLACED(know().event(EventType.METER_REPLACED)),
    /** The meter's clock is more than a day behind the machine's, or more than a year ahead: rows get the time of arrival. */
    METER_CLOCK_WRONG(know().event(EventType.CLOCK_WRONG)),
    /** The meter's clock is whole quarter hours off by the zone that the owner wrote. */
    METER_ZONE_WRONG(know().event(EventType.CLOCK_WRONG)),
    /** The same, and it is right by the zone of the meter's country. */
    METER_OTHER_ZONE(know().event(EventType.CLOCK_WRONG)),
    /** The meter's clock is off by its zone, and right by the standard time of that all year. */
    METER_STANDARD_TIME(know().event(EventType.CLOCK_WRONG)),
    /** No counter counts the import that the power shows. */
    METER_IMPORT_NOT_COUNTED(know().event(EventType.NOT_COUNTED)),
    /** No counter counts the export that the power shows. */
    METER_EXPORT_NOT_COUNTED(know().event(EventType.NOT_COUNTED)),
    /** The power is far above what the currents carry, and may be in tenths of a watt: it is withheld. */
    METER_POWER_UNIT(act().exit(ExitStatus.DOUBTFUL).event(EventType.POWER_DOUBTFUL)),

    DEVICE_NOT_WRITABLE(act().event(EventType.STATE_NOT_WRITABLE)),
    /** The history's database was damaged, and a new database has begun. */
    DEVICE_HISTORY_DAMAGED(know().event(EventType.HISTORY_DAMAGED));

    /** The part of the house or the driver that a condition is about. */
    public enum Subject {
        ESS, FOLLOW, LIMITER, LINE, METER, DEVICE
    }

    /** The columns of a condition. */
    private static final class Row {
        private final Gravity gravity;
        private ExitStatus exitStatus;
        private @Nullable EventType event;
        private EssUse use = EssUse.NOT;
        private Place place = Place.NONE;
        // What differs from the above in a case of the condition, by its detail.
        private final Map<String, EssUse> useIn = new HashMap<>();
        private final Map<String, Place> placeIn = new HashMap<>();
        private final Map<String, Gravity> gravityIn = new HashMap<>();
        private boolean once;

        Row(Gravity gravity) {
            this.gravity = gravity;
            this.exitStatus = gravity.exitStatus();
        }

        Row exit(ExitStatus status) {
            exitStatus = status;
            return this;
        }

        Row event(EventType type) {
            event = type;
            return this;
        }

        Row use(EssUse byEss) {
            use = byEss;
            return this;
        }

        Row at(Place ofRemedy) {
            place = ofRemedy;
            return this;
        }

        /** Told once in a run: the owner may want it so. */
        Row once() {
            once = true;
            return this;
        }

        Row in(String detail, EssUse byEss) {
            useIn.put(detail, byEss);
            return this;
        }

        Row in(String detail, Gravity howGrave) {
            gravityIn.put(detail, howGrave);
            return this;
        }

        Row in(String detail, Place ofRemedy) {
            placeIn.put(detail, ofRemedy);
            return this;
        }
    }

    private static Row well() {
        return new Row(Gravity.WELL);
    }

    private static Row know() {
        return new Row(Gravity.KNOW);
    }

    private static Row act() {
        return new Row(Gravity.ACT);
    }

    private final Row row;
    private final Subject subject;
    private final String key;
    private final String id;

    Condition(Row row) {
        this.row = row;
        int end = name().indexOf('_');
        this.subject = Subject.valueOf(name().substring(0, end));
        this.key = name().substring(end + 1).toLowerCase(Locale.ROOT);
        this.id = subject.name().toLowerCase(Locale.ROOT) + "." + key;
    }

    /** Returns how grave the condition is where its finding does not say otherwise. */
    public Gravity gravity() {
        return row.gravity;
    }

    /** Returns how grave a case of the condition is. */
    Gravity gravity(String detail) {
        return row.gravityIn.getOrDefault(detail, row.gravity);
    }

    /** True if the owner should do something about the condition. */
    public boolean isWrong() {
        return row.gravity.needsOwner();
    }

    /** Returns the exit status of {@code check} that finds the condition, and of a driver that cannot open its source because of it. */
    public ExitStatus exitStatus() {
        return row.exitStatus;
    }

    /** Returns the event of which the owner is informed; null if the condition is no event. */
    public @Nullable EventType event() {
        return row.event;
    }

    /** True if the event is told once in a run. */
    public boolean isToldOnce() {
        return row.once;
    }

    /** Returns what ESS does with the meter meanwhile. @param detail the case */
    public EssUse ess(String detail) {
        return row.useIn.getOrDefault(detail, row.use);
    }

    /** Returns where the owner does what the remedy says. @param detail the case */
    public Place place(String detail) {
        return row.placeIn.getOrDefault(detail, row.place);
    }

    public Subject subject() {
        return subject;
    }

    /** Returns the id, {@code ess.not_chosen}, which is also the key of the condition's texts. */
    public String id() {
        return id;
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
        Condition known = find(id);
        if (known == null) {
            throw new IllegalArgumentException("unknown condition: " + id);
        }
        return known;
    }

    /** Returns null for an id that this version does not know. */
    public static @Nullable Condition find(String id) {
        return Arrays.stream(values()).filter(entry -> entry.id().equals(id)).findFirst().orElse(null);
    }

    public static List<Condition> all(Subject subject) {
        return Arrays.stream(values()).filter(entry -> entry.subject == subject).toList();
    }
}
