package org.dbusp1.output.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dbusp1.output.Network;

/**
 * Who may ask: by network, by token, and by the name under which we were called. The token comes as
 * {@code Authorization: Bearer TOKEN}, or as the password of Basic, which is what a browser can ask its user for.
 */
final class Gate {
    /**
     * Names that only the own network gives out. Without a token, a page of the internet could make a browser in the
     * house read our answers by letting its own name point here; such a name is a public one.
     */
    private static final Pattern OWN_NAMES = Pattern.compile(
            "[^.]*|.*\\.(local|lan|home|internal|localhost|home\\.arpa|fritz\\.box)|[0-9.]+|\\[.*]");

    private final HttpSettings.Access access;
    /** Its digest: of equal length whatever was given, for comparing in constant time. */
    private final Optional<byte[]> token;

    Gate(HttpSettings.Access access) {
        this.access = access;
        this.token = access.token().map(Digest::of);
    }

    /** The refusal for a client that may not ask; empty for one that may. */
    Optional<Answer> refuse(Request request) {
        Optional<Answer> stranger = refuseAddress(request);
        if (stranger.isPresent()) {
            return stranger;
        }
        if (token.isEmpty()) {
            String host = request.header("Host").orElse("").replaceFirst(":[0-9]*$", "");
            return OWN_NAMES.matcher(host).matches() ? Optional.empty() : Optional.of(Answer.error(421,
                    "without http.token.file this server answers only to addresses and local names"));
        }
        boolean known = request.header("Authorization").flatMap(Gate::secret).map(Digest::of)
                .filter(given -> MessageDigest.isEqual(given, token.get())).isPresent();
        return known ? Optional.empty() : Optional.of(Answer.error(401, "the token of http.token.file is needed")
                .header("WWW-Authenticate", "Basic realm=\"dbus-p1\", charset=\"UTF-8\""));
    }

    /** The same by network alone, for what tells nothing of the house. */
    Optional<Answer> refuseAddress(Request request) {
        return Network.admit(access.allow(), request.client()) ? Optional.empty()
                : Optional.of(Answer.error(403, "your address is not in http.allow"));
    }

    private static Optional<String> secret(String authorization) {
        String[] words = authorization.strip().split(" +", 2);
        if (words.length < 2) {
            return Optional.empty();
        }
        if (words[0].equalsIgnoreCase("Bearer")) {
            return Optional.of(words[1]);
        }
        return words[0].equalsIgnoreCase("Basic") ? password(words[1]) : Optional.empty();
    }

    private static Optional<String> password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return Optional.of(pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
