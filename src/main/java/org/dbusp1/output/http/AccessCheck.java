package org.dbusp1.output.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.output.server.Network;
import org.jspecify.annotations.Nullable;

/**
 * Decides which clients may ask: by network, by token, and by the name in the Host header. The token is sent as
 * {@code Authorization: Bearer TOKEN}, or as the password of Basic, for which browsers prompt. Pages of other origins can neither read
 * answers (no CORS header allows it) nor change anything (CSRF).
 */
final class AccessCheck {
    /**
     * Names that only the local network gives out. Without a token, a page of the internet could point its own name to this server, and
     * read the answers through a browser in the house (DNS rebinding).
     */
    private static final Pattern LOCAL_NAMES = Pattern.compile(
            "[^.]*|.*\\.(local|lan|home|internal|localhost|home\\.arpa|fritz\\.box)|[0-9.]+|\\[.*]", Pattern.CASE_INSENSITIVE);

    private static final Pattern CREDENTIALS = Pattern.compile("(bearer|basic) +(.*)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");
    /** Values of Sec-Fetch-Site for a page of this server, and for a typed address (W3C, Fetch Metadata). */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final HttpConfig.Access access;
    /** A digest, because its constant length makes each comparison take the same time; null without a token. */
    private final byte @Nullable [] tokenDigest;

    AccessCheck(HttpConfig.Access access) {
        this.access = access;
        this.tokenDigest = access.token() == null ? null : sha256(access.token());
    }

    /** Returns the refusal by token or name, for a client of an allowed network; null if the client may ask. */
    @Nullable Response refuseTokenOrHost(Request request) {
        if (tokenDigest == null) {
            String host = request.header("Host").orElse("").replaceFirst(":[0-9]*$", "");
            return LOCAL_NAMES.matcher(host).matches() ? null : Response.error(421,
                    "without http.token.file this server can be reached only by an IP address or a local name");
        }
        Optional<byte[]> given = request.header("Authorization").map(AccessCheck::secret).map(AccessCheck::sha256);
        // A token has 16 characters at least, and is not found by trying.
        if (given.isPresent() && MessageDigest.isEqual(given.get(), tokenDigest)) {
            return null;
        }
        return Response.error(401, "the token of http.token.file is needed")
                .withHeader("WWW-Authenticate", "Basic realm=\"dbus-p1\", charset=\"UTF-8\"");
    }

    /** Returns the refusal by network only, for answers without private data; null if the client may ask. */
    @Nullable Response refuseAddress(Request request) {
        return Network.admits(access.allow(), request.clientAddress()) ? null
                : Response.error(403, "your address is not in http.allow");
    }

    private static @Nullable String secret(String authorization) {
        Matcher words = CREDENTIALS.matcher(authorization.strip());
        if (!words.matches()) {
            return null;
        }
        if (words.group(1).equalsIgnoreCase("Bearer")) {
            return words.group(2);
        }
        try {
            String pair = new String(Base64.getDecoder().decode(words.group(2)), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the refusal of a change that a page of another origin requests; null for an allowed request. */
    @Nullable Response refuseForeignOrigin(Request request) {
        return SAFE_METHODS.contains(request.method()) || isSameOrigin(request) ? null
                : Response.error(403, "pages of other origins can change nothing");
    }

    /** True if no page of another origin sends the request. Only browsers send the headers Sec-Fetch-Site and Origin. */
    private static boolean isSameOrigin(Request request) {
        Optional<String> site = request.header("Sec-Fetch-Site");
        String host = request.header("Host").orElse("");
        return site.isPresent() ? OWN_SITES.contains(site.get())
                : request.header("Origin").stream().allMatch(origin -> origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Java without SHA-256", e);
        }
    }
}
