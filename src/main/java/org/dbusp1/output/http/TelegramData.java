package org.dbusp1.output.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dbusp1.output.http.HttpSettings.Json;

/** A P1 telegram as {@code /data.json} shows it: each line split at its brackets and asterisks. */
final class TelegramData {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d+)?");
    /** Codes of meters' numbers, 96.1.x and 42.0.0, which are names although they consist of digits. */
    private static final Pattern NAMING = Pattern.compile("\\d+-\\d+:(96\\.1\\.\\d+|42\\.0\\.0)");

    private final String identification;
    private final List<String> lines;
    private final String checksum;

    private TelegramData(String identification, List<String> lines, String checksum) {
        this.identification = identification;
        this.lines = lines;
        this.checksum = checksum;
    }

    static TelegramData of(byte[] telegram) {
        String text = new String(telegram, StandardCharsets.ISO_8859_1);
        int mark = text.lastIndexOf('!');
        int end = mark < 0 ? text.length() : mark;
        List<String> lines = Arrays.stream(text.substring(Math.min(1, end), end).split("[\r\n]+"))
                .filter(line -> !line.isEmpty()).toList();
        String checksum = mark < 0 ? "" : text.substring(mark + 1).strip();
        return new TelegramData(lines.isEmpty() ? "" : lines.get(0), lines, checksum);
    }

    void write(JsonGenerator json, Json layout) throws IOException {
        if (layout == Json.V1) {
            byPlace(json);
        } else {
            byCode(json);
        }
    }

    private void byPlace(JsonGenerator json) throws IOException {
        json.writeStringField("header", identification);
        json.writeArrayFieldStart("payload");
        for (String line : lines) {
            json.writeStartArray();
            for (String part : parts(line)) {
                json.writeString(part);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void byCode(JsonGenerator json) throws IOException {
        String name = identification.replace('\\', '_');
        json.writeObjectFieldStart("header");
        json.writeStringField("id", name);
        json.writeStringField("encoding", "ASCII");
        json.writeStringField("crc", checksum);
        json.writeEndObject();
        json.writeObjectFieldStart("payload");
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, List<String>> line : byCode().entrySet()) {
            json.writeArrayFieldStart(line.getKey());
            for (String part : line.getValue()) {
                part(json, line.getKey(), part);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Returns the values by code; the last line of a code counts, in the place of the first. */
    private Map<String, List<String>> byCode() {
        Map<String, List<String>> byCode = new LinkedHashMap<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            List<String> parts = parts(line);
            if (!parts.isEmpty()) {
                byCode.put(parts.get(0), parts.subList(1, parts.size()));
            }
        }
        return byCode;
    }

    private static List<String> parts(String line) {
        List<String> parts = new ArrayList<>(Arrays.asList(line.split("[()*]+")));
        parts.removeIf(String::isEmpty);
        return parts;
    }

    private void part(JsonGenerator json, String code, String part) throws IOException {
        if (NUMBER.matcher(part).matches() && !NAMING.matcher(code).matches()) {
            json.writeNumber(new BigDecimal(part));
        } else {
            json.writeString(part);
        }
    }
}
