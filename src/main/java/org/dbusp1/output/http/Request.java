package org.dbusp1.output.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asks.
 *
 * @param path  decoded nowhere: it is only ever compared with the table of routes
 * @param query names with their last value
 */
record Request(String method, String path, Map<String, String> query, Headers headers, InetAddress client) {
    /** More than any browser or program of the house sends. */
    static final int MOST_HEADERS = 60;
    static final int MOST_BYTES = 16 * 1024;

    static Request of(HttpExchange exchange) {
        return new Request(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
                query(exchange.getRequestURI().getRawQuery()), exchange.getRequestHeaders(),
                exchange.getRemoteAddress().getAddress());
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** Whether the client sends something that it would have us read. */
    boolean hasBody() {
        return header("Transfer-Encoding").isPresent()
                || header("Content-Length").filter(length -> !length.equals("0")).isPresent();
    }

    boolean isTooLarge() {
        int count = 0;
        int bytes = path.length();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            count += header.getValue().size();
            bytes += header.getValue().stream().mapToInt(value -> header.getKey().length() + value.length()).sum();
        }
        return count > MOST_HEADERS || bytes > MOST_BYTES;
    }

    boolean accepts(String header, String word) {
        return header(header).filter(value -> value.contains(word)).isPresent();
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException strayPercentSign) {
            return text;
        }
    }
}
