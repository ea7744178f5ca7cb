package org.dbusp1.line.source;

import java.io.IOException;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.source.HttpSource.Endpoint;
import org.jspecify.annotations.Nullable;

/** Opens dongles, one after the other, within the time that one opening of a source may take. */
final class DongleOpening {
    /** How long an opening may take: the driver ends a reader that hangs for 30 s. */
    private static final long OPENING_MILLIS = 25_000;
    private static final long LEAST_REQUEST_MILLIS = 1_000;
    private static final Pattern SERIAL_TEXT = Pattern.compile("\"serial\"\\s*:\\s*\"([0-9A-Fa-f]{12})\"");

    /** The dongle that a source is for. @param token null for version 1 of the API; empty while the dongle is asked for a token */
    private record Access(HomeWizardDongle dongle, @Nullable String token) {
    }

    private final DonglePairing pairing;
    private final byte[] authority;
    private final LongSupplier nanos;
    private long since;
    /** The source made last, and in {@code access} its dongle and token. */
    private @Nullable HttpSource source;
    private @Nullable Access access;

    DongleOpening(DonglePairing pairing, byte[] authority, LongSupplier nanos) {
        this.pairing = pairing;
        this.authority = authority;
        this.nanos = nanos;
    }

    void begin() {
        since = nanos.getAsLong();
    }

    long millis() {
        return (nanos.getAsLong() - since) / 1_000_000;
    }

    /** Returns the number that a device gives by version 1; null if it gives none. */
    @Nullable String serialAt(HttpSource version1) throws SourceException {
        return serial(limit(version1).text("/api"));
    }

    private static @Nullable String serial(String answer) {
        Matcher serial = SERIAL_TEXT.matcher(answer);
        return serial.find() ? serial.group(1) : null;
    }

    HttpSource open(HomeWizardDongle dongle) throws SourceException {
        if (!dongle.isReadable()) {
            throw new SourceException(Condition.LINE_CLOSED, "the HomeWizard dongle " + dongle.serial()
                    + " is closed: switch Local API on in the HomeWizard app", dongle.serial());
        }
        try {
            String token = null;
            if (dongle.isVersion2()) {
                token = pairing.token(dongle.serial());
                token = token == null ? pairing.pair(dongle.serial(), limit(source(dongle, ""))) : token;
            }
            HttpSource opened = source(dongle, token);
            if (token == null) {
                checkSerial(limit(opened), dongle);
            }
            limit(opened).open();
            opened.limit(OPENING_MILLIS);
            pairing.acceptRead(dongle.serial());
            return opened;
        } catch (SourceException e) {
            if (e.condition() == Condition.LINE_FORBIDDEN && dongle.isVersion2()
                    && e.detail().equals(HttpSource.UNKNOWN_TOKEN)) {
                pairing.forgetToken();
            }
            throw e;
        } catch (IOException e) {
            throw new SourceException(Condition.LINE_ABSENT, "no answer from the HomeWizard dongle " + dongle.serial() + " at "
                    + dongle.host() + ": is it switched on, and in this network?");
        }
    }

    /** The source of the last call is returned again for the same dongle and token: it knows whether its last request has ended. */
    private HttpSource source(HomeWizardDongle dongle, @Nullable String token) {
        Access wanted = new Access(dongle, token);
        HttpSource last = source;
        if (last == null || !wanted.equals(access)) {
            access = wanted;
            last = new HttpSource(token == null ? Endpoint.homeWizard(dongle.host())
                    : Endpoint.homeWizard(dongle.host(), token, PinnedAuthority.context(authority, dongle.serial())));
            source = last;
        }
        return last;
    }

    private HttpSource limit(HttpSource limited) {
        limited.limit(Math.max(LEAST_REQUEST_MILLIS, OPENING_MILLIS - millis()));
        return limited;
    }

    /**
     * Version 1 has no certificate: only the serial number shows that this is the dongle.
     *
     * @throws SourceException when another device has the address; its detail is the device's number, if it has one
     */
    private static void checkSerial(HttpSource version1, HomeWizardDongle dongle) throws IOException {
        String serial = serial(version1.ask("/api", null).text());
        if (!dongle.serial().equalsIgnoreCase(serial)) {
            throw new SourceException(Condition.LINE_ABSENT,
                    "the device at " + dongle.host() + " is not the HomeWizard dongle " + dongle.serial(), serial == null ? "" : serial);
        }
    }
}
