package org.dbusp1.output.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.dbusp1.server.Network;

/**
 * Decides who may ask: by network, by token, and by the name in the Host header. The token comes as
 * {@code Authorization: Bearer TOKEN}, or as the password of Basic, for which a browser asks its user.
 */
final class AccessCheck {
    /**
     * Names that only the own network gives out. Without a token, a page of the internet could let its own, public name
     * point to this server, and read the answers by a browser in the house (DNS rebinding).
     */
    private static final Pattern OWN_NAMES = Pattern.compile(
            "[^.]*|.*\\.(local|lan|home|internal|localhost|home\\.arpa|fritz\\.box)|[0-9.]+|\\[.*]",
            Pattern.CASE_INSENSITIVE);

    private final HttpSettings.Access access;
    /** The digest of the token: its length is always equal, so that a comparison takes the same time for each token. */
    private final Optional<byte[]> token;
    private final WrongTokens wrong;

    AccessCheck(HttpSettings.Access access) {
        this(access, System::nanoTime);
    }

    AccessCheck(HttpSettings.Access access, LongSupplier nanos) {
        this.access = access;
        this.token = access.token().map(Digest::of);
        this.wrong = new WrongTokens(nanos);
    }

    /** Returns the refusal for a client that may not ask; empty for a client that may. */
    Optional<Response> refuse(Request request) {
        Optional<Response> stranger = refuseAddress(request);
        if (stranger.isPresent()) {
            return stranger;
        }
        if (token.isEmpty()) {
            String host = request.header("Host").orElse("").replaceFirst(":[0-9]*$", "");
            return OWN_NAMES.matcher(host).matches() ? Optional.empty() : Optional.of(Response.error(421,
                    "without http.token.file this server can be reached only by an IP address or a local name"));
        }
        String client = client(request);
        if (wrong.refuses(client)) {
            return Optional.of(Response.error(429, "too many wrong tokens from your address; wait a minute")
                    .header("Retry-After", Long.toString(WrongTokens.SECONDS_EACH)));
        }
        Optional<byte[]> given = request.header("Authorization").flatMap(AccessCheck::secret).map(Digest::of);
        if (given.filter(digest -> MessageDigest.isEqual(digest, token.get())).isPresent()) {
            return Optional.empty();
        }
        // Without any token a browser asks whether it needs one: that is no attempt.
        given.ifPresent(digest -> wrong.add(client, digest));
        return Optional.of(Response.error(401, "the token of http.token.file is needed")
                .header("WWW-Authenticate", "Basic realm=\"dbus-p1\", charset=\"UTF-8\""));
    }

    /** Returns the address of the client; behind a proxy of this machine the one that the proxy added last. */
    private static String client(Request request) {
        String address = request.client().getHostAddress();
        if (!request.client().isLoopbackAddress()) {
            return address;
        }
        String forwarded = request.header("X-Forwarded-For").orElse("");
        return Network.parse(forwarded.substring(forwarded.lastIndexOf(',') + 1).strip())
                .map(network -> network.address().getHostAddress()).orElse(address);
    }

    /** Returns the refusal by network alone, for answers without private data; empty for a client that may ask. */
    Optional<Response> refuseAddress(Request request) {
        return Network.admit(access.allow(), request.client()) ? Optional.empty()
                : Optional.of(Response.error(403, "your address is not in http.allow"));
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
