package org.dbusp1.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import org.dbusp1.driver.LogClock;
import org.dbusp1.driver.LogReader;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Plausibility;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.ReadingJson;

/** Writes what one raw log holds, before the guard: a line of JSON for each telegram or frame, in order. */
final class LogDecoder implements LogReader.Output {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String name;
    private final JsonGenerator json;
    private final ReadingJson readings;
    private final boolean registers;
    private final Plausibility plausibility = new Plausibility();
    private long index;
    private final LogClock clock = new LogClock();

    /** @param registers whether every register is added in the meter's own words */
    LogDecoder(String name, JsonGenerator json, boolean registers) {
        this.name = name;
        this.json = json;
        this.readings = new ReadingJson(json);
        this.registers = registers;
    }

    @Override
    public void accepted(Reading reading, Frame frame) throws IOException {
        begin(frame, reading.message().repaired() ? "repaired" : "accepted", null);
        values(reading);
        end();
    }

    @Override
    public void rejected(Rejected rejected, Frame frame) throws IOException {
        begin(frame, "rejected", rejected.cause().code());
        withheld(Set.of());
        end();
    }

    /** {@inheritDoc} What arrives by a pipe is written as soon as it is complete. */
    @Override
    public void passed(int bytes) throws IOException {
        json.flush();
    }

    private void begin(Frame frame, String status, String reason) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", name);
        json.writeNumberField("index", index++);
        json.writeStringField("format", frame.format().code());
        json.writeNumberField("offset", frame.offset());
        json.writeNumberField("length", frame.length());
        json.writeStringField("status", status);
        json.writeStringField("reason", reason);
        json.writeStringField("crc", checksum(frame));
    }

    private void end() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void values(Reading reading) throws IOException {
        json.writeFieldName("values");
        readings.write(reading);
        withheld(plausibility.judge(reading, clock.secondOf(reading)).keys());
        if (registers) {
            json.writeFieldName("registers");
            readings.write(reading.message().registers());
        }
    }

    private void withheld(Collection<String> keys) throws IOException {
        json.writeArrayFieldStart("withheld");
        for (String key : keys) {
            json.writeString(key);
        }
        json.writeEndArray();
    }

    /** Returns the checksum as a person finds it in the bytes; null where it is unknown or absent. */
    private static String checksum(Frame frame) {
        byte[] bytes = frame.bytes();
        return switch (frame.format()) {
            case P1, P1_ENCRYPTED -> bytes.length > 0 && bytes[0] == '/' ? printedChecksum(bytes) : null;
            case SML -> frame.cause().isPresent() ? null : HEX.formatHex(bytes, bytes.length - 2, bytes.length);
            case HDLC, MBUS, TIC_HISTORIQUE, TIC_STANDARD, NOTIFICATION -> null;
        };
    }

    /** The digits behind the '!', or null where there are none. */
    private static String printedChecksum(byte[] telegram) {
        int mark = telegram.length - 1;
        while (mark >= 0 && mark >= telegram.length - 4 && telegram[mark] != '!') {
            mark--;
        }
        boolean found = mark >= 0 && telegram[mark] == '!' && mark < telegram.length - 1 && telegram[mark + 1] > ' ';
        return found ? new String(telegram, mark + 1, telegram.length - mark - 1, StandardCharsets.US_ASCII) : null;
    }
}
