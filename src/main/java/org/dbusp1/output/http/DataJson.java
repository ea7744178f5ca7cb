package org.dbusp1.output.http;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Unit;
import org.dbusp1.output.JsonWriter;

/**
 * {@code /data.json} as esp-smart-meter writes it, without fields about its board: the headers of frame and APDU, and all values by
 * code, in the order of the message. Each line of a P1 telegram is split at brackets and asterisks. SML, which esp-smart-meter does not
 * read, also has values by code.
 */
final class DataJson {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** The length of an absent date-time of the APDU; the length of a present date-time is 12. */
    private static final String NO_TIME = "00";
    private static final String TIME_LENGTH = "0C";
    /** Key of a list that begins with a number. */
    private static final String NAMELESS = "data";
    private static final String UNKNOWN_UNIT = "*";
    /** The first byte of an SML file. */
    private static final byte SML_ESCAPE = 0x1B;

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d+)?");
    /** Codes of meters' numbers, 96.1.x and 42.0.0: texts that may consist of digits. */
    private static final Pattern METER_NUMBER_CODES = Pattern.compile("\\d+-\\d+:(96\\.1\\.\\d+|42\\.0\\.0)");

    private DataJson() {
    }

    static byte[] of(Message message) {
        return JsonWriter.of(json -> {
            if (message.push() != null) {
                push(json, message, message.push());
            } else if (message.bytes()[0] == SML_ESCAPE) {
                json.object("header", header -> header.writeStringField("encoding", "SML"));
                json.object("payload", payload -> registers(payload, message.registers()));
            } else {
                telegram(json, message.bytes());
            }
        });
    }

    private static void push(JsonWriter json, Message message, Push push) throws IOException {
        json.object("header", header -> {
            header.writeStringField("encoding", "A-XDR");
            if (push.header() != null) {
                header(header, push.header());
            }
        });
        json.object("apdu", apdu -> {
            apdu.writeNumberField("tag", Push.TAG);
            apdu.writeStringField("liiap", "%08x".formatted(push.invokeId()));
            apdu.writeStringField("datetime", push.dateTime().length == 0 ? NO_TIME : TIME_LENGTH + HEX.formatHex(push.dateTime()));
        });
        json.object("payload", payload -> writeByCode(payload, push.body(), message));
    }

    private static void header(JsonWriter json, Push.Header header) throws IOException {
        json.writeNumberField("frameformat", Push.Header.TYPE);
        json.writeNumberField("segmentation", header.segmented() ? 1 : 0);
        json.writeNumberField("datalength", header.length());
        json.writeNumberField("client", header.client());
        json.writeNumberField("server", header.server());
        json.writeNumberField("control", header.control());
        json.writeStringField("hcs", "%04x".formatted(header.hcs()));
        json.writeStringField("fcs", "%04x".formatted(header.fcs()));
        json.writeStringField("llc", "%06x".formatted(header.llc()));
    }

    /** Writes each group under its first string, a group without a string under {@code data}. Visible strings are text. */
    private static void writeByCode(JsonWriter json, AXdr body, Message message) throws IOException {
        if (body instanceof AXdr.Group list && isPushList(list)) {
            registers(json, message.registers());
        } else {
            Map<String, List<AXdr>> groups = new LinkedHashMap<>();
            collect(groups, body);
            for (Map.Entry<String, List<AXdr>> group : groups.entrySet()) {
                json.array(group.getKey(), group.getValue(), DataJson::value);
            }
        }
    }

    /** True for a list with descriptors before bare values, which esp-smart-meter cannot show by code. */
    private static boolean isPushList(AXdr.Group list) {
        return list.items().size() > 1 && list.items().get(0) instanceof AXdr.Group
                && list.items().stream().skip(1).noneMatch(AXdr.Group.class::isInstance);
    }

    private static void collect(Map<String, List<AXdr>> groups, AXdr body) {
        if (!(body instanceof AXdr.Group group)) {
            groups.put(NAMELESS, List.of(body));
        } else if (!group.items().isEmpty() && group.items().get(0) instanceof AXdr.Group) {
            group.items().forEach(item -> collect(groups, item));
        } else if (!group.items().isEmpty() && group.items().get(0) instanceof AXdr.Bytes name) {
            groups.put(text(name), group.items().subList(1, group.items().size()));
        } else {
            groups.put(NAMELESS, group.items());
        }
    }

    private static void value(JsonWriter json, AXdr value) throws IOException {
        if (value instanceof AXdr.Group group) {
            json.array(group.items(), DataJson::value);
        } else if (value instanceof AXdr.Bytes bytes) {
            json.writeString(text(bytes));
        } else if (value instanceof AXdr.Real real) {
            json.writeNumber(real.value());
        } else if (value instanceof AXdr.Whole whole && whole.type() == Type.ENUM) {
            json.writeString(Unit.cosemSymbol((int) whole.bits()).orElse(UNKNOWN_UNIT));
        } else if (value instanceof AXdr.Whole whole && whole.type() == Type.BOOLEAN) {
            json.writeBoolean(whole.bits() != 0);
        } else if (value instanceof AXdr.Whole whole) {
            json.writeNumber(whole.value());
        }
    }

    private static String text(AXdr.Bytes bytes) {
        return bytes.type() == Type.VISIBLE_STRING || bytes.type() == Type.UTF8_STRING ? new String(bytes.bytes(), StandardCharsets.UTF_8)
                : HEX.formatHex(bytes.bytes());
    }

    private static void registers(JsonWriter json, List<Register> registers) throws IOException {
        Map<String, Register> byCode = new LinkedHashMap<>();
        registers.stream().filter(register -> !register.obis().isEmpty() && !register.raw().isEmpty())
                .forEach(register -> byCode.put(code(register.obis()), register));
        for (Map.Entry<String, Register> entry : byCode.entrySet()) {
            json.writeArrayFieldStart(entry.getKey());
            Register register = entry.getValue();
            if (register.isNumber()) {
                json.writeNumber(register.raw());
            } else {
                json.writeString(register.raw());
            }
            if (register.scaler() != null) {
                json.writeStartArray();
                json.writeNumber(register.scaler());
                json.writeString(register.unit().isEmpty() ? UNKNOWN_UNIT : register.unit());
                json.writeEndArray();
            }
            json.writeEndArray();
        }
    }

    private static String code(String obis) {
        Obis code = Obis.parse(obis);
        return "%02X%02X%02X%02X%02X%02X".formatted(code.a(), code.b(), code.c(), code.d(), code.e(), code.f());
    }

    private static void telegram(JsonWriter json, byte[] telegram) throws IOException {
        String text = new String(telegram, StandardCharsets.ISO_8859_1);
        int mark = text.lastIndexOf('!');
        int end = mark < 0 ? text.length() : mark;
        List<String> lines = Arrays.stream(text.substring(Math.min(1, end), end).split("[\r\n]+")).filter(line -> !line.isEmpty()).toList();
        String identification = lines.isEmpty() ? "" : lines.get(0);
        String name = identification.replace('\\', '_');
        json.object("header", header -> {
            header.writeStringField("id", name);
            header.writeStringField("encoding", "ASCII");
            header.writeStringField("crc", mark < 0 ? "" : text.substring(mark + 1).strip());
        });
        json.object("payload", payload -> payload.object(name, fields -> {
            for (Map.Entry<String, List<String>> line : valuesByCode(lines).entrySet()) {
                fields.array(line.getKey(), line.getValue(), (items, part) -> part(items, line.getKey(), part));
            }
        }));
    }

    /** The values by code: those of the last line of a code, at the position of the first. */
    private static Map<String, List<String>> valuesByCode(List<String> lines) {
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
        if (NUMBER.matcher(part).matches() && !METER_NUMBER_CODES.matcher(code).matches()) {
            json.writeNumber(new BigDecimal(part));
        } else {
            json.writeString(part);
        }
    }
}
