package org.dbusp1.app.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.source.LogTime;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.ReadingJson;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of a raw log: a line of JSON for each frame, in order, as {@code dbus-p1 decode} prints it. The values are those
 * before the guard; a list names those that the guard would withhold.
 */
public final class DecodedFrameWriter implements LogReader.Listener {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String name;
    private final JsonWriter json;
    private final boolean registers;
    private final Guard guard = new Guard();
    private long index;
    private final LogTime time = new LogTime();

    /** @param registers whether to add every register as the meter sends it */
    public DecodedFrameWriter(String name, JsonWriter json, boolean registers) {
        this.name = name;
        this.json = json;
        this.registers = registers;
    }

    @Override
    public void accepted(Reading reading, Frame frame) throws IOException {
        line(frame, reading.message().repaired() ? "repaired" : "accepted", null, line -> {
            line.object("values", values -> ReadingJson.write(values, reading));
            time.next(reading.time() == null ? null : reading.time().epochSecond(),
                    reading.meter().dialect().interval());
            withheld(line, guard.checkValues(reading, time.nanos()).keys());
            if (registers) {
                ReadingJson.write(line, "registers", reading.message().registers());
            }
        });
    }

    @Override
    public void rejected(RejectedFrame rejected, Frame frame) throws IOException {
        line(frame, "rejected", rejected.cause().code(), line -> withheld(line, Set.of()));
    }

    /** {@inheritDoc} Flushes, so that the frames of a pipe are written as soon as they are complete. */
    @Override
    public void chunkDone() throws IOException {
        json.flush();
    }

    private void line(Frame frame, String status, @Nullable String reason, JsonWriter.Fields result) throws IOException {
        json.object(line -> {
            line.writeStringField("file", name);
            line.writeNumberField("index", index++);
            line.writeStringField("format", frame.format().code());
            line.writeNumberField("offset", frame.offset());
            line.writeNumberField("length", frame.length());
            line.writeStringField("status", status);
            line.writeStringField("reason", reason);
            line.writeStringField("crc", checksum(frame));
            result.write(line);
        });
        json.writeRaw('\n');
    }

    private static void withheld(JsonWriter json, Collection<String> keys) throws IOException {
        json.array("withheld", keys, JsonWriter::writeString);
    }

    /**
     * Returns the checksum that the frame contains; null if the frame has none, or may have several (HDLC and M-Bus: one in each
     * part), or its place is unknown.
     */
    private static @Nullable String checksum(Frame frame) {
        byte[] bytes = frame.bytes();
        return switch (frame.format()) {
            case P1, P1_ENCRYPTED -> bytes.length > 0 && bytes[0] == '/' ? printedChecksum(bytes) : null;
            case SML -> frame.proof() == Frame.Proof.REJECTED ? null : HEX.formatHex(bytes, bytes.length - 2, bytes.length);
            case HDLC, MBUS, NOTIFICATION -> null;
        };
    }

    private static @Nullable String printedChecksum(byte[] telegram) {
        int mark = telegram.length - 1;
        while (mark >= 0 && mark >= telegram.length - 4 && telegram[mark] != '!') {
            mark--;
        }
        boolean found = mark >= 0 && telegram[mark] == '!' && mark < telegram.length - 1 && telegram[mark + 1] > ' ';
        return found ? new String(telegram, mark + 1, telegram.length - mark - 1, StandardCharsets.US_ASCII) : null;
    }
}
