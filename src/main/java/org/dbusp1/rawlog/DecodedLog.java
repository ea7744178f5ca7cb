package org.dbusp1.rawlog;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.dbusp1.decode.Decoded;
import org.dbusp1.decode.Decoder;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.Framer;
import org.dbusp1.guard.Plausibility;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.ReadingJson;

/** Writes what is found in one raw log: a line of JSON for each telegram or frame, in order. */
public final class DecodedLog {
    private final String name;
    private final JsonGenerator json;
    private final ReadingJson readings;
    private final boolean registers;
    private final Framer framer;
    private final Decoder decoder;
    private final Plausibility plausibility = new Plausibility();
    private long index;
    private final LogClock clock = new LogClock();

    public DecodedLog(String name, JsonGenerator json, Framer framer, Decoder decoder, boolean registers) {
        this.name = name;
        this.json = json;
        this.readings = new ReadingJson(json);
        this.framer = framer;
        this.decoder = decoder;
        this.registers = registers;
    }

    /** Reads it to its end; what arrives by a pipe is written as soon as it is complete. */
    public void read(InputStream bytes) throws IOException {
        try {
            RawLog.read(bytes, framer, this::line, count -> flush());
            json.flush();
        } catch (UncheckedIOException unwritable) {
            throw unwritable.getCause();
        }
    }

    private void flush() {
        try {
            json.flush();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Whether a telegram was found, good or not. */
    public boolean any() {
        return index > 0;
    }

    private void line(Frame frame) {
        try {
            Decoded decoded = decoder.decode(frame);
            if (!(decoded instanceof Decoded.Repeated)) {
                write(frame, decoded);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private void write(Frame frame, Decoded decoded) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", name);
        json.writeNumberField("index", index++);
        json.writeNumberField("offset", frame.offset());
        json.writeNumberField("length", frame.length());
        if (decoded instanceof Decoded.Accepted accepted) {
            verdict(frame, accepted.reading().message().repaired() ? "repaired" : "accepted", null);
            values(accepted.reading());
        } else if (decoded instanceof Decoded.Refused refused) {
            verdict(frame, "rejected", refused.cause().code());
            json.writeArrayFieldStart("withheld");
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void verdict(Frame frame, String status, String reason) throws IOException {
        json.writeStringField("status", status);
        json.writeStringField("reason", reason);
        json.writeStringField("crc", isText(frame) ? printedChecksum(frame.bytes()) : null);
    }

    private void values(Reading reading) throws IOException {
        json.writeFieldName("values");
        readings.write(reading);
        json.writeArrayFieldStart("withheld");
        for (String key : plausibility.judge(reading, clock.secondOf(reading)).keys()) {
            json.writeString(key);
        }
        json.writeEndArray();
        if (registers) {
            json.writeFieldName("registers");
            readings.write(reading.message().registers());
        }
    }

    private static boolean isText(Frame frame) {
        return frame.bytes().length > 0 && frame.bytes()[0] == '/';
    }

    /** The digits behind the '!', or null where there are none. */
    private static String printedChecksum(byte[] telegram) {
        int mark = telegram.length - 1;
        while (mark >= 0 && mark >= telegram.length - 4 && telegram[mark] != '!') {
            mark--;
        }
        boolean found = mark >= 0 && telegram[mark] == '!' && mark < telegram.length - 1;
        return found ? new String(telegram, mark + 1, telegram.length - mark - 1, StandardCharsets.US_ASCII) : null;
    }
}
