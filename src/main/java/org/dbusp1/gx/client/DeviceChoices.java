package org.dbusp1.gx.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.dbusp1.base.problem.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The owner's choices on a GX device, from the file of localsettings: so they are known also while localsettings is not on
 * D-Bus, and to a command without a connection to D-Bus.
 *
 * @param language of the screen, of two letters; English without a GX device
 * @param zone the name of the time zone, because Linux on a GX device runs in UTC; null if none was chosen
 * @param modified when the file was last changed
 */
public record DeviceChoices(String language, @Nullable String zone, FileTime modified) {
    public static final Path FILE = Path.of("/data/conf/settings.xml");
    /** What localsettings has before a zone is chosen. */
    private static final String UNSET = "UTC";
    private static final FileTime NEVER = FileTime.fromMillis(0);
    /** In bytes: a longer file was not written by localsettings. */
    private static final long LONGEST = 4L * 1024 * 1024;

    public static final DeviceChoices NONE = new DeviceChoices(Texts.ENGLISH, null, NEVER);

    public static DeviceChoices read() {
        return NONE.refreshed(FILE);
    }

    public boolean isOfDevice() {
        return this != NONE;
    }

    /** Returns the present choices in a file; this object if the file has not changed or is too long, NONE if it cannot be read. */
    public DeviceChoices refreshed(Path file) {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (changed.equals(modified) || Files.size(file) > LONGEST) {
                return this;
            }
            String xml = Files.readString(file, StandardCharsets.ISO_8859_1);
            String language = elementText(xml, "Gui", "Language");
            String zone = elementText(xml, "System", "TimeZone");
            return new DeviceChoices(language.isEmpty() ? Texts.ENGLISH : language.substring(0, Math.min(2, language.length())),
                    zone.isEmpty() ? null : zone.startsWith("/") ? zone.substring(1) : zone, changed);
        } catch (IOException e) {
            return NONE;
        }
    }

    /** Returns the owner's zone: the one that was chosen on the screen; if none was, and on another machine, that of Linux. */
    public ZoneId timeZone() {
        try {
            return zone == null || zone.equals(UNSET) ? ZoneId.systemDefault() : ZoneId.of(zone);
        } catch (DateTimeException e) {
            return ZoneId.systemDefault();
        }
    }

    /**
     * Returns the name of the owner's zone as it was chosen: on the screen, else for this machine. Null without a name: a zone that is only
     * a copy of a file has the same bytes as those of several countries.
     *
     * @param variable the variable TZ; null if it is not set
     * @param localtime the link to the zone of the machine
     */
    public @Nullable String zoneName(@Nullable String variable, Path localtime) {
        if (zone != null && !zone.equals(UNSET)) {
            return zone;
        }
        try {
            String name = variable != null && !variable.isEmpty() ? variable : Files.readSymbolicLink(localtime).toString();
            return name.replaceFirst("^:", "").replaceFirst("^.*/zoneinfo/", "");
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** Returns the text of an XML element within another element; empty if one of both is missing or has no end. */
    private static String elementText(String xml, String group, String name) {
        int begin = xml.indexOf("<" + group + ">");
        int end = xml.indexOf("</" + group + ">", Math.max(begin, 0));
        int element = begin < 0 ? -1 : xml.indexOf("<" + name, begin);
        int text = element < 0 ? -1 : xml.indexOf('>', element) + 1;
        int close = text <= 0 ? -1 : xml.indexOf("</" + name + ">", text);
        return close < 0 || close > end ? "" : xml.substring(text, close).strip();
    }
}
