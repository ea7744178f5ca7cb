package org.dbusp1.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/**
 * The meter on each serial cable, and of each dongle or host on the network, and the change that the number in a telegram shows: the
 * meter's own number decides, not the cable. Immutable, without files or clocks.
 *
 * @param meters by the cable's identity, as {@code Source.lineIdentity} has it
 */
record CableMeters(Map<String, CableMeter> meters) {
    private static final String NO_NUMBER = "-";
    private static final String USB = "usb-";

    /**
     * The meter of a cable, as the file has it.
     *
     * @param key    outlives the meter: a new meter keeps the key of the meter that it replaces
     * @param number the number of the present meter, as a key; null if the meter sends none
     * @param previousNumber the number of the meter that was on this cable before cables were exchanged, until the owner is
     *               informed; null without an exchange. Of the two exchanged cables only the one that was noticed first has it
     */
    record CableMeter(MeterKey key, @Nullable MeterKey number, @Nullable MeterKey previousNumber) {
        CableMeter(MeterKey key, @Nullable MeterKey number) {
            this(key, number, null);
        }

        /**
         * Reads {@code KEY} (the number is the key), {@code KEY/NUMBER} or {@code KEY/NUMBER/BEFORE}; a number {@code -} is none.
         *
         * @throws IllegalArgumentException for another text
         */
        static CableMeter parse(String text) {
            String[] words = text.split("/", -1);
            if (words.length > 3) {
                throw new IllegalArgumentException("no meter of a cable: " + text);
            }
            MeterKey key = new MeterKey(words[0]);
            return new CableMeter(key, words.length > 1 ? number(words[1]) : key, words.length > 2 ? number(words[2]) : null);
        }

        private static @Nullable MeterKey number(String word) {
            return word.equals(NO_NUMBER) ? null : new MeterKey(word);
        }

        private static String word(@Nullable MeterKey number) {
            return number == null ? NO_NUMBER : number.text();
        }

        String text() {
            if (previousNumber != null) {
                return key + "/" + word(number) + "/" + word(previousNumber);
            }
            return key.equals(number) ? key.text() : key + "/" + word(number);
        }
    }

    /** The relation of a telegram's number to the meter known for its cable. */
    enum NumberMatch {
        /** The cable's own meter. */
        KNOWN,
        /** No meter was read with this cable before, and no other of its kind, serial or on the network, has the number. */
        NEW,
        /**
         * On a known cable, a number that no other of its kind has: the meter was replaced, or sends a number for the first time; the key
         * stays.
         */
        REPLACED,
        /** The number of the present meter of another of its kind: the meter was moved to this cable, or the bridge has another address. */
        MOVED
    }

    /**
     * The change that a telegram's number shows.
     *
     * @param meter the meter of the cable from now on
     * @param previousCable  the cable that the meter was on; null unless it was moved
     */
    record Decision(NumberMatch match, CableMeter meter, @Nullable String previousCable) {
    }

    CableMeters {
        meters = Map.copyOf(meters);
    }

    /** Reads the facts of a file, the text of a {@link CableMeter} by its cable; damaged facts are left out. */
    static CableMeters of(Map<String, String> facts) {
        Map<String, CableMeter> meters = new HashMap<>();
        facts.forEach((cable, text) -> {
            try {
                meters.put(cable, CableMeter.parse(text));
            } catch (IllegalArgumentException e) {
                // Another program or a power cut damaged this fact; the cable's meter is found anew.
            }
        });
        return new CableMeters(meters);
    }

    /** Returns whether an identity is that of a serial cable of this device, not a dongle or a host on the network. */
    static boolean isSerial(String cable) {
        return cable.startsWith(USB) || cable.indexOf(':') < 0 && cable.indexOf(' ') < 0;
    }

    @Nullable CableMeter meterOf(String cable) {
        return meters.get(cable);
    }

    /** Returns whether another serial cable has a meter with a number, so that cables may have been exchanged. */
    boolean hasOthers(String cable) {
        return isSerial(cable) && meters.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(cable) && isSerial(other.getKey()) && other.getValue().number() != null);
    }

    /**
     * Decides by the number of a telegram. The number of a meter that was on the cable before decides nothing.
     *
     * @param number the number of the telegram's meter, as a key
     */
    Decision decide(String cable, MeterKey number) {
        CableMeter own = meters.get(cable);
        if (own != null && number.equals(own.number())) {
            return new Decision(NumberMatch.KNOWN, own, null);
        }
        String from = cableWith(number, cable);
        if (from != null) {
            MeterKey key = Objects.requireNonNull(meters.get(from)).key();
            return new Decision(NumberMatch.MOVED, new CableMeter(key, number, own == null ? null : own.number()), from);
        }
        return own != null ? new Decision(NumberMatch.REPLACED, new CableMeter(own.key(), number, own.previousNumber()), null)
                : new Decision(NumberMatch.NEW, new CableMeter(unusedKey(number), number), null);
    }

    /** Returns another cable, or another source on the network, that has the number; null if none of the same kind has it. */
    private @Nullable String cableWith(MeterKey number, String except) {
        return meters.keySet().stream().filter(cable -> !cable.equals(except) && isSerial(cable) == isSerial(except))
                .filter(cable -> number.equals(Objects.requireNonNull(meters.get(cable)).number())).min(String::compareTo).orElse(null);
    }

    /** Returns a key that no cable of this file has: the number itself, or the number with a count after it. */
    private MeterKey unusedKey(MeterKey number) {
        MeterKey key = number;
        for (int count = 2; isUsed(key); count++) {
            String end = "_" + count;
            key = new MeterKey(number.text().substring(0, Math.min(number.text().length(), MeterKey.MAX_LENGTH - end.length())) + end);
        }
        return key;
    }

    private boolean isUsed(MeterKey key) {
        return meters.values().stream().anyMatch(meter -> meter.key().equals(key));
    }

    /** Returns the meters after a decision: a moved meter changes places with the meter that was on its new cable. */
    CableMeters apply(String cable, Decision decision) {
        CableMeter own = meters.get(cable);
        Map<String, CableMeter> after = new HashMap<>(meters);
        if (decision.previousCable() != null) {
            if (own == null) {
                after.remove(decision.previousCable());
            } else {
                after.put(decision.previousCable(), new CableMeter(own.key(), own.number()));
            }
        }
        after.put(cable, decision.meter());
        return new CableMeters(after);
    }

    CableMeters with(String cable, CableMeter meter) {
        Map<String, CableMeter> all = new HashMap<>(meters);
        all.put(cable, meter);
        return new CableMeters(all);
    }

    /** Returns the content of the file, as {@link #of} reads it. */
    Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        meters.forEach((cable, meter) -> facts.put(cable, meter.text()));
        return facts;
    }
}
