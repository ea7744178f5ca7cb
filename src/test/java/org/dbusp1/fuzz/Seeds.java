package org.dbusp1.fuzz;

import static org.junit.jupiter.api.Named.named;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dbusp1.Corpus;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Bytes of lines that fuzzing starts from: some seconds of each simulated meter and, where they are, the captures. Where no
 * fuzzer runs, damaged copies of them follow, always the same, so that a plain test run tries more than good lines.
 */
public final class Seeds {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final boolean FUZZING = System.getenv("JAZZER_FUZZ") != null;
    private static final int DAMAGED_COPIES = 1;
    /** Also the longest input that venus/test full makes. */
    private static final int LONGEST = 16 * 1024;

    private Seeds() {
    }

    /** For {@code @MethodSource}: one line's bytes each. */
    public static Stream<Arguments> lines() {
        List<Arguments> all = new ArrayList<>();
        if (FUZZING) {
            // An input of many telegrams tries more bytes a second than one of two, and what one leaves for the next.
            Dialects.all().stream().map(dialect -> simulated(dialect, LONGEST))
                    .forEach(seed -> all.add(Arguments.of(named(seed.name, seed.bytes))));
        }
        Stream.concat(good().stream(), hostile().stream()).forEach(seed -> {
            all.add(Arguments.of(named(seed.name, seed.bytes)));
            Random random = new Random(seed.name.hashCode());
            for (int copy = 1; !FUZZING && copy <= DAMAGED_COPIES; copy++) {
                all.add(Arguments.of(named(seed.name + " damaged " + copy, Damage.to(seed.bytes, random))));
            }
        });
        return all.stream();
    }

    /** A line's bytes and where they come from. */
    public record Seed(String name, byte[] bytes) {
    }

    /** Lines without damage. */
    public static List<Seed> good() {
        return Stream.concat(Dialects.all().stream().map(Seeds::simulated), captured()).toList();
    }

    /**
     * Lines that no meter sends, and that damage to a meter's lines hardly ever makes: a frame that ends inside its own
     * header, a structure without a value, scalers of more bytes than their type has; and checksums of zeros, which meters do print.
     */
    public static List<Seed> hostile() {
        byte[] cut = HexFormat.of().parseHex("7EA00700001013627E020113F28D");
        byte[] empty = LinkFrames.hdlc("0F4000000000" + "0103" + "0200" + "02020906010001070000FF06000005DC" + "0100");
        String zeros = "/ISk5MT174-0001\r\n\r\n1-0:0.0.0*255(123)\r\n1-0:1.8.0*255(000012.00%d*kWh)\r\n1-0:16.7.0*255(500*W)\r\n!0000\r\n";
        return List.of(new Seed("hdlc frame shorter than its header", LinkFrames.join(cut, empty, cut, empty)),
                new Seed("d0 with checksums of zeros", (zeros.formatted(1) + zeros.formatted(2)).getBytes(StandardCharsets.US_ASCII)),
                new Seed("han list with empty structures", LinkFrames.join(empty, empty)),
                new Seed("sml with scalers of four bytes", scaled("55FFFFFFFF")),
                new Seed("sml with scalers out of range", scaled("557FFFFFFF")));
    }

    /** Two SML files whose counters have this scaler, each field as it is on the line. */
    private static byte[] scaled(String scaler) {
        byte[] line = Dialects.all().stream().filter(dialect -> dialect.name().startsWith("sml-")).findFirst()
                .map(Seeds::simulated).orElseThrow().bytes;
        String hex = HexFormat.of().withUpperCase().formatHex(line);
        String changed = hex.replace("621E52FF", "621E" + scaler);
        if (changed.equals(hex)) {
            throw new AssertionError("no counter in tenths of Wh in " + hex);
        }
        return Resealed.line(HexFormat.of().parseHex(changed));
    }

    private static Seed simulated(SimulatedDialect dialect) {
        return new Seed(dialect.name(), SimulatedLog.of(dialect.name(), START, dialect.lists() != null ? 6 : 2));
    }

    /** As many whole messages as there are room for. */
    private static Seed simulated(SimulatedDialect dialect, int longest) {
        SimulatedMeter meter = SimulatedLog.meter(dialect.name(), START);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte[] message = meter.next(); line.size() + message.length <= longest; message = meter.next()) {
            line.writeBytes(message);
        }
        return new Seed(dialect.name() + " at length", line.toByteArray());
    }

    private static Stream<Seed> captured() {
        return Stream.of("telegrams", "han", "eu/sml", "eu/d0", "reports/han").flatMap(folder -> Corpus.folder(folder).stream())
                .flatMap(Seeds::files)
                .filter(file -> file.toString().matches(".*\\.(telegram|txt|hex|bin)")).sorted().map(Seeds::captured)
                .filter(seed -> seed.bytes.length <= LONGEST);
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Seed captured(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            boolean hex = file.toString().endsWith(".hex");
            return new Seed(file.getFileName().toString(), hex ? HexFormat.of().parseHex(
                    new String(bytes, StandardCharsets.US_ASCII).replaceAll("\\s", "")) : bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
