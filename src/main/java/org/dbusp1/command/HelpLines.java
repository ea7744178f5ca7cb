package org.dbusp1.command;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;

/**
 * Wraps help at 80 columns between words only. Picocli would break times, addresses and examples at their punctuation;
 * an example that is too long is continued with a backslash, so that it can still be copied.
 */
final class HelpLines {
    static final int COLUMNS = 80;
    /** Picocli wraps nothing at this width. */
    private static final int UNWRAPPED = 4_000;
    /** An option, parameter or command, and the blanks up to its description. */
    private static final Pattern NAME = Pattern.compile(" +(-\\w, )?\\S+ +(?=\\S)");
    private static final int MORE = 2;
    /** A line with more blanks holds only a description. */
    private static final int LONGEST_INDENT = 8;
    private static final String EXAMPLE = "  dbus-p1 ";
    private static final String USAGE = "Usage: ";

    private HelpLines() {
    }

    /** Makes a command and all commands below it wrap their help so. */
    static CommandLine wrapping(CommandLine line) {
        line.getCommandSpec().usageMessage().width(UNWRAPPED);
        Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
        sections.replaceAll((name, section) -> name.equals(SECTION_KEY_SYNOPSIS)
                ? help -> wrap(USAGE + section.render(help)).substring(USAGE.length())
                : help -> wrap(section.render(help)));
        line.setHelpSectionMap(sections);
        line.getSubcommands().values().forEach(HelpLines::wrapping);
        return line;
    }

    /** The text with no line longer than the columns, unless a single word is. */
    static String wrap(String text) {
        String end = text.endsWith("\n") ? "\n" : "";
        return text.lines().map(HelpLines::wrapLine).collect(Collectors.joining("\n")) + end;
    }

    private static String wrapLine(String line) {
        if (line.length() <= COLUMNS) {
            return line;
        }
        boolean example = line.startsWith(EXAMPLE);
        String blanks = " ".repeat(indent(line, example));
        StringBuilder wrapped = new StringBuilder();
        String rest = line;
        int width = example ? COLUMNS - MORE : COLUMNS;
        while (rest.length() > COLUMNS) {
            int space = rest.lastIndexOf(' ', width);
            if (space <= blanks.length()) {
                space = rest.indexOf(' ', width);
            }
            if (space < 0) {
                break;
            }
            wrapped.append(rest, 0, space).append(example ? " \\\n" : "\n");
            rest = blanks + rest.substring(space + 1);
        }
        return wrapped.append(rest).toString();
    }

    /** Returns where the second line begins: below the description that the first one holds. */
    private static int indent(String line, boolean example) {
        if (line.startsWith(USAGE) || example) {
            return USAGE.length() + MORE;
        }
        int blanks = line.length() - line.stripLeading().length();
        Matcher name = NAME.matcher(line);
        return blanks == 0 ? 0 : (blanks < LONGEST_INDENT && name.lookingAt() ? name.end() : blanks) + MORE;
    }
}
