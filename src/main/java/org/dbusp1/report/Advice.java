package org.dbusp1.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.driver.LineState;

/** What to do about a finding, in the order in which to try it: what is commonest and easiest first. */
final class Advice {
    private static final String SPLITTER =
            "Take a splitter and every other reader off the port: most meters feed only one of them.";
    private static final String S1 = "Is the cable in P1? In Belgium S1 is beside it, with the same plug, and of no use here.";
    private static final String CABLE = "Is it a P1 cable, with all six wires and an inverter in it, and pushed in until it clicks?";
    private static final String GROUND = "Lay the cable away from mains wires, and make it short: a few metres; try another one.";
    private static final String AUTO = "Let the settings be found: serial.settings=auto.";

    private final Optional<Country> country;

    /** @param country where the meter is; absent: it may be anywhere */
    Advice(Optional<Country> country) {
        this.country = country;
    }

    List<String> about(Finding finding, LineState state) {
        List<String> lines = new ArrayList<>(steps(finding));
        switch (state.energy()) {
            case TEN_TIMES_TOO_HIGH -> lines.add("The counters grow ten times faster than energy flows: set kamstrup.energy-factor=1.");
            case TEN_TIMES_TOO_LOW -> lines.add("The counters grow ten times slower than energy flows: set kamstrup.energy-factor=10.");
            case AGREES -> { }
        }
        return lines;
    }

    private List<String> steps(Finding finding) {
        return switch (finding) {
            case FIT, LISTENING, HANGS -> List.of();
            case CAREFUL -> List.of("ESS regulates on what is a few seconds old: give it a grid setpoint of some 50 W, and expect"
                    + " it to overshoot when large loads switch.");
            case SLOW -> List.of("Use it for display and for slow charging. For ESS ask the grid operator for a meter that sends"
                    + " each second (DSMR 5, e-MUCS), or fit a grid meter of your own.");
            case DAMAGED_OFTEN, DAMAGED -> List.of(GROUND, SPLITTER, "Try another USB port, or a powered hub.");
            case ABSENT -> List.of("Plug in the cable, and look for its name with ls -l /dev/serial/by-id.");
            case SILENT, DISTURBED -> silent();
            case STOPPED -> List.of("Look whether the cable is still in the meter and in the USB port.", SPLITTER,
                    "Take the cable out of the meter for ten seconds.");
            case INVERTED -> List.of("The cable has no inverter: use a P1 cable, or switch the inversion on where the adapter can"
                    + " do it (FT232R: invert RXD).");
            case TOO_FAST, TOO_SLOW -> List.of(AUTO, "Where that is so already: wait, all speeds are tried in turn.");
            case ENCRYPTED -> List.of("Ask the grid operator for the key of your meter, write its 32 hex digits into a file that"
                    + " only you can read, and name it: decryption.key.file=FILE.");
            case WRONG_KEY -> List.of("Is it the key of this meter, without a digit too many? Ask the grid operator again.",
                    "In Austria there are two keys: the other belongs to decryption.authentication-key.file.");
            case BINARY -> List.of(AUTO, "A port with an RJ45 plug or with two screws is M-Bus: it takes an M-Bus slave adapter,"
                    + " not a P1 cable.", GROUND);
            case CUT -> List.of("The meter stops when its data request drops: " + lowerFirst(CABLE), SPLITTER,
                    "Try another USB port, or a powered hub.");
            case TEXT -> List.of("Something else hangs on this port, or the cable is in another plug of the meter. " + S1, AUTO);
            case NONSENSE -> List.of(AUTO, CABLE, SPLITTER, S1);
        };
    }

    private List<String> silent() {
        List<String> steps = new ArrayList<>();
        steps.add("Is the port open? " + country.map(Country::opening)
                .orElse("In most countries it is off until you ask the grid operator: see below") + ".");
        steps.add(SPLITTER);
        steps.add(CABLE);
        steps.add(S1);
        steps.add("Try the cable in another USB port, and another cable at this meter.");
        if (country.isEmpty()) {
            Arrays.stream(Country.values()).forEach(each -> steps.add(" " + each.opening() + "."));
        }
        return steps;
    }

    private static String lowerFirst(String sentence) {
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
