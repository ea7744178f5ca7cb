package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The user at the broker. {@link #toString} does not contain the password.
 *
 * @param password absent where the broker asks for none
 */
public record Credentials(String user, Optional<String> password) {
    /** The password as MQTT sends it, in UTF-8. */
    Optional<byte[]> passwordBytes() {
        return password.map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "user " + user + (password.isPresent() ? " with a password" : " without a password");
    }
}
