package org.dbusp1.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A simulated telegram, read in another way: by searching its text. */
record Telegram(String text) {
    private static final Pattern GROUP = Pattern.compile("\\(([^()]*)\\)");

    static Telegram of(byte[] bytes) {
        return new Telegram(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    static Telegram next(SimulatedMeter meter) {
        return of(meter.next());
    }

    List<String> lines() {
        return text.lines().toList();
    }

    boolean has(String code) {
        return text.contains("\n" + code + "(");
    }

    /** Returns the contents of the brackets behind a code. */
    List<String> groups(String code) {
        String line = lines().stream().filter(l -> l.startsWith(code + "(")).findFirst().orElseThrow();
        return new ArrayList<>(GROUP.matcher(line).results().map(r -> r.group(1)).toList());
    }

    String first(String code) {
        return groups(code).get(0);
    }

    /** The number in the last bracket, without point: in the unit of its last decimal. */
    long digits(String code) {
        List<String> groups = groups(code);
        return Long.parseLong(groups.get(groups.size() - 1).replaceAll("\\*.*", "").replace(".", ""));
    }

    double number(String code) {
        List<String> groups = groups(code);
        return Double.parseDouble(groups.get(groups.size() - 1).replaceAll("\\*.*", ""));
    }

    /** Four digits behind the exclamation mark; empty where there are none. */
    String crc() {
        MatchResult end = Pattern.compile("\n!(.*)\r\n$").matcher(text).results().findFirst().orElseThrow();
        return end.group(1);
    }
}
