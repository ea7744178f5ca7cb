package org.dbusp1.output.http;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dbusp1.output.JsonWriter;
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

    void write(JsonWriter json, Json layout) throws IOException {
        if (layout == Json.V1) {
            byPlace(json);
        } else {
            byCode(json);
        }
    }

    private void byPlace(JsonWriter json) throws IOException {
        json.writeStringField("header", identification);
        json.array("payload", lines, (items, line) -> items.array(parts(line), JsonWriter::writeString));
    }

    private void byCode(JsonWriter json) throws IOException {
        String name = identification.replace('\\', '_');
        json.object("header", header -> {
            header.writeStringField("id", name);
            header.writeStringField("encoding", "ASCII");
            header.writeStringField("crc", checksum);
        });
        json.object("payload", payload -> payload.object(name, fields -> {
            for (Map.Entry<String, List<String>> line : byCode().entrySet()) {
                fields.array(line.getKey(), line.getValue(), (items, part) -> part(items, line.getKey(), part));
            }
        }));
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

    private static void part(JsonWriter json, String code, String part) throws IOException {
        if (NUMBER.matcher(part).matches() && !NAMING.matcher(code).matches()) {
            json.writeNumber(new BigDecimal(part));
        } else {
            json.writeString(part);
        }
    }
}
