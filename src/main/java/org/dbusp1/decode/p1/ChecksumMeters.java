package org.dbusp1.decode.p1;

import java.util.ArrayDeque;

/** The meters that have sent a checksum: without one their telegrams are damaged. Remembers the last few of a line. */
final class ChecksumMeters {
    private static final int REMEMBERED = 16;

    private final ArrayDeque<String> identifications = new ArrayDeque<>(REMEMBERED);

    void add(String identification) {
        if (identification.equals(identifications.peekLast())) {
            return;
        }
        identifications.remove(identification);
        if (identifications.size() == REMEMBERED) {
            identifications.removeFirst();
        }
        identifications.addLast(identification);
    }

    boolean contains(String identification) {
        return identifications.contains(identification);
    }
}
