package org.dbusp1.line.source;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.state.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * The token of a dongle for version 2 of its API. Each opening asks for one until the owner presses the dongle's button:
 * <pre>
 *   state                        token in the memory    ends with
 *   never paired                 none                   the button, pressed within ten minutes from the first request
 *   paired                       its token              a refusal: the owner may have revoked the token
 *   paired, token not known      empty                  the button, as above
 * </pre>
 * After ten minutes nothing is asked, until the dongle was unplugged. A dongle that was ever paired is read only by version 2.
 */
final class DonglePairing {
    /** How long a token is asked for: an owner needs this time to read the notification and to walk to the dongle. */
    private static final Duration PAIRING_TIME = Duration.ofMinutes(10);
    private static final String SERIAL = "serial";
    private static final String TOKEN = "token";
    private static final Pattern TOKEN_TEXT = Pattern.compile("\"token\"\\s*:\\s*\"([0-9A-Fa-f]{32})\"");

    private final StateStore memory;
    private final LongSupplier nanos;
    /** When the dongle first refused a token; null before that, and after the dongle was unplugged or read. */
    private @Nullable Long since;

    /** @param memory has the serial number of one dongle, and its token */
    DonglePairing(StateStore memory, LongSupplier nanos) {
        this.memory = memory;
        this.nanos = nanos;
    }

    /** Returns the number of the dongle that was read last; null before. */
    @Nullable String serial() {
        return memory.recall(SERIAL);
    }

    boolean isPaired(String serial) {
        return serial.equals(serial()) && memory.recall(TOKEN) != null;
    }

    @Nullable String token(String serial) {
        String token = serial.equals(serial()) ? memory.recall(TOKEN) : null;
        return token == null || token.isEmpty() ? null : token;
    }

    /** The next opening asks for a new token. */
    void forgetToken() {
        memory.remember(TOKEN, "");
    }

    void acceptRead(String serial) {
        memory.remember(SERIAL, serial);
        since = null;
    }

    void acceptUnplugged() {
        since = null;
    }

    /**
     * Asks for a token.
     *
     * @param source asks the dongle, without a token
     * @throws SourceException unless the owner has pressed the button in the last 30 s
     */
    String pair(String serial, HttpSource source) throws IOException {
        long first = since == null ? nanos.getAsLong() : since;
        if (nanos.getAsLong() - first > PAIRING_TIME.toNanos()) {
            throw new SourceException(Condition.LINE_PAIRING_ENDED, "the button of the HomeWizard dongle (" + serial
                    + ") was not pressed within " + PAIRING_TIME.toMinutes()
                    + " minutes: unplug it for a minute, or restart dbus-p1; a minute later press its button");
        }
        HttpSource.Answer answer = source.ask("/api/user", "{\"name\": \"local/dbus-p1\"}");
        Matcher token = TOKEN_TEXT.matcher(answer.text());
        if (answer.status() == 200 && token.find()) {
            memory.remember(SERIAL, serial);
            memory.remember(TOKEN, token.group(1));
            return token.group(1);
        }
        if (answer.status() != 403) {
            throw new IOException("it answers with status " + answer.status());
        }
        since = first;
        throw new SourceException(Condition.LINE_UNPAIRED,
                "press the button of the HomeWizard dongle now (" + serial + "): it then lets dbus-p1 read the meter");
    }
}
