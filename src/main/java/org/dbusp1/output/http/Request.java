package org.dbusp1.output.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asks.
 *
 * @param path    as it was sent, not decoded: it is only compared with the table of routes
 * @param query   names with their last value, decoded
 * @param headers values by name in lower case
 * @param http11  whether it is HTTP/1.1, which has chunks and connections for several requests; else HTTP/1.0
 * @param client  the address at the other end of the connection
 */
record Request(String method, String path, Map<String, String> query, Map<String, String> headers, boolean http11,
               InetAddress client) {

    /** The value of a header, whatever the case of its name. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** Whether the client sends something after the head. */
    boolean hasBody() {
        return header("Transfer-Encoding").isPresent()
                || header("Content-Length").filter(length -> !length.equals("0")).isPresent();
    }

    /** Whether the client can send its next request over the same connection. */
    boolean keepsAlive() {
        return http11 && !hasBody()
                && !header("Connection").orElse("").toLowerCase(Locale.ROOT).contains("close");
    }

    boolean accepts(String header, String word) {
        return header(header).filter(value -> value.contains(word)).isPresent();
    }
}
