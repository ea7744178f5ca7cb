package org.dbusp1.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Reads a fuzzer's bytes as choices; after their end all choices are 0. */
final class Choices {
    private final byte[] bytes;
    private int at;

    Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    /** For {@code @MethodSource}: inputs that make choices of all kinds, always the same. */
    static Stream<Arguments> seeds() {
        Random random = new Random(1);
        return Stream.generate(() -> {
            byte[] seed = new byte[2_000];
            random.nextBytes(seed);
            return Arguments.of((Object) seed);
        }).limit(300);
    }

    boolean more() {
        return at < bytes.length;
    }

    long any() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | next();
        }
        return value;
    }

    /** 0 to most, both included; most at most 65,534. */
    int upTo(int most) {
        return (next() << 8 | next()) % (most + 1);
    }

    boolean yes() {
        return (next() & 1) != 0;
    }

    <T> T of(T[] values) {
        return values[upTo(values.length - 1)];
    }

    String text(int longest) {
        int length = Math.min(upTo(longest), bytes.length - at);
        String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
        at += length;
        return text;
    }

    private int next() {
        return at < bytes.length ? bytes[at++] & 0xFF : 0;
    }
}
