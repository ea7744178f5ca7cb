package org.dbusp1.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dbusp1.config.Config.Setting;
import org.dbusp1.process.FileProblem;

/**
 * Reads {@code key=value} lines with their line numbers, which java.util.Properties does not keep. UTF-8; {@code #}
 * begins a comment at the start of a line or after a blank; there are no escapes and no continued lines. The byte order
 * mark that editors of Windows put before the first line is ignored.
 */
final class PropertiesFile {
    /** As editors of Windows put it before the first character of a file. */
    static final String BYTE_ORDER_MARK = "\uFEFF";
    /**
     * Control characters that no text file has; a file of another kind would otherwise be a mistake in each of its
     * lines.
     */
    private static final Pattern NO_TEXT = Pattern.compile("[\\x00-\\x08\\x0E-\\x1A\\x1C-\\x1F]");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
    /** Bytes; what is larger is no configuration, and would not fit into the memory of a driver. */
    private static final long LARGEST = 1_000_000;
    /** Texts that are copied from web pages have them; nobody sees that they are no blanks. */
    private static final char NO_BREAK_SPACE = '\u00A0';

    private PropertiesFile() {
    }

    /** The settings in their order. A line that is no setting, or sets a key again, is added to the mistakes. */
    static List<Setting> read(Path file, List<String> mistakes) {
        String text;
        try {
            if (Files.size(file) > LARGEST) {
                mistakes.add(file + ": it is larger than 1 MB, so it is no configuration");
                return List.of();
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            mistakes.add(file + ": " + FileProblem.reading(unreadable).words()
                    + (unreadable instanceof CharacterCodingException ? "; save it as UTF-8" : ""));
            return List.of();
        }
        if (NO_TEXT.matcher(text).find()) {
            mistakes.add(file + ": it is not UTF-8 text; save it as UTF-8");
            return List.of();
        }
        List<Setting> settings = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        List<String> lines = text.substring(text.startsWith(BYTE_ORDER_MARK) ? 1 : 0).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = COMMENT.matcher(lines.get(i).replace(NO_BREAK_SPACE, ' ')).replaceFirst("").strip();
            String place = file + " line " + (i + 1);
            int equals = line.indexOf('=');
            if (equals > 0) {
                Setting setting = new Setting(line.substring(0, equals).strip(), line.substring(equals + 1).strip(),
                        place);
                String earlier = seen.putIfAbsent(setting.key(), place);
                if (earlier != null) {
                    mistakes.add(place + ": " + setting.key() + " is set in " + earlier + " already; keep one of them");
                }
                settings.add(setting);
            } else if (!line.isEmpty()) {
                mistakes.add(place + ": a setting is written key=value; a comment begins with #");
            }
        }
        return settings;
    }
}
