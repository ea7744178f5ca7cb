package org.dbusp1.line.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.ReadingJson;

/** Framer and decoder as the driver joins them, with all that came out. */
public final class TestPipeline {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestScanner framer;
    private final Decoder decoder;
    public final List<ScannedFrame> frames = new ArrayList<>();
    public final List<DecodeOutcome> decoded = new ArrayList<>();

    public TestPipeline(DsmrDecoder.Options options, Decryptor decryptor) {
        framer = new TestScanner(new FrameScanner(false, options.checksum() == DsmrDecoder.Options.Checksum.IGNORED, decryptor));
        decoder = LineDecoders.with(options);
    }

    public TestPipeline(DsmrDecoder.Options options) {
        this(options, Decryptor.none());
    }

    public TestPipeline() {
        this(DsmrDecoder.Options.DEFAULT);
    }

    /** Returns sizes of the pieces in which bytes arrive: one byte, all, and any number up to a limit. */
    public static List<IntSupplier> sizes(byte[] bytes, int most) {
        Random random = new Random(bytes.length);
        return List.of(() -> 1, () -> bytes.length, () -> 1 + random.nextInt(most));
    }

    /** Feeds all of it in pieces of the given sizes. */
    public TestPipeline accept(byte[] bytes, IntSupplier sizes) {
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + sizes.getAsInt());
            framer.accept(bytes, at, to).forEach(this::accept);
            at = to;
        }
        return this;
    }

    public TestPipeline accept(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return accept(bytes, () -> bytes.length);
    }

    /** Half a second without a byte. */
    public TestPipeline idle() {
        framer.idle().forEach(this::accept);
        return this;
    }

    public TestPipeline end() {
        framer.end().forEach(this::accept);
        return this;
    }

    public List<Reading> readings() {
        return decoded.stream().filter(DecodeOutcome::accepted).map(DecodeOutcome::reading).toList();
    }

    /** The frames that became readings. */
    public List<ScannedFrame> acceptedFrames() {
        return IntStream.range(0, frames.size()).filter(i -> decoded.get(i).accepted()).mapToObj(frames::get).toList();
    }

    public long rejected() {
        return decoded.stream().filter(result -> result.cause().isPresent()).count();
    }

    public static JsonNode json(Reading reading) {
        return read(json -> ReadingJson.write(json, reading));
    }

    /** A reading in the field "values", and its registers in "registers". */
    public static JsonNode jsonWithRegisters(Reading reading) {
        return read(json -> {
            json.object("values", values -> ReadingJson.write(values, reading));
            ReadingJson.write(json, "registers", reading.message().registers());
        });
    }

    private static JsonNode read(JsonWriter.Fields fields) {
        try {
            return JSON.readTree(JsonWriter.of(fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ScannedFrame frame) {
        frames.add(frame);
        decoded.add(DecodeOutcome.of(decoder, frame));
    }
}
