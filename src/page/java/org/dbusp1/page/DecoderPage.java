package org.dbusp1.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.dbusp1.app.check.DecodedFrameWriter;
import org.dbusp1.app.report.Anonymizer;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeResult;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.decode.han.HanDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.decode.sml.SmlDecoder;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.FrameSink;
import org.dbusp1.line.source.ParityDetector;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.JsonWriter;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;

/**
 * The driver's decoder for a page in a browser, compiled to JavaScript. Bytes come and go as texts with one character for
 * each byte.
 */
public final class DecoderPage {
    private final Decryptor decryptor;

    private DecoderPage(Decryptor decryptor) {
        this.decryptor = decryptor;
    }

    public static void main(String[] arguments) {
        // The page calls the exported methods.
    }

    /**
     * Decodes what a meter sent.
     *
     * @param key            32 hex digits, or an empty text
     * @param authentication the same
     * @return one JSON object: the dialects, the causes of rejections in words, and the lines of {@code dbus-p1 decode
     * --registers}; or the error of a key
     */
    @JSExport
    public static String decode(String sent, String key, String authentication) {
        try {
            Decryptor decryptor = new Decryptor(key(key, "the key"), key(authentication, "the authentication key"));
            return new DecoderPage(decryptor).decoded(sent.getBytes(StandardCharsets.ISO_8859_1));
        } catch (AesKey.BadKeyException e) {
            return text(json -> json.writeStringField("error", e.getMessage()));
        }
    }

    /** Copies what a meter sent without what is private. @return the log, one character for each byte */
    @JSExport
    public static String redacted(String sent) {
        Anonymizer redaction = new Anonymizer(() -> new DecoderPage(Decryptor.none()).scanner(), DecoderPage::decoder);
        return new String(redaction.copy(withoutParity(sent.getBytes(StandardCharsets.ISO_8859_1))), StandardCharsets.ISO_8859_1);
    }

    private static @Nullable AesKey key(String digits, String name) throws AesKey.BadKeyException {
        return digits.isEmpty() ? null : AesKey.of(digits, name);
    }

    private static String text(JsonWriter.Fields fields) {
        return new String(JsonWriter.of(fields), StandardCharsets.UTF_8);
    }

    private FrameScanner scanner() {
        return new FrameScanner(true, decryptor);
    }

    private static StreamDecoder decoder() {
        LocalTimeResolver times = LocalTimeResolver.ofLog(null);
        return new StreamDecoder(content -> switch (content) {
            case TELEGRAM -> new DsmrDecoder(DsmrDecoder.Options.DEFAULT, times);
            case LIST -> new HanDecoder(times, () -> null);
            case SML -> new SmlDecoder();
        });
    }

    private String decoded(byte[] sent) {
        byte[] bytes = withoutParity(sent);
        Set<Dialect> dialects = new LinkedHashSet<>();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (JsonWriter json = new JsonWriter(lines)) {
            FrameSink frames = sink(new DecodedFrameWriter("-", json, true), dialects);
            FrameScanner scanner = scanner();
            scanner.accept(bytes, 0, bytes.length, frames);
            scanner.end(frames);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text(json -> {
            json.array("dialects", dialects, (items, dialect) -> items.object(fields -> {
                fields.writeStringField("title", dialect.title());
                fields.writeNumberField("interval", dialect.interval().getSeconds());
            }));
            json.object("causes", fields -> {
                for (RejectCause cause : RejectCause.values()) {
                    fields.writeStringField(cause.code(), cause.description());
                }
            });
            json.writeStringField("lines", lines.toString(StandardCharsets.UTF_8));
        });
    }

    private static FrameSink sink(DecodedFrameWriter frames, Set<Dialect> dialects) {
        StreamDecoder decoder = decoder();
        return new FrameSink() {
            @Override
            public void frame(Frame frame) {
                DecodeResult result = decoder.decode(frame);
                if (result instanceof DecodeResult.Decoded decoded) {
                    dialects.add(decoded.reading().meter().dialect());
                    try {
                        frames.accepted(decoded.reading(), frame);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                } else if (result instanceof DecodeResult.Rejected rejected) {
                    rejected(frame, rejected.cause());
                }
            }

            @Override
            public void rejected(Frame frame, RejectCause cause) {
                try {
                    frames.rejected(new RejectedFrame(frame.bytes(), frame.offset(), Instant.EPOCH, cause), frame);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** Returns the bytes as the source of the driver passes them on. */
    private static byte[] withoutParity(byte[] sent) {
        ParityDetector detector = new ParityDetector();
        byte[] bytes = new byte[sent.length + ParityDetector.HOLD];
        int passed = detector.pass(sent, sent.length, bytes);
        byte[] rest = new byte[ParityDetector.HOLD];
        int last = detector.flush(rest);
        System.arraycopy(rest, 0, bytes, passed, last);
        return Arrays.copyOf(bytes, passed + last);
    }
}
