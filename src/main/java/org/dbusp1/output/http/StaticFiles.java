package org.dbusp1.output.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Texts;
import org.jspecify.annotations.Nullable;

/** The files of the page, by a fixed table: the path of a request is never the path of a file. */
final class StaticFiles {
    /** The path of a file is its name without ".iife" and ".min"; index.html is "/". Without the chart library the page shows tables. */
    private static final List<String> PAGE = List.of("index.html", "style.css", "app.js", "now.js", "today.js",
            "history.js", "cost.js", "tiles.js", "rows.js", "comparison.js", "periods.js", "chart.js", "format.js",
            "texts.js", "icon.svg",
            "uplot/uPlot.iife.min.js", "uplot/uPlot.min.css", "uplot/LICENSE");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml");

    /** Rows that the page does not show: comments, and what the driver says in whole sentences. */
    private static final Pattern UNUSED_TEXT = Pattern.compile("(?m)^(?:#|(?:device|ess|line|meter|role|screen|where)\\.).*\\R");
    /** Lines of a script that are only a comment: a twelfth of the page's weight. */
    private static final Pattern COMMENT = Pattern.compile("(?m)^ *(?://|/\\*\\*|\\*).*\\R");

    /** @param tag differs for each version of the file, so that browsers cache the file until an update */
    private record File(Response whole, String tag) {
        static File of(String name, byte[] bytes) {
            return new File(Response.bytes(type(name), bytes), UUID.nameUUIDFromBytes(bytes).toString());
        }

        Response answer(Request request) {
            String quoted = '"' + tag + '"';
            Response answer = whole.withHeader("ETag", quoted).withHeader("Cache-Control", "no-cache");
            return request.accepts("If-None-Match", quoted) ? answer.notModified() : answer;
        }
    }

    private final Map<String, File> files = new HashMap<>();

    StaticFiles() {
        for (String name : PAGE) {
            String path = name.equals("index.html") ? "/" : "/" + name.replaceFirst("(\\.iife)?\\.min", "");
            if (StaticFiles.class.getResource(name) != null) {
                files.put(path, File.of(name, name.endsWith(".js") ? without(COMMENT, bytes(name)) : bytes(name)));
            }
        }
        for (String language : Texts.LANGUAGES) {
            String name = "texts_" + language + ".properties";
            List<String> rows = new ArrayList<>(List.of(name));
            rows.addAll(Texts.resources(language));
            files.put("/texts/" + language + ".properties", File.of(name, without(UNUSED_TEXT, bytes(rows.toArray(String[]::new)))));
        }
    }

    @Nullable Response answer(Request request) {
        File file = files.get(request.path());
        return file == null ? null : file.answer(request);
    }

    private static byte[] without(Pattern unneeded, byte[] text) {
        return unneeded.matcher(new String(text, StandardCharsets.UTF_8)).replaceAll("").getBytes(StandardCharsets.UTF_8);
    }

    private static String type(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
    }

    private static byte[] bytes(String... resources) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String resource : resources) {
            try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
                in.transferTo(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(resource, e);
            }
        }
        return bytes.toByteArray();
    }
}
