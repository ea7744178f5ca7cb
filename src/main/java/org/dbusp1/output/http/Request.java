package org.dbusp1.output.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.output.server.Network;
import org.jspecify.annotations.Nullable;

/**
 * The request of a client.
 *
 * @param path as sent, not decoded, because it is only compared with the table of routes
 * @param query names with their last value, decoded
 * @param headers values by name in lower case
 * @param http11 true for HTTP/1.1, which has chunks and persistent connections; false for HTTP/1.0
 * @param client the address at the other end of the connection
 */
record Request(String method, String path, Map<String, String> query, Map<String, String> headers, boolean http11, InetAddress client) {
    /** A mistake of the client: a request that is malformed, too large or of another version of HTTP, or an invalid parameter. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedException(int status, @Nullable String reason) {
            super(reason, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private static final InetAddress UNKNOWN = Network.parse("0.0.0.0").map(Network::address).orElseThrow();
    private static final int MOST_HEADERS = 60;
    private static final int MOST_PARAMETERS = 60;
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
    private static final Pattern TARGET = Pattern.compile("[!-~]+");
    private static final Pattern HOST = Pattern.compile("[!-~]*");
    /** A request target with the server's address, as clients of a proxy send it (RFC 9112, 3.2.2). */
    private static final Pattern ABSOLUTE = Pattern.compile("https?://[^/?]*(.*)");
    private static final List<CharSequence> ONLY_ONCE = List.of(HttpHeaderNames.HOST, HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.AUTHORIZATION, HttpHeaderNames.ORIGIN, "sec-fetch-site");

    /** Returns an empty request, to answer bytes that are no request. */
    static Request empty(InetAddress client) {
        return new Request("GET", "", Map.of(), Map.of(), false, client);
    }

    /** @throws RefusedException with the status, if the codec could not read the head, or a proxy could understand it differently */
    static Request of(HttpRequest head, InetAddress client) {
        if (head.decoderResult().isFailure()) {
            Throwable cause = head.decoderResult().cause();
            throw cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException
                    ? new RefusedException(431, "the request is too long") : malformed("it is not HTTP/1.1");
        }
        if (head.protocolVersion().majorVersion() != 1) {
            throw new RefusedException(505, "this server speaks HTTP/1.1");
        }
        if (!METHOD.matcher(head.method().name()).matches() || !TARGET.matcher(head.uri()).matches()) {
            throw malformed("the request line");
        }
        HttpHeaders headers = head.headers();
        if (headers.size() > MOST_HEADERS) {
            throw new RefusedException(431, "the request has more than " + MOST_HEADERS + " headers");
        }
        for (CharSequence name : ONLY_ONCE) {
            if (headers.getAll(name).size() > 1) {
                throw malformed("the header " + name + " is sent twice");
            }
        }
        boolean http11 = head.protocolVersion().minorVersion() > 0;
        String host = headers.get(HttpHeaderNames.HOST);
        if (http11 && host == null || host != null && !HOST.matcher(host).matches()) {
            throw malformed("the Host header");
        }
        Map<String, String> all = new HashMap<>();
        headers.forEach(header -> all.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(),
                (first, second) -> first + ", " + second));
        String target = target(head.uri());
        int mark = target.indexOf('?');
        return new Request(head.method().name(), mark < 0 ? target : target.substring(0, mark), query(target),
                Map.copyOf(all), http11, client);
    }

    private static RefusedException malformed(String what) {
        return new RefusedException(400, "malformed request: " + what);
    }

    private static String target(String text) {
        Matcher absolute = ABSOLUTE.matcher(text);
        String target = absolute.matches() ? absolute.group(1) : text;
        if (absolute.matches() && !target.startsWith("/")) {
            return "/" + target;
        }
        if (!target.startsWith("/") && !target.equals("*")) {
            throw malformed("the request target");
        }
        return target;
    }

    private static Map<String, String> query(String target) {
        try {
            Map<String, String> query = new HashMap<>();
            // A semicolon is a value, such as that of "separator".
            new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MOST_PARAMETERS, true).parameters()
                    .forEach((name, values) -> query.put(name, values.get(values.size() - 1)));
            return query;
        } catch (IllegalArgumentException e) {
            throw malformed("the query");
        }
    }

    static boolean hasBody(HttpRequest head) {
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING) || length != null && !length.equals("0");
    }

    /** True if a body follows, which this server does not read. */
    boolean hasBody() {
        return header("Transfer-Encoding").isPresent() || header("Content-Length").filter(length -> !length.equals("0")).isPresent();
    }

    /**
     * Returns the address that sends the request; for a proxy on this machine the last address that the proxy added, or 0.0.0.0 if that
     * cannot be read: it is in no network that an owner allows.
     */
    InetAddress clientAddress() {
        List<InetAddress> added = client.isLoopbackAddress() ? Stream.of(header("X-Forwarded-For").map(Request::last),
                header("Forwarded").map(Request::last).map(Request::forwardedFor))
                .flatMap(Optional::stream).map(Request::address).distinct().toList() : List.of();
        // Two headers that differ: one of them comes from the client.
        return added.isEmpty() ? client : added.size() > 1 ? UNKNOWN : added.get(0);
    }

    private static String last(String list) {
        return list.substring(list.lastIndexOf(',') + 1).strip();
    }

    /** Returns the address in an element of the header Forwarded (RFC 7239, 6), such as {@code for="[2001:db8::7]:80";proto=http}. */
    private static String forwardedFor(String element) {
        return Stream.of(element.split(";")).map(String::strip).filter(pair -> pair.regionMatches(true, 0, "for=", 0, 4))
                .map(pair -> pair.substring(4)).findFirst().orElse("");
    }

    /** Reads {@code 192.0.2.7}, {@code 192.0.2.7:5123}, {@code 2001:db8::7} and {@code [2001:db8::7]:5123}, also in quotes. */
    private static InetAddress address(String node) {
        String text = node.replaceFirst("^\"(.*)\"$", "$1").replaceFirst("^\\[([^\\]]*)\\](:[0-9]+)?$", "$1")
                .replaceFirst("^([0-9.]+):[0-9]+$", "$1");
        return text.contains("/") ? UNKNOWN : Network.parse(text).map(Network::address).orElse(UNKNOWN);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    boolean keepsAlive() {
        return http11 && !hasBody() && !header("Connection").orElse("").toLowerCase(Locale.ROOT).contains("close");
    }

    boolean accepts(String header, String word) {
        return header(header).filter(value -> value.contains(word)).isPresent();
    }
}
