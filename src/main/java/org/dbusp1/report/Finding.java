package org.dbusp1.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.driver.LineState;
import org.dbusp1.feedback.EssVerdict.IntervalGrade;
import org.dbusp1.frame.FormatHint;
import org.dbusp1.frame.FrameMarks;
import org.dbusp1.meter.Country;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.problem.Problem;
import org.dbusp1.problem.Texts;
import org.dbusp1.process.ExitStatus;

/** Finds what is wrong on a line: an entry about the line. */
public final class Finding {
    private static final Set<Problem> TELEGRAMS_COME = EnumSet.of(Problem.LINE_FIT, Problem.LINE_CAREFUL, Problem.LINE_SLOW,
            Problem.LINE_MEASURING, Problem.LINE_DAMAGED_OFTEN, Problem.LINE_NO_POWER, Problem.LINE_TWO_METERS);

    /** A good line damages far less than this part of the telegrams. */
    private static final double MANY = 0.05;
    private static final long FEW_DAMAGED = 3;
    /** Fewer bytes without a telegram are a disturbance. */
    private static final int STRAY_BYTES = 48;

    private Finding() {
    }

    /** Finds the fault of a line from the known facts about it. */
    static Problem of(LineState state) {
        if (state.obstacle().isPresent()) {
            return Problem.LINE_ABSENT;
        }
        if (state.several()) {
            return Problem.LINE_TWO_METERS;
        }
        if (state.fresh() && state.snapshot().isPresent()) {
            return ofTelegrams(state);
        }
        if (state.causes().containsKey(RejectCause.KEY)) {
            return Problem.LINE_WRONG_KEY;
        }
        if (state.causes().containsKey(RejectCause.ENCRYPTED)) {
            return Problem.LINE_ENCRYPTED;
        }
        return halfSml(state) ? Problem.LINE_HALF_SML : ofRejected(state);
    }

    private static Problem ofTelegrams(LineState state) {
        // Changed line ends are no fault of the line; the checksum proves the repair.
        long damaged = state.damaged() - lineEndsRepaired(state);
        if (state.quality().rejected().getOrDefault(RejectCause.ENCRYPTED, 0L) > state.good()) {
            return Problem.LINE_ENCRYPTED;
        }
        if (damaged >= FEW_DAMAGED && damaged > MANY * (state.good() + state.rejectedSinceFirstGood())) {
            return Problem.LINE_DAMAGED_OFTEN;
        }
        Snapshot snapshot = state.snapshot().orElseThrow();
        if (powerless(snapshot)) {
            return Problem.LINE_NO_POWER;
        }
        IntervalGrade grade = IntervalGrade.of(snapshot.interval());
        // A meter may send more often than its type promises.
        if (grade != IntervalGrade.FIT && snapshot.measuredInterval().isEmpty()) {
            return Problem.LINE_MEASURING;
        }
        return switch (grade) {
            case FIT -> Problem.LINE_FIT;
            case CAREFUL -> Problem.LINE_CAREFUL;
            case SLOW -> Problem.LINE_SLOW;
        };
    }

    /** Returns the number of telegrams with only their line ends changed. */
    static long lineEndsRepaired(LineState state) {
        return state.quality().repairs().getOrDefault(LineQuality.LINE_ENDS, 0L);
    }

    /** Returns whether the meter sends no net power; a withheld one counts as sent. */
    private static boolean powerless(Snapshot snapshot) {
        Dialect dialect = snapshot.reading().meter().dialect();
        return !dialect.sendsPartialLists() && !snapshot.reading().values().has(Quantity.POWER_NET);
    }

    /** Returns whether parts of SML telegrams were rejected since the last good telegram. */
    private static boolean halfSml(LineState state) {
        return !state.causes().isEmpty() && state.rejectedHold(FormatHint.SML_ESCAPE);
    }

