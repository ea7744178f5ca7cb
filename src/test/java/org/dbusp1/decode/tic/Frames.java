package org.dbusp1.decode.tic;

import java.nio.charset.StandardCharsets;

/** TIC frames with right checks, made by hand. */
final class Frames {
    private final StringBuilder text = new StringBuilder("\002");
    private final char separator;

    private Frames(char separator) {
        this.separator = separator;
    }

    /** A frame of the mode standard with the meter's address. */
    static Frames standard() {
        return standard("012345678901");
    }

    static Frames standard(String address) {
        return new Frames('\t').with("ADSC", address);
    }

    /** A frame of the mode historique with the meter's address. */
    static Frames historique() {
        return new Frames(' ').with("ADCO", "012345678901");
    }

    Frames with(String label, String data) {
        return group(label + separator + data);
    }

    /** With a date. */
    Frames with(String label, String date, String data) {
        return group(label + separator + date + separator + data);
    }

    private Frames group(String content) {
        int sum = (content + (separator == '\t' ? "\t" : "")).chars().sum();
        text.append('\n').append(content).append(separator).append((char) ((sum & 0x3F) + 0x20)).append('\r');
        return this;
    }

    byte[] bytes() {
        return (text + "\003").getBytes(StandardCharsets.ISO_8859_1);
    }
}
