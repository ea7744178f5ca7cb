package org.dbusp1.output.http;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Push;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.http.HttpSettings.Json;

/**
 * {@code /data.json} as esp-smart-meter writes it, without the fields about its board: the header of the frame, that of
 * the APDU, and all values in the order of the message. Two layouts: V1 addresses values by place, V2 by OBIS code.
 */
final class DataJson {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** The length of an absent date-time of the APDU; the length of any other one is 12. */
    private static final String NO_TIME = "00";
    private static final String TIME_LENGTH = "0C";

    private DataJson() {
    }

    /**
     * Returns a message as one object.
     *
     * @param layout V1 or V2
     */
    static byte[] of(Message message, Json layout) {
        return JsonWriter.of(json -> {
            if (message.push().isPresent()) {
                push(json, message, message.push().get(), layout);
            } else {
                TelegramData.of(message.bytes()).write(json, layout);
            }
        });
    }

    private static void push(JsonWriter json, Message message, Push push, Json layout) throws IOException {
        boolean first = layout == Json.V1;
        json.object("header", header -> {
            if (!first) {
                header.writeStringField("encoding", "A-XDR");
            }
            if (push.header().isPresent()) {
                header(header, push.header().get(), first);
            }
        });
        json.object("apdu", apdu -> {
            apdu.writeNumberField("tag", push.tag());
            apdu.writeStringField("liiap", number(push.invokeId(), 8, first));
            apdu.writeStringField("datetime",
                    push.dateTime().length == 0 ? NO_TIME : TIME_LENGTH + HEX.formatHex(push.dateTime()));
        });
        if (first) {
            json.writeFieldName("payload" + push.header().map(header -> number(header.hcs(), 2, true)).orElse(""));
            PayloadJson.byPlace(json, push.body());
        } else {
            json.object("payload", payload -> PayloadJson.byCode(payload, push.body(), message));
        }
    }

    private static void header(JsonWriter json, Push.Header header, boolean first) throws IOException {
        json.writeNumberField("frameformat", header.type());
        json.writeNumberField("segmentation", header.segmented() ? 1 : 0);
        json.writeNumberField("datalength", header.length());
        json.writeNumberField("client", header.client());
        json.writeNumberField("server", header.server());
        json.writeNumberField("control", header.control());
        json.writeStringField("hcs", number(header.hcs(), 4, first));
        json.writeStringField("fcs", number(header.fcs(), 4, first));
        json.writeStringField("llc", number(header.llc(), 6, first));
    }

    /** Returns hex digits, in V1 as C prints {@code %#0nX}: a zero has no prefix, but two more digits instead. */
    private static String number(long value, int digits, boolean first) {
        String hex = Long.toHexString(value);
        String padded = "0".repeat(Math.max(0, digits - hex.length())) + hex;
        return !first ? padded : value == 0 ? "00" + padded : "0X" + padded.toUpperCase(Locale.ROOT);
    }
}
