package org.dbusp1.output.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** The files of the page, from a fixed table: no path of a client ever becomes the path of a file. */
final class StaticFiles {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String STYLE = "text/css; charset=utf-8";

    private record Source(String resource, String type) {
    }

    /** A chart library is there when the build could fetch it; without it the page shows tables. */
    private static final Map<String, Source> PAGE = Map.ofEntries(
            Map.entry("/", new Source("index.html", HTML)),
            Map.entry("/style.css", new Source("style.css", STYLE)),
            Map.entry("/app.js", new Source("app.js", SCRIPT)),
            Map.entry("/now.js", new Source("now.js", SCRIPT)),
            Map.entry("/today.js", new Source("today.js", SCRIPT)),
            Map.entry("/history.js", new Source("history.js", SCRIPT)),
            Map.entry("/cost.js", new Source("cost.js", SCRIPT)),
            Map.entry("/tiles.js", new Source("tiles.js", SCRIPT)),
            Map.entry("/rows.js", new Source("rows.js", SCRIPT)),
            Map.entry("/comparison.js", new Source("comparison.js", SCRIPT)),
            Map.entry("/periods.js", new Source("periods.js", SCRIPT)),
            Map.entry("/chart.js", new Source("chart.js", SCRIPT)),
            Map.entry("/format.js", new Source("format.js", SCRIPT)),
            Map.entry("/texts.js", new Source("texts.js", SCRIPT)),
            Map.entry("/texts/en.json", new Source("texts/en.json", JSON)),
            Map.entry("/texts/nl.json", new Source("texts/nl.json", JSON)),
            Map.entry("/texts/de.json", new Source("texts/de.json", JSON)),
            Map.entry("/texts/fr.json", new Source("texts/fr.json", JSON)),
            Map.entry("/icon.svg", new Source("icon.svg", "image/svg+xml")),
            Map.entry("/uplot/uPlot.js", new Source("uplot/uPlot.iife.min.js", SCRIPT)),
            Map.entry("/uplot/uPlot.css", new Source("uplot/uPlot.min.css", STYLE)),
            Map.entry("/uplot/LICENSE", new Source("uplot/LICENSE", "text/plain; charset=utf-8")));

    /** One file in both forms, made once. */
    record File(String type, String tag, byte[] bytes, byte[] zipped) {
        Response answer(Request request) {
            boolean zip = request.accepts("Accept-Encoding", "gzip");
            Response answer = request.accepts("If-None-Match", tag)
                    ? Response.bytes(type, new byte[0]).status(304)
                    : Response.bytes(type, zip ? zipped : bytes);
            return (zip ? answer.header("Content-Encoding", "gzip") : answer)
                    .header("ETag", tag).header("Cache-Control", "no-cache");
        }
    }

    private final Map<String, File> files = new LinkedHashMap<>();

    private StaticFiles() {
    }

    /** The files of the page, by the path under which they are asked for. */
    static StaticFiles page() {
        StaticFiles files = new StaticFiles();
        PAGE.forEach((path, source) -> load(source.resource(), source.type())
                .ifPresent(file -> files.files.put(path, file)));
        return files;
    }

    /** The description of our own API. */
    static File openApi() {
        return OpenApi.FILE;
    }

    /** Loaded when first asked for. */
    private static final class OpenApi {
        static final File FILE = load("openapi.json", "application/json")
                .orElseThrow(() -> new IllegalStateException("openapi.json is not in the jar"));
    }

    Optional<Response> answer(Request request) {
        return Optional.ofNullable(files.get(request.path())).map(file -> file.answer(request));
    }

    private static Optional<File> load(String resource, String type) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            return Optional.of(new File(type, '"' + Digest.hex(Digest.of(bytes), 8) + '"', bytes, zip(bytes)));
        } catch (IOException broken) {
            throw new UncheckedIOException(resource, broken);
        }
    }

    private static byte[] zip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        return zipped.toByteArray();
    }
}
