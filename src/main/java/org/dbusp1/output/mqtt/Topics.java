package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.meter.MeterKey;

/** The rules for topics that the driver publishes. */
public final class Topics {
    /** The topics that {@link #isRoot} accepts, for messages. */
    public static final String ROOT_RULE = "a topic without + and #, without empty levels and blanks at its ends, that does"
            + " not begin with $, at most 200 bytes";
    private static final String KEY = "<key>";

    /** Below the root of a meter. */
    static final String STATE = "/" + NativeTable.STATE;
    static final String EVENT = "/event";
    private static final String STATUS = "/status";
    private static final String ROWS = "/rows";
    private static final int MOST_BYTES = 200;

    private Topics() {
    }

    /** True for a text that can be the root of topics. Topics with $ belong to the broker; an empty level is a mistake. */
    public static boolean isRoot(String topic) {
        return !topic.isBlank() && topic.strip().equals(topic) && topic.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                && !topic.startsWith("$") && !topic.startsWith("/") && !topic.endsWith("/") && !topic.contains("//")
                && topic.codePoints().noneMatch(Topics::impossible);
    }

    private static boolean impossible(int character) {
        return character == '+' || character == '#' || Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE || Character.getType(character) == Character.UNASSIGNED;
    }

    /** Returns the root with the meter's key in place of the placeholder; without a placeholder the key follows the root. */
    static String ofMeter(String root, MeterKey key) {
        return root.contains(KEY) ? root.replace(KEY, key.text()) : root + "/" + key;
    }

    /** Returns the topic of the meter's availability, which exists with every layout. */
    static String status(String root, MeterKey key) {
        return ofMeter(root, key) + STATUS;
    }

    /** Returns the topic of the meter's values in the layout native. */
    static String state(String root, MeterKey key) {
        return ofMeter(root, key) + STATE;
    }

    /** Returns the topic of the meter's events, which exists with every layout; the broker does not retain them. */
    static String event(String root, MeterKey key) {
        return ofMeter(root, key) + EVENT;
    }

    public static String rows(String root, MeterKey key) {
        return ofMeter(root, key) + ROWS;
    }

    /** Returns the filter of the finished rows of all meters; the meter's key is one whole level of the filter. */
    public static String rowsFilter(String root) {
        return (root.contains(KEY) ? root.replace(KEY, "+") : root + "/+") + ROWS;
    }

    /** True if the key's placeholder, if any, is one whole level, and occurs only once. */
    public static boolean hasKeyAsLevel(String root) {
        return !root.contains(KEY) || Arrays.stream(root.split("/")).filter(level -> level.contains(KEY)).toList().equals(List.of(KEY));
    }
}
