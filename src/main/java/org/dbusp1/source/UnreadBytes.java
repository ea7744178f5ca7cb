package org.dbusp1.source;

/** Bytes that a source has and that its reader takes in pieces. Used by one thread. */
public final class UnreadBytes {
    private byte[] bytes = new byte[0];
    private int taken;

    /** Replaces the bytes. */
    public void put(byte... fresh) {
        bytes = fresh;
        taken = 0;
    }

    public boolean isEmpty() {
        return taken == bytes.length;
    }

    /** Moves as many bytes as fit into the beginning of an array; returns how many. */
    public int take(byte[] into) {
        int count = Math.min(into.length, bytes.length - taken);
        System.arraycopy(bytes, taken, into, 0, count);
        taken += count;
        return count;
    }
}
