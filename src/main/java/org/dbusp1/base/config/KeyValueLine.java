package org.dbusp1.base.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The line {@code key = value} of a file that an owner wrote: the configuration, or a tariff. The file is UTF-8; {@code #}
 * begins a comment at the start of a line or after a blank; there are no escapes and no continued lines.
 *
 * @param number of the line, from 1
 * @param key empty for a line of another form
 * @param value for a line of another form the whole line, without its comment
 */
public record KeyValueLine(int number, String key, String value) {
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
    /** Comes with texts copied from web pages, and looks like a blank. */
    private static final char NO_BREAK_SPACE = '\u00A0';

    public static List<KeyValueLine> of(String text) {
        List<KeyValueLine> found = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = COMMENT.matcher(lines.get(i).replace(NO_BREAK_SPACE, ' ')).replaceFirst("").strip();
            int equals = line.indexOf('=');
            if (!line.isEmpty()) {
                found.add(equals > 0 ? new KeyValueLine(i + 1, line.substring(0, equals).strip(), line.substring(equals + 1).strip())
                        : new KeyValueLine(i + 1, "", line));
            }
        }
        return found;
    }
}