    private static Problem ofRejected(LineState state) {
        if (state.causes().containsKey(RejectCause.FCS) || state.rejected().stream().anyMatch(Finding::isFrame)) {
            return state.causes().keySet().equals(Set.of(RejectCause.TRUNCATED)) ? Problem.LINE_CUT_FRAMES : Problem.LINE_BINARY;
        }
        // Stored telegrams that come late are whole.
        boolean late = state.causes().keySet().equals(Set.of(RejectCause.OUTDATED));
        if (!late && !state.causes().isEmpty() && state.rejectedHold(FormatHint.REGISTER_TEXT)) {
            if (state.rejected().stream().allMatch(rejected -> hasDoubledReturn(rejected.bytes()))) {
                return Problem.LINE_LINE_ENDS;
            }
            long all = state.causes().values().stream().mapToLong(Long::longValue).sum();
            return 2 * state.causes().getOrDefault(RejectCause.TRUNCATED, 0L) >= all ? Problem.LINE_CUT : Problem.LINE_DAMAGED;
        }
        if (state.lastGood().isPresent()) {
            return state.complete() ? Problem.LINE_TOO_FEW
                    : late && state.sinceGood().compareTo(LineState.SETTLING) < 0 ? Problem.LINE_MEASURING : Problem.LINE_STOPPED;
        }
        return switch (state.diagnosis()) {
            case TEXT -> Problem.LINE_TEXT;
            case NOISE -> Problem.LINE_NOISE;
            case TOO_FEW -> ofFewBytes(state);
        };
    }

    private static Problem ofFewBytes(LineState state) {
        boolean stray = state.bytes() < STRAY_BYTES;
        if (state.complete()) {
            return stray ? Problem.LINE_NO_TELEGRAM : Problem.LINE_NOISE;
        }
        if (state.watched().compareTo(LineState.SETTLING) < 0) {
            return Problem.LINE_LISTENING;
        }
        if (state.bytes() == 0) {
            return Problem.LINE_SILENT;
        }
        return stray ? Problem.LINE_DISTURBED : Problem.LINE_NOISE;
    }

