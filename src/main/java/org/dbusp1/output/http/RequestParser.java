package org.dbusp1.output.http;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the head of an HTTP/1 request (RFC 9112, sections 2 to 5). It is strict: a head that this server and a proxy
 * before it could understand in two ways is refused.
 */
final class RequestParser {
    /** Of a head: more than any browser or program in a house sends. */
    static final int MOST_BYTES = 16 * 1024;
    private static final int MOST_HEADERS = 60;

    private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]{1,16}) ([!-~]+) HTTP/1\\.([01])");
    /** With the address of the server, as proxies are asked (RFC 9112, 3.2.2). */
    private static final Pattern ABSOLUTE = Pattern.compile("https?://[^/?]*(.*)");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t -~\\x80-\\xff]*");
    private static final Set<String> ONLY_ONCE = Set.of("host", "content-length", "transfer-encoding", "authorization",
            "origin", "sec-fetch-site");

    private RequestParser() {
    }

    /** The head is none that is answered; the answer tells the client why. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedException(int status, String reason) {
            super(reason, null, false, false);
            this.status = status;
        }

        Response answer() {
            return Response.error(status, getMessage()).header("Connection", "close");
        }
    }

    /**
     * Where the head ends that begins with the first byte, behind its empty line; -1 while it is not complete.
     *
     * @param from bytes before it were searched already
     */
    static int end(byte[] bytes, int from, int length) {
        for (int i = Math.max(3, from); i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /**
     * Parses a head.
     *
     * @param head complete, with its empty line
     */
    static Request parse(byte[] head, InetAddress client) throws RefusedException {
        // A client may send an empty line after the body of its request before (RFC 9112, 2.2).
        String text = new String(head, StandardCharsets.ISO_8859_1).replaceFirst("^(\r\n)+", "");
        String[] lines = text.split("\r\n");
        Matcher line = REQUEST_LINE.matcher(lines[0]);
        if (!line.matches()) {
            throw lines[0].matches(".* HTTP/[2-9].*") ? new RefusedException(505, "this server speaks HTTP/1.1")
                    : malformed("the request line");
        }
        Map<String, String> headers = headers(lines);
        boolean http11 = line.group(3).equals("1");
        if (http11 && !headers.containsKey("host")) {
            throw malformed("the Host header, which is missing");
        }
        String target = target(line.group(2));
        int mark = target.indexOf('?');
        return new Request(line.group(1), mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? Map.of() : query(target.substring(mark + 1)), headers, http11, client);
    }

    private static String target(String text) throws RefusedException {
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

    private static Map<String, String> headers(String[] lines) throws RefusedException {
        if (lines.length - 1 > MOST_HEADERS) {
            throw new RefusedException(431, "the request has more than " + MOST_HEADERS + " headers");
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1 || !NAME.matcher(lines[i].substring(0, colon)).matches()
                    || !VALUE.matcher(lines[i].substring(colon + 1)).matches()) {
                throw malformed("a header");
            }
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).strip();
            String before = headers.get(name);
            if (before != null && ONLY_ONCE.contains(name)) {
                throw malformed("the header " + name + " is sent twice");
            }
            headers.put(name, before == null ? value : before + ", " + value);
        }
        return Map.copyOf(headers);
    }

    private static RefusedException malformed(String what) {
        return new RefusedException(400, "malformed request: " + what);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
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
