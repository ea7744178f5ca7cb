package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import org.dbusp1.meter.MeterKey;

/** What may stand in a topic that we publish under. */
public final class Topics {
    /** What {@link #isRoot} takes, in words. */
    public static final String ROOT = "a topic without + and #, without blanks at its ends, that neither begins nor"
            + " ends with / nor begins with $, at most 200 bytes";
    /** Stands for the meter's key. */
    public static final String KEY = "<key>";

    private static final int MOST_BYTES = 200;

    private Topics() {
    }

    /** Whether our topics may lie below it. A $ at the start is the broker's own; an empty level is a mistake. */
    public static boolean isRoot(String topic) {
        return !topic.isBlank() && topic.strip().equals(topic)
                && topic.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                && !topic.startsWith("$") && !topic.startsWith("/") && !topic.endsWith("/") && !topic.contains("//")
                && topic.codePoints().noneMatch(Topics::impossible);
    }

    private static boolean impossible(int character) {
        return character == '+' || character == '#' || Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE
                || Character.getType(character) == Character.UNASSIGNED;
    }

    /** The text with the meter's key where it asks for it. */
    static String filled(String text, MeterKey key) {
        return text.replace(KEY, key.text());
    }

    /** The root with the meter's key in it, or below it. */
    static String ofMeter(String root, MeterKey key) {
        return root.contains(KEY) ? filled(root, key) : root + "/" + key;
    }
}
