package org.dbusp1.line.decode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.dbusp1.SimulatedLog;
import org.dbusp1.TestTelegram;

/** Telegrams of one meter that differ in their values, with right checksums. */
final class VariedTelegrams {
    /** A power of two. */
    static final int COUNT = 64;

    private static final String CAPTURE = "telegrams/nl-dsmr50-sagemcom-t210d.txt";
    /** Clock, energies, powers, voltages and currents: what changes from one telegram to the next. */
    private static final Pattern VALUE =
            Pattern.compile("(?<=0-0:1\\.0\\.0\\(\\d{8})\\d{4}|(?<=1-0:\\d{1,2}\\.[78]\\.\\d\\()[\\d.]+(?=\\*)");

    private VariedTelegrams() {
    }

    /** A capture where there is one, else what a simulated meter sends. */
    static byte[][] dsmr5() throws IOException {
        Path capture = Path.of(System.getProperty("corpus", "../shared")).resolve(CAPTURE);
        return Files.exists(capture) ? varied(Files.readString(capture, StandardCharsets.ISO_8859_1))
                : simulated("dsmr50", Instant.parse("2026-05-05T10:00:00Z"));
    }

    private static byte[][] varied(String telegram) {
        Random random = new Random(1);
        byte[][] all = new byte[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            String body = VALUE.matcher(telegram).replaceAll(value -> other(value, random));
            all[i] = TestTelegram.sealed(body.substring(0, body.indexOf('!') + 1)).getBytes(StandardCharsets.ISO_8859_1);
        }
        return all;
    }

    /** As many digits, the point at its place. Digits up to 5 make every clock a time of the day. */
    private static String other(MatchResult value, Random random) {
        StringBuilder text = new StringBuilder(value.group());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '.') {
                text.setCharAt(i, (char) ('0' + random.nextInt(6)));
            }
        }
        return text.toString();
    }

    /** What a simulated meter sends from a moment on. */
    static byte[][] simulated(String name, Instant start) {
        return SimulatedLog.messages(name, start, COUNT).toArray(byte[][]::new);
    }
}
