package org.dbusp1.output.http;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits how fast a client can try tokens: ten at once, then one in thirty seconds. A wrong token that a client
 * repeats, as programs do whose owner changed it, counts once. The table takes some kilobytes at most; clients for
 * which it has no place share one.
 */
final class WrongTokens {
    /** Wrong tokens that a client may send before it is refused. */
    static final int MOST = 10;
    /** Seconds after which one wrong token of a client no longer counts. */
    static final long SECONDS_EACH = 30;
    static final int CLIENTS = 256;
    private static final long NANOS_EACH = SECONDS_EACH * 1_000_000_000L;
    private static final String OTHERS = "";

    /** @param clear the time after which no wrong token of a client counts any more, in nanoseconds of the clock */
    private record Attempts(long clear, byte[] last) {
    }

    private final Map<String, Attempts> clients = new HashMap<>();
    private final LongSupplier nanos;

    WrongTokens(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Returns whether a client has to wait, whatever token it sends. */
    synchronized boolean refuses(String client) {
        Attempts attempts = clients.get(place(client));
        return attempts != null && attempts.clear - nanos.getAsLong() > (MOST - 1) * NANOS_EACH;
    }

    /** Counts a wrong token that a client sent. */
    synchronized void add(String client, byte[] digest) {
        long now = nanos.getAsLong();
        clients.values().removeIf(old -> old.clear - now <= 0);
        String place = place(client);
        Attempts before = clients.getOrDefault(place, new Attempts(now, new byte[0]));
        if (!MessageDigest.isEqual(before.last, digest)) {
            clients.put(place, new Attempts(before.clear + NANOS_EACH, digest));
        }
    }

    private String place(String client) {
        return clients.containsKey(client) || clients.size() < CLIENTS ? client : OTHERS;
    }
}