    /** Returns whether a line ends with two carriage returns, as after a second conversion to Windows line ends. */
    private static boolean hasDoubledReturn(byte[] bytes) {
        for (int at = 2; at < bytes.length; at++) {
            if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\r') {
                return true;
            }
        }
        return false;
    }

    private static boolean isFrame(Rejected rejected) {
        byte[] bytes = rejected.bytes();
        return bytes.length > 0 && bytes[0] != '/' && !FormatHint.REGISTER_TEXT.isIn(bytes)
                && (FrameMarks.isOfLinkFrame(bytes[0])
                || FrameMarks.isOfLinkFrame(bytes[bytes.length - 1]) || FormatHint.REGISTER_OCTETS.isIn(bytes));
    }

    /** Returns the exit status of {@code check}. */
    public static ExitStatus status(Problem found) {
        return switch (found) {
            case LINE_FIT, LINE_CAREFUL -> ExitStatus.OK;
            case LINE_SLOW, LINE_MEASURING, LINE_DAMAGED_OFTEN, LINE_NO_POWER -> ExitStatus.DOUBTFUL;
            case LINE_ABSENT -> ExitStatus.ABSENT;
            case LINE_LISTENING, LINE_SILENT, LINE_STOPPED, LINE_HANGS, LINE_NO_TELEGRAM, LINE_TOO_FEW, LINE_DISTURBED ->
                    ExitStatus.NOT_FOUND;
            default -> ExitStatus.NO_DATA;
        };
    }

    public static boolean telegramsCome(Problem found) {
        return TELEGRAMS_COME.contains(found);
    }

    /** Returns a sentence for the owner, in English. */
    public static String sentence(Problem found) {
        return Texts.in(Texts.ENGLISH).text(found, "");
    }

    /** The steps that help with a finding, the most frequent and easiest first. @param country of the meter; absent: unknown */
    record Advice(Optional<Country> country) {
        private static final String SPLITTER =
                "Take a splitter and every other reader off the port: most meters can supply only one reader.";
        private static final String S1 = """
                Is the cable in P1? In Belgium the port S1 is beside it and has the same socket; it does not work with this driver.""";
        private static final String CABLE = """
                Is it a P1 cable, with all six wires and an inverter in it, and pushed in until it clicks?""";
        private static final String INVERTER = """
                Does the cable invert? P1 sends each bit as its opposite: use a P1 cable with an inverter, or switch the \
                inversion on where the adapter can do it (FT232R: invert RXD).""";
        private static final String GROUND = """
                Keep the cable away from mains wires and shorter than a few metres; try another cable.""";
        private static final String AUTO = "Set serial.settings=auto: the driver then finds speed and parity by itself.";

        private static final String HEAD = """
                Turn the optical head a little, its cable hanging straight down: its two windows must be in front of those \
                of the meter's data interface at the front. Press it on until the magnet holds it.""";
        private static final String LIGHT = "Keep sun and lamps off the head, and clean its windows and the meter's.";
        private static final String PIN = """
                Ask the metering operator for the PIN of the meter. Enter it with a torch at the light sensor, go on to \
                Inf (InF) and hold the light on it for five seconds until it shows On. Power is then sent at once.""";
        private static final String PIN_EXPIRES = """
                Some meters switch Inf off again by themselves: look at the display once more after a day.""";

        private static final String RECORD = """
                Stop the driver and record a minute while the meter sends: stty -F /dev/ttyUSB0 115200 raw; \
                timeout 60 cat /dev/ttyUSB0 >p1.log. The chapter Troubleshooting of the manual has the other settings.""";
        private static final String CHECK_THE_PORT = "If nothing is recorded, check the port itself: dbus-p1 check /dev/ttyUSB0.";
        private static final String COPY_AS_IT_IS = """
                Copy logs as they are: no text mode of FTP, no editor, no line ends of Windows.""";
        private static final String RAW_BRIDGE = "Set the bridge or the adapter to raw: no Telnet, no text mode.";

        List<String> about(Problem found, LineState state) {
            List<String> lines = new ArrayList<>(steps(found, state));
            if (Finding.lineEndsRepaired(state) > 0 && Finding.telegramsCome(found)) {
                lines.add("Line ends were changed on the way and are put back here; no value is lost. "
                        + (state.complete() ? COPY_AS_IT_IS : RAW_BRIDGE));
            }
            return lines;
        }

        private List<String> steps(Problem found, LineState state) {
            return switch (found) {
                case LINE_FIT, LINE_MEASURING, LINE_LISTENING, LINE_HANGS -> List.of();
                case LINE_CAREFUL ->
                        List.of("""
                                ESS regulates on values that are a few seconds old: set a grid setpoint of about 50 W, and \
                                expect overshoot when large loads switch.""");
                case LINE_SLOW -> List.of("As it is, use it for display and for slow charging. For ESS let the driver follow the inverter"
                        + " between the telegrams (on a GX device: " + Texts.in(Texts.ENGLISH).text("where.follow", Map.of()) + "), or "
                        + (isOlderDutch(state) ? "ask the grid operator for a meter that sends every second (DSMR 5), or "
                        : "")
                        + "install an energy meter beside it.");
                case LINE_DAMAGED_OFTEN, LINE_DAMAGED ->
                        damaged(state, List.of(GROUND, SPLITTER, "Try another USB port, or a powered hub."));
                case LINE_HALF_SML -> List.of(HEAD, LIGHT, "Try the head in another USB port, and another head at this meter.");
                case LINE_NO_POWER -> noPower(state);
                case LINE_TWO_METERS ->
                        List.of("""
                                Connect one meter to each port: each of the two needs a cable, a port and a driver of its own.""",
                        "Where a gateway or a splitter joins two meters, take one of them off it.",
                        "A raw log with telegrams of several meters has to be split into one log for each.");
                // The obstacle of a source on the network has its own remedy.
                case LINE_ABSENT -> state.obstacle().filter(why -> why.contains("/dev/")).isEmpty() ? List.of() : List.of("""
                        Plug in the cable, and look for its name with ls -l /dev/serial/by-id. Two cables with the same \
                        number have only one name there: use the name of each in /dev/serial/by-path.""");
                case LINE_SILENT, LINE_DISTURBED -> silent();
                case LINE_NO_TELEGRAM -> List.of(RECORD, CHECK_THE_PORT);
                case LINE_TOO_FEW -> List.of(RECORD);
                case LINE_LINE_ENDS -> state.complete() ? List.of(COPY_AS_IT_IS, RECORD) : List.of(RAW_BRIDGE);
                case LINE_STOPPED -> optical(state) ? List.of(HEAD, "Check that the head is still plugged into the USB port.")
                        : List.of("Check that the cable is still plugged into the meter and into the USB port.", SPLITTER,
                        "Unplug the cable from the meter for ten seconds.");
                case LINE_ENCRYPTED ->
                        List.of("""
                                Ask the grid operator for the key of your meter, write its 32 hex digits into a file that \
                                only you can read, and name it: decryption.key.file=FILE.""");
                case LINE_WRONG_KEY ->
                        List.of("Compare the key with the one that the grid operator gave for this meter, digit by digit.",
                        "In Austria there are two keys: set the other with decryption.authentication-key.file.");
                case LINE_BINARY ->
                        List.of(AUTO, """
                                A meter port with an RJ45 socket or two screws is M-Bus: it needs an M-Bus slave adapter, \
                                not a P1 cable.""", GROUND);
                case LINE_CUT_FRAMES ->
                        List.of("""
                                The adapter or the bridge passes on a part of each frame: try another adapter, and turn \
                                off time limits and packet sizes of a bridge.""", AUTO, GROUND);
                case LINE_CUT -> damaged(state, List.of("The meter stops when its data request drops: " + lowerFirst(CABLE),
                        SPLITTER, "Try another USB port, or a powered hub."));
                case LINE_TEXT -> state.complete() ? List.of(RECORD, CHECK_THE_PORT)
                        : List.of("Another device is connected to this port, or the cable is in another socket of the meter. " + S1, AUTO);
                case LINE_NOISE -> state.complete() ? List.of(INVERTER, RECORD, CHECK_THE_PORT)
                        : List.of(INVERTER, AUTO + " If it is set already, wait: it tries all speeds in turn.", CABLE, SPLITTER, S1);
                default -> throw new IllegalArgumentException(found + " is not found on a line");
            };
        }

        private static List<String> noPower(LineState state) {
            return optical(state) ? List.of(PIN, PIN_EXPIRES) : List.of("""
                    Energies are published; what this port of the meter leaves out is in the chapter Meters of the manual.""");
        }

        /** Returns whether the meter is one that Dutch grid operators replace by one that sends each second. */
        private static boolean isOlderDutch(LineState state) {
            return state.snapshot().map(snapshot -> snapshot.reading().meter().dialect())
                    .filter(List.of(Dialect.DSMR2, Dialect.DSMR4)::contains).isPresent();
        }

        /** Returns the steps for damaged telegrams. @param byCable the steps for a cable */
        private static List<String> damaged(LineState state, List<String> byCable) {
            return optical(state) ? List.of(HEAD, LIGHT) : byCable;
        }

        /** Returns whether the received bytes, intact or not, are from a meter with an optical port. */
        private static boolean optical(LineState state) {
            return state.snapshot().map(snapshot -> snapshot.reading().meter().dialect())
                    .filter(dialect -> dialect.port() == Dialect.Port.OPTICAL).isPresent() || state.rejectedHold(FormatHint.GROUP_F);
        }

        private List<String> silent() {
            if (country.filter(Country.GERMANY::equals).isPresent()) {
                return List.of(Country.GERMANY.advice() + ".",
                        HEAD, """
                                The data interface is the one at the front, marked with two dots in a round field; the \
                                light sensor for the torch is another window.""", """
                                        Try the head in another USB port, and another head at this meter.""");
            }
            String open = "Is the port open? " + country.map(Country::advice)
                    .orElse("In most countries it is off until you ask the grid operator") + ".";
            List<String> port = List.of(SPLITTER, CABLE, S1, "Try the cable in another USB port, and another cable at this meter.");
            List<String> steps = new ArrayList<>(port);
            // One country is a line and the most frequent reason: first. All of them fill a screen: last.
            steps.add(country.isPresent() ? 0 : steps.size(), open);
            if (country.isEmpty()) {
                List.of(Country.values()).forEach(each -> steps.add(" " + each.advice() + "."));
            }
            return steps;
        }

        private static String lowerFirst(String sentence) {
            return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
        }
    }
}
