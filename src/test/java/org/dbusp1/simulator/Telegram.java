package org.dbusp1.simulator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;

/** A simulated telegram, read in another way: by searching its text. */
record Telegram(String text) {
    static Telegram of(byte[] bytes) {
        return new Telegram(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    static Telegram next(SimulatedMeter meter) {
        return of(meter.next());
    }

    boolean has(String code) {
        return text.contains("\n" + code + "(");
    }

    /** Returns the contents of the brackets after a code. */
    List<String> groups(String code) {
        int start = text.indexOf("\n" + code + "(") + code.length() + 2;
        if (start < code.length() + 2) {
            throw new NoSuchElementException(code);
        }
        return List.of(text.substring(start, text.indexOf(")\r", start)).split("\\)\\(", -1));
    }

    String first(String code) {
        return groups(code).get(0);
    }

    /** Returns the number in the last bracket, without its unit. */
    private String last(String code) {
        List<String> groups = groups(code);
        String group = groups.get(groups.size() - 1);
        int unit = group.indexOf('*');
        return unit < 0 ? group : group.substring(0, unit);
    }

    /** The number in the last bracket, without point: in the unit of its last decimal. */
    long digits(String code) {
        return Long.parseLong(last(code).replace(".", ""));
    }

    double number(String code) {
        return Double.parseDouble(last(code));
    }
}
