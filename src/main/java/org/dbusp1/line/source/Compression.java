package org.dbusp1.line.source;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The formats of compressed files, by their first bytes, which no meter sends. */
enum Compression {
    GZIP("1f8b08", "zcat"),
    BZIP2("425a68", "bzcat"),
    XZ("fd377a585a00", "xzcat"),
    ZIP("504b0304", "unzip -p");

    static final int LONGEST_START = 6;

    private final byte[] start;
    /** The program that writes the content on stdout. */
    private final String program;

    Compression(String start, String program) {
        this.start = HexFormat.of().parseHex(start);
        this.program = program;
    }

    /** Returns the format of a file; null if it is not compressed. @param count the number of its first bytes in {@code bytes} */
    static @Nullable Compression of(byte[] bytes, int count) {
        return Arrays.stream(values()).filter(each -> count >= each.start.length
                && Arrays.equals(each.start, 0, each.start.length, bytes, 0, each.start.length)).findFirst().orElse(null);
    }

    String program() {
        return program;
    }
}
