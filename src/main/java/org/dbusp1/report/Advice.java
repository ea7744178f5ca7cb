package org.dbusp1.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.driver.LineState;

/** The steps that help with a finding, the most frequent and easiest first. */
final class Advice {
    private static final String SPLITTER =
            "Take a splitter and every other reader off the port: most meters can supply only one reader.";
    private static final String S1 = "Is the cable in P1? In Belgium the port S1 is beside it and has the same socket; it does not work with this driver.";
    private static final String CABLE = "Is it a P1 cable, with all six wires and an inverter in it, and pushed in until it clicks?";
    private static final String GROUND = "Keep the cable away from mains wires and shorter than a few metres; try another cable.";
    private static final String AUTO = "Set serial.settings=auto: the driver then finds speed and parity by itself.";

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
            case CAREFUL -> List.of("ESS regulates on values that are a few seconds old: set a grid setpoint of about 50 W, and expect"
                    + " overshoot when large loads switch.");
            case SLOW -> List.of("Use it for display and for slow charging. For ESS ask the grid operator for a meter that sends"
                    + " each second (DSMR 5, e-MUCS), or install an energy meter of your own.");
            case DAMAGED_OFTEN, DAMAGED -> List.of(GROUND, SPLITTER, "Try another USB port, or a powered hub.");
            case TWO_METERS -> List.of("Connect one meter to each port: each of the two needs a cable, a port and a driver of its own.",
                    "Where a gateway or a splitter joins two meters, take one of them off it.",
                    "A raw log with telegrams of several meters has to be split into one log for each.");
            case ABSENT -> List.of("Plug in the cable, and look for its name with ls -l /dev/serial/by-id.");
            case SILENT, DISTURBED -> silent();
            case STOPPED -> List.of("Check that the cable is still plugged into the meter and into the USB port.", SPLITTER,
                    "Unplug the cable from the meter for ten seconds.");
            case INVERTED -> List.of("The cable has no inverter: use a P1 cable, or switch the inversion on where the adapter can"
                    + " do it (FT232R: invert RXD).");
            case TOO_FAST, TOO_SLOW -> List.of(AUTO, "If it is set already, wait: the driver tries all speeds in turn.");
            case ENCRYPTED -> List.of("Ask the grid operator for the key of your meter, write its 32 hex digits into a file that"
                    + " only you can read, and name it: decryption.key.file=FILE.");
            case WRONG_KEY -> List.of("Compare the key with the one that the grid operator gave for this meter, digit by digit.",
                    "In Austria there are two keys: set the other with decryption.authentication-key.file.");
            case BINARY -> List.of(AUTO, "A meter port with an RJ45 socket or two screws is M-Bus: it needs an M-Bus slave adapter,"
                    + " not a P1 cable.", GROUND);
            case CUT -> List.of("The meter stops when its data request drops: " + lowerFirst(CABLE), SPLITTER,
                    "Try another USB port, or a powered hub.");
            case TEXT -> List.of("Another device is connected to this port, or the cable is in another socket of the meter. " + S1, AUTO);
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
