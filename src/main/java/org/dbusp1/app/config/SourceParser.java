package org.dbusp1.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dbusp1.app.config.SourceConfig.Connection;
import org.dbusp1.app.config.SourceConfig.HomeWizard;
import org.dbusp1.app.config.SourceConfig.Page;
import org.dbusp1.app.config.SourceConfig.Replay;
import org.dbusp1.app.config.SourceConfig.Serial;
import org.dbusp1.app.config.SourceConfig.Simulated;
import org.dbusp1.app.config.SourceConfig.Tibber;
import org.dbusp1.base.config.NearestWord;
import org.dbusp1.line.source.Simulator;
import org.jspecify.annotations.Nullable;

/** Reads the word that names a source: in a file, and as an argument of {@code run} and {@code check}. */
final class SourceParser {
    static final String ALLOWED = "the path of a serial port, such as /dev/ttyUSB0, or of a raw log, - (standard input), "
            + "tcp://HOST:PORT, homewizard, homewizard://HOST, tibber://HOST, tibber://HOST/NODE, http://HOST/PATH, https://HOST/PATH, "
            + "or simulate:NAME with a name of dbus-p1 simulate --list";

    private static final String HOMEWIZARD = "homewizard";
    private static final String SIMULATE = "simulate:";
    private static final Path PORTS = Path.of("/dev");
    // The part of a file's mode that is its type, and two types: S_IFMT, S_IFCHR and S_IFIFO of stat(2).
    private static final int FILE_TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int PIPE = 0010000;

    private SourceParser() {
    }

    /** @throws IllegalArgumentException when the text is not as {@link #ALLOWED} describes; {@link #advice} says more */
    static SourceConfig parse(String text) {
        if (text.equals(HOMEWIZARD)) {
            return new HomeWizard(null);
        }
        if (text.startsWith(SIMULATE)) {
            return simulated(text.substring(SIMULATE.length()));
        }
        int colon = text.indexOf("://");
        if (colon < 0) {
            return ofPath(text);
        }
        String rest = text.substring(colon + 3);
        // With nothing after the scheme, the text is none of the cases.
        return switch (rest.isEmpty() ? "" : text.substring(0, colon)) {
            case "tcp" -> Connection.parse(rest);
            case HOMEWIZARD -> new HomeWizard(rest);
            case "tibber" -> Tibber.parse(rest);
            case "http", "https" -> Page.parse(text);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Simulated simulated(String name) {
        List<String> names = simulated();
        // Without a simulator any name is accepted here: the missing simulator is reported when the source is made.
        if (!names.isEmpty() && !names.contains(name)) {
            throw new IllegalArgumentException(name);
        }
        return new Simulated(name);
    }

    /** Of a file that is absent, nothing but its path shows what it will be, or that to which its link leads. */
    private static SourceConfig ofPath(String text) {
        Path path = Path.of(text);
        int type = fileType(path);
        if (text.isEmpty() || type == 0 && lookalike(text) != null) {
            throw new IllegalArgumentException(text);
        }
        Path port = path.toAbsolutePath();
        Path named = type == 0 ? target(port) : port;
        boolean isPort = type == CHARACTER_DEVICE || named.normalize().startsWith(PORTS) && type != PIPE;
        return isPort ? new Serial(port) : new Replay(path);
    }

    private static Path target(Path path) {
        try {
            return path.resolveSibling(Files.readSymbolicLink(path));
        } catch (IOException e) {
            return path;
        }
    }

    /** Returns the type of a file as stat(2) names it; 0 if it is absent or cannot be seen. */
    private static int fileType(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:mode") & FILE_TYPE;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns what to write instead of a text that {@link #parse} refuses. */
    static String advice(String text) {
        if (text.startsWith(SIMULATE)) {
            String name = text.substring(SIMULATE.length());
            return "there is no simulated meter " + name + NearestWord.hint(name, simulated()) + "; dbus-p1 simulate --list shows all";
        }
        String lookalike = lookalike(text);
        return lookalike != null ? lookalike : "write " + ALLOWED;
    }

    /** Returns what a word without a slash looks like, although it is no source, and what to write; null if it may be the name of a log. */
    private static @Nullable String lookalike(String text) {
        if (text.matches("file:.+")) {
            return "it looks like a log: write " + text.substring("file:".length());
        }
        if (text.equals("serial") || text.matches("tty[A-Za-z]+\\d*")) {
            return "it looks like a serial port: write " + (text.equals("serial") ? Keys.SOURCE.defaultValue() : PORTS.resolve(text));
        }
        if (text.matches("(?i)com\\d{1,3}:?")) {
            return "it looks like a serial port of Windows: write " + Keys.SOURCE.defaultValue() + ", or what dbus-p1 probe names";
        }
        if (text.matches("(tcp|tibber|homewizard|https?):[^/].*")) {
            return "it looks like an address: write " + text.replaceFirst(":", "://");
        }
        if (text.matches("([^/:]+|\\[[^/]+]):\\d{1,5}")) {
            return "it looks like an address: write tcp://" + text;
        }
        if (text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return "it looks like an address: write tcp://" + text + ":PORT, homewizard://" + text + " or tibber://" + text;
        }
        if (NearestWord.nearest(text, List.of(HOMEWIZARD)).isPresent()) {
            return "it looks like a HomeWizard dongle: write " + HOMEWIZARD;
        }
        if (text.matches("[^/:]*:(?!//).*")) {
            return "a log with this name is ./" + text;
        }
        boolean isSimulated = text.matches("[a-z0-9-]+") && simulated().contains(text);
        return isSimulated ? "it looks like a simulated meter: write " + SIMULATE + text : null;
    }

    private static List<String> simulated() {
        return Simulator.find().map(Simulator::names).orElse(List.of());
    }
}
