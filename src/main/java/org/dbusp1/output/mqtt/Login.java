package org.dbusp1.output.mqtt;

import java.util.Optional;

/** Who we are to the broker. The password is never shown. */
public record Login(String user, Optional<String> password) {
    @Override
    public String toString() {
        return "user " + user + (password.isPresent() ? " with a password" : " without a password");
    }
}
