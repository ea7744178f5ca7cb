package org.dbusp1.rawlog;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Plausibility;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.output.ReadingJson;

/** Writes what is found in one raw log: a line of JSON for each telegram or frame, in order. */
public final class DecodedLog implements ReadingStream.Listener {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String name;
    private final JsonGenerator json;
    private final ReadingJson readings;
    private final boolean registers;
    private final ReadingStream stream;
    private final Plausibility plausibility = new Plausibility();
    private final LogContents contents;
    private long index;
    private final LogClock clock = new LogClock();

    public DecodedLog(String name, JsonGenerator json, DecodingFactory decoding, boolean registers) {
        this.name = name;
        this.contents = new LogContents(name);
        this.json = json;
        this.readings = new ReadingJson(json);
        this.stream = decoding.stream(this);
        this.registers = registers;
    }

    /** Reads the log to its end. What arrives by a pipe is written as soon as it is complete. */
    public void read(InputStream bytes) throws IOException {
        try {
            LogReader.read(bytes, stream::feed, count -> {
                contents.read(count);
                LogWriting.unchecked(json::flush);
            });
            stream.end();
            json.flush();
        } catch (UncheckedIOException unwritable) {
            throw unwritable.getCause();
        }
    }

    /** What was found. */
    public LogContents contents() {
        return contents;
    }

    @Override
    public void accepted(Reading reading, Frame frame) {
        contents.accepted();
        LogWriting.unchecked(() -> {
            begin(frame, reading.message().repaired() ? "repaired" : "accepted", null);
            values(reading);
            end();
        });
    }

    @Override
    public void refused(Frame frame, RejectCause cause) {
        contents.refused(LogClock.rejected(frame, cause));
        LogWriting.unchecked(() -> {
            begin(frame, "rejected", cause.code());
            withheld(Set.of());
            end();
        });
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

    /** The checksum as a person finds it in the bytes; null where it is not told or not there. */
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
