package org.dbusp1.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.dbusp1.Snapshots;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;

/** Framer, decoder and guard as the driver joins them; checks all that each of them hands out. */
public final class CheckedLine {
    private static final MeterKey KEY = new MeterKey("fuzz");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final long INTERVAL_NANOS = 1_000_000_000L;
    /** The characters of a telegram's start that the framer restores. */
    private static final int RESTORED = "/ISK5".length();

    private final TestScanner framer;
    private final Decoder decoder;
    private final Guard guard = new Guard();
    private final List<String> frames = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private byte[] line = {};
    private int length;
    private long nanos;
    /** Whether the values were valid after the last frame. */
    private boolean wasFresh;
    /** The offset of the last accepted frame. */
    private long last = -1;

    public CheckedLine(Decryptor decryptor) {
        framer = new TestScanner(true, decryptor);
        decoder = LineDecoders.usual();
    }

    /** Returns what an output gets of a line whose checksums are made right; empty where nothing of it is accepted. */
    public static List<Snapshot> snapshots(byte[] line) {
        byte[] bytes = Resealed.line(line);
        return new CheckedLine(Decryptor.none()).accept(bytes, () -> bytes.length).end().snapshots;
    }

    /** Feeds all of it in pieces of these sizes. */
    public CheckedLine accept(byte[] bytes, IntSupplier sizes) {
        if (line.length < length + bytes.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + bytes.length));
        }
        System.arraycopy(bytes, 0, line, length, bytes.length);
        length += bytes.length;
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + Math.max(1, sizes.getAsInt()));
            framer.accept(bytes, at, to).forEach(this::accept);
            at = to;
        }
        return this;
    }

    /** Half a second without a byte. */
    public CheckedLine idle() {
        framer.idle().forEach(this::accept);
        return this;
    }

    /** The line ends. */
    public CheckedLine end() {
        framer.end().forEach(this::accept);
        return this;
    }

    /** Each frame with all that the framer reports about it. */
    public List<String> frames() {
        return frames;
    }

    public List<Reading> readings() {
        return readings;
    }

    public List<Snapshot> snapshots() {
        return snapshots;
    }

    private void accept(ScannedFrame frame) {
        frames.add(String.join(" ", frame.format().name(), frame.checked().name(), frame.cause().toString(),
                frame.repair().toString(), Long.toString(frame.offset()), Integer.toString(frame.length()),
                Integer.toString(Arrays.hashCode(frame.bytes())), Integer.toString(Arrays.hashCode(frame.payload()))));
        assertThat(frame.cause().isPresent()).isEqualTo(frame.checked() == Frame.Proof.REJECTED);
        verifyPosition(frame);
        nanos += INTERVAL_NANOS;
        if (wasFresh && !guard.fresh(nanos)) {
            decoder.lineLost();
            guard.lineLost();
        }
        DecodeOutcome decoded = DecodeOutcome.of(decoder, frame);
        decoded.cause().ifPresent(guard::rejected);
        decoded.decoded().ifPresent(reading -> accept(frame, reading));
        wasFresh = guard.fresh(nanos);
    }

    /** Checks that a frame is at its offset; of a message in several frames, that the first one is. */
    private void verifyPosition(ScannedFrame frame) {
        boolean asReceived = frame.checked() != Frame.Proof.REPAIRED && frame.format() != Frame.Format.P1_ENCRYPTED;
        int from = (int) frame.offset();
        int count = frame.format() == Frame.Format.P1 ? frame.bytes().length : Math.min(6, frame.bytes().length);
        if (asReceived && !Arrays.equals(line, from, Math.min(length, from + count), frame.bytes(), 0, count)
                && !(frame.format() == Frame.Format.P1 && onlyItsStartDiffers(frame))) {
            throw new AssertionError(frame.format() + " " + frame.checked() + " " + frame.cause() + " is not at " + from);
        }
    }

    /** Returns whether all but the first characters of a telegram is there: they were restored for the second time in a row. */
    private boolean onlyItsStartDiffers(ScannedFrame frame) {
        int from = (int) frame.offset();
        String received = new String(line, from, Math.min(length - from, frame.length()), ISO_8859_1);
        String sent = new String(frame.bytes(), ISO_8859_1);
        int rest = received.lastIndexOf(sent.substring(RESTORED));
        return rest >= RESTORED && !received.startsWith(sent.substring(0, RESTORED), rest - RESTORED);
    }

    private void accept(ScannedFrame frame, Reading reading) {
        assertThat(frame.cause()).isEmpty();
        // All telegrams of one encrypted message begin where it does, as all notifications in one HDLC or M-Bus message do.
        boolean several = switch (frame.format()) {
            case P1_ENCRYPTED, HDLC, MBUS -> true;
            case P1, SML, NOTIFICATION -> false;
        };
        assertThat(frame.offset()).as("frames in their order").isGreaterThanOrEqualTo(several ? last : last + 1);
        last = frame.offset();
        Checksums.verify(frame.frame());
        if (frame.checked() == Frame.Proof.UNPROVEN) {
            assertThat(reading.message().hasNoChecksum()).as("the guard is told of it").isTrue();
        }
        readings.add(reading);
        Optional<Snapshot> snapshot = Snapshots.guarded(guard, reading, KEY, START.plusNanos(nanos), nanos);
        snapshot.ifPresent(PlausibleSnapshot::verify);
        snapshot.ifPresent(snapshots::add);
    }
}
