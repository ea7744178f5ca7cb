package org.dbusp1.decode.p1;

import java.util.Arrays;

/**
 * What was made of some bytes, kept while a meter goes on printing the same: its number, an hourly counter. So a
 * telegram each second costs no new objects for what does not change.
 */
final class CachedParse<T> {
    /** Makes a value of the bytes [from, to). */
    interface Maker<T> {
        T make(byte[] bytes, int from, int to);
    }

    private static final byte[] NOTHING = {};

    private final Maker<T> maker;
    private byte[] raw = NOTHING;
    private T value;

    CachedParse(Maker<T> maker) {
        this.maker = maker;
        this.value = maker.make(NOTHING, 0, 0);
    }

    T of(byte[] bytes, int from, int to) {
        if (!Arrays.equals(raw, 0, raw.length, bytes, from, to)) {
            raw = Arrays.copyOfRange(bytes, from, to);
            value = maker.make(bytes, from, to);
        }
        return value;
    }
}
