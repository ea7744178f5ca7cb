package org.dbusp1.driver;

import java.util.HashMap;
import java.util.Map;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/**
 * The file of cables: each serial cable, and each dongle or host on the network, has a key and the last number that it brought. The
 * number says which meter is on a cable. Immutable, without disk or clock.
 *
 * @param meters by the cable's identity, as {@code Source.lineIdentity} has it
 */
record CableMeters(Map<String, CableMeter> meters) {
    private static final String NO_NUMBER = "-";
    private static final String USB = "usb-";

    /**
     * A line of the file.
     *
     * @param key    outlives the meter: a new meter keeps the key of the meter that it replaces
     * @param number the last number on the cable, as a key; null if the meter sends none
     */
    record CableMeter(MeterKey key, @Nullable MeterKey number) {
        /** Reads {@code KEY} (also its number) or {@code KEY/NUMBER}, with - for none. @throws IllegalArgumentException for another text */
        static CableMeter parse(String text) {
            String[] words = text.split("/", -1);
            if (words.length > 2) {
                throw new IllegalArgumentException("no meter of a cable: " + text);
            }
            MeterKey key = new MeterKey(words[0]);
            return new CableMeter(key, words.length == 1 ? key : words[1].equals(NO_NUMBER) ? null : new MeterKey(words[1]));
        }

        String text() {
            return key.equals(number) ? key.text() : key + "/" + (number == null ? NO_NUMBER : number.text());
        }
    }

    CableMeters {
        meters = Map.copyOf(meters);
    }

    /** Reads the lines of the file; damaged ones are left out: their cable's meter is found anew. */
    static CableMeters of(Map<String, String> lines) {
        Map<String, CableMeter> meters = new HashMap<>();
        lines.forEach((cable, text) -> {
            try {
                meters.put(cable, CableMeter.parse(text));
            } catch (IllegalArgumentException e) {
                // Another program or a power cut damaged this line.
            }
        });
        return new CableMeters(meters);
    }

    Map<String, String> lines() {
        Map<String, String> lines = new HashMap<>();
        meters.forEach((cable, meter) -> lines.put(cable, meter.text()));
        return lines;
    }

    static boolean isSerial(String cable) {
        return cable.startsWith(USB) || cable.indexOf(':') < 0 && cable.indexOf(' ') < 0;
    }

    @Nullable CableMeter on(String cable) {
        return meters.get(cable);
    }

    /**
     * Returns the other cable that a number comes from: of serial cables another one that has it as its last number, and of sources on
     * the network another one of these; null if there is none, and if it is this cable's own last number.
     */
    @Nullable String otherCable(String cable, MeterKey number) {
        CableMeter own = on(cable);
        return own != null && number.equals(own.number()) ? null : meters.entrySet().stream()
                .filter(other -> isSerial(other.getKey()) == isSerial(cable) && number.equals(other.getValue().number()))
                .map(Map.Entry::getKey).min(String::compareTo).orElse(null);
    }

    /**
     * Returns the key that a meter with this number has on a cable: the key that it had on another cable, else the key of this cable,
     * whose meter it replaces, else a new one.
     */
    MeterKey keyOf(String cable, MeterKey number) {
        String other = otherCable(cable, number);
        CableMeter known = on(other == null ? cable : other);
        return known == null ? unusedKey(number) : known.key();
    }

    /** Returns the file after a number was read on a cable: the meter of another cable changes places with that of this one. */
    CableMeters with(String cable, MeterKey number) {
        String other = otherCable(cable, number);
        CableMeter own = on(cable);
        Map<String, CableMeter> after = new HashMap<>(meters);
        if (other != null && own != null) {
            after.put(other, own);
        } else if (other != null) {
            after.remove(other);
        }
        after.put(cable, new CableMeter(keyOf(cable, number), number));
        return new CableMeters(after);
    }

    private MeterKey unusedKey(MeterKey number) {
        MeterKey key = number;
        for (int count = 2; isUsed(key); count++) {
            String end = "_" + count;
            key = new MeterKey(number.text().substring(0, Math.min(number.text().length(), MeterKey.MAX_LENGTH - end.length())) + end);
        }
        return key;
    }

    boolean isUsed(MeterKey key) {
        return meters.values().stream().anyMatch(meter -> meter.key().equals(key));
    }
}
