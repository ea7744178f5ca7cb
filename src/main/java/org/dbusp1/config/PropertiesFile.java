package org.dbusp1.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads {@code key=value} lines with their line numbers, which java.util.Properties forgets. UTF-8; {@code #} begins
 * a comment at the start of a line or after a blank; there are no escapes and no continued lines. The mark that editors of
 * Windows put before the first line is none of it.
 */
final class PropertiesFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");

    private PropertiesFile() {
    }

    /** The settings in their order; what is no setting, or is one given twice, goes to the mistakes. */
    static List<Setting> read(Path file, List<String> mistakes) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException absent) {
            mistakes.add(file + ": there is no such file");
            return List.of();
        } catch (IOException unreadable) {
            mistakes.add(file + ": cannot be read (" + unreadable.getClass().getSimpleName() + "); it has to be UTF-8 "
                    + "text that this user may read");
            return List.of();
        }
        List<Setting> settings = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        List<String> lines = text.substring(text.startsWith(BYTE_ORDER_MARK) ? 1 : 0).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = COMMENT.matcher(lines.get(i)).replaceFirst("").strip();
            String place = file + " line " + (i + 1);
            int equals = line.indexOf('=');
            if (equals > 0) {
                Setting setting = new Setting(line.substring(0, equals).strip(), line.substring(equals + 1).strip(),
                        place);
                String earlier = seen.putIfAbsent(setting.key(), place);
                if (earlier != null) {
                    mistakes.add(place + ": " + setting.key() + " stands in " + earlier + " already; keep one");
                }
                settings.add(setting);
            } else if (!line.isEmpty()) {
                mistakes.add(place + ": a setting is written key=value; a comment begins with #");
            }
        }
        return settings;
    }
}
