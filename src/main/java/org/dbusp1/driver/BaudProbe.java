package org.dbusp1.driver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.frame.FormatHint;
import org.dbusp1.line.frame.FrameMarks;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.line.source.Source.SerialLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the settings of a serial line if the owner configured none: reads the line with one of {@link #CANDIDATES} after the
 * other until good telegrams arrive, and remembers for each cable the settings that worked. Used only on the reader's
 * thread.
 */
public final class BaudProbe implements Reader.LineProbe {
    private static final Logger LOG = LoggerFactory.getLogger(BaudProbe.class);

    /**
     * The settings with which meters send, the most common first: P1 ports send at 115200 Bd since DSMR 4 and at 9600 Bd
     * before, SML and D0 heads at 9600 Bd, HAN ports at 2400 Bd. The parity of lines of 7 bits is recognised by
     * {@code ParityDetector} instead.
     */
    public static final List<LineSettings> CANDIDATES = List.of(LineSettings.parse("115200-8N1"),
            LineSettings.parse("9600-8N1"), LineSettings.parse("2400-8E1"), LineSettings.parse("2400-8N1"));

    /** A meter that sends every ten seconds has sent within it: a shorter silence proves nothing. */
    private static final long TRY_NANOS = 12_000_000_000L;
    /** The time after which bytes without a pause are judged: longer than the longest telegram of a binary meter at its speed. */
    private static final long STREAM_NANOS = 3_000_000_000L;
    /** The time with only noise after which settings that worked are given up; {@link ReopenRule} opens the port anew before. */
    private static final long NOISE_NANOS = 60_000_000_000L;
    /** The least bytes of noise that refute a candidate: fewer bytes are a disturbance, not a telegram. */
    private static final int LEAST_NOISE_BYTES = 48;
    /** Where a meter was read before: at 2,400 Bd a DSMR 5 telegram of 115,200 Bd becomes 20 bytes. */
    private static final int LEAST_NOISE_BYTES_OF_METER = 8;
    private static final double TEXT_SHARE = 0.8;
    /** So many first lines of telegrams, each with nothing after it, prove the settings if they are equal. */
    private static final int FIRST_LINES = 3;

    private final SerialLine line;
    private final StateStore store;
    private List<LineSettings> candidates = CANDIDATES;
    private int current;
    private boolean settled;
    private long triedSince;
    /** The time of the first noise since the last telegram, by the monotonic clock; meaningful only while {@code sawNoise}. */
    private long noiseSince;
    private boolean sawNoise;
    private long seenFrames;
    private int burstBytes;
    private int burstTextBytes;
    private long burstSince;
    /** SML escape bytes in a row at the end of the received bytes; four make {@code isSml}. */
    private int escapes;
    private boolean isSml;
    /** The first bytes of the burst: a first line of a telegram is whole in them. */
    private final byte[] burstHead = new byte[80];
    /** The last first line that came alone; null before the first. */
    private @Nullable String firstLine;
    /** Counts those that equal the one before. */
    private final ConsecutiveCount repeats = new ConsecutiveCount(FIRST_LINES - 1);

    public BaudProbe(SerialLine line, StateStore store) {
        this.line = line;
        this.store = store;
    }

    /** {@inheritDoc} The settings that worked with this cable are tried first. */
    @Override
    public void opened(long nanos) {
        if (!settled) {
            candidates = new ArrayList<>(CANDIDATES);
            line.lineIdentity().flatMap(cable -> store.recall(cable, LineSettings::parse)).ifPresent(settings -> {
                candidates.remove(settings);
                candidates.add(0, settings);
            });
            tryCandidate(0, nanos);
        }
    }

    @Override
    public boolean settled() {
        return settled;
    }

    @Override
    public void received(byte[] bytes, int count, long intactFrames, long nanos) {
        if (intactFrames > seenFrames) {
            seenFrames = intactFrames;
            triedSince = nanos;
            sawNoise = false;
            settle();
        }
        boolean noise = false;
        if (count > 0) {
            burstSince = burstBytes == 0 ? nanos : burstSince;
            observe(bytes, count);
        }
        if (count <= 0 || nanos - burstSince > STREAM_NANOS) {
            // Bytes that are no text were read at a wrong speed, unless they are SML.
            noise = burstBytes >= (settled ? LEAST_NOISE_BYTES_OF_METER : LEAST_NOISE_BYTES)
                    && burstTextBytes < TEXT_SHARE * burstBytes && !isSml;
            findFirstLine(nanos);
            forgetBurst();
        }
        noiseSince = noise && !sawNoise ? nanos : noiseSince;
        sawNoise |= noise;
        if (settled ? noise && nanos - noiseSince > NOISE_NANOS : noise || nanos - triedSince > TRY_NANOS) {
            settled = false;
            tryCandidate((current + 1) % candidates.size(), nanos);
        }
    }

    /** Gives the settings that read a first line the time for the next one, and settles on those that read enough of them. */
    private void findFirstLine(long nanos) {
        if (burstBytes == 0 || burstBytes > burstHead.length) {
            return;
        }
        byte[] burst = Arrays.copyOf(burstHead, burstBytes);
        if (FormatHint.FIRST_LINE.matches(burst)) {
            String text = new String(burst, StandardCharsets.ISO_8859_1).strip();
            boolean isProven = repeats.accept(text.equals(firstLine));
            firstLine = text;
            triedSince = nanos;
            if (isProven) {
                settle();
            }
        }
    }

    private void forgetBurst() {
        burstBytes = 0;
        burstTextBytes = 0;
        escapes = 0;
        isSml = false;
    }

    private void observe(byte[] bytes, int count) {
        if (burstBytes < burstHead.length) {
            System.arraycopy(bytes, 0, burstHead, burstBytes, Math.min(count, burstHead.length - burstBytes));
        }
        for (int i = 0; i < count; i++) {
            escapes = bytes[i] == FrameMarks.SML_ESCAPE ? escapes + 1 : 0;
            isSml |= escapes == FrameMarks.SML_WORD;
        }
        burstTextBytes += SafeText.countPrintable(bytes, count);
        burstBytes += count;
    }

    private void settle() {
        if (!settled) {
            settled = true;
            line.lineIdentity().ifPresent(cable -> store.remember(cable, candidates.get(current).toString()));
        }
    }

    private void tryCandidate(int candidate, long nanos) {
        current = candidate;
        triedSince = nanos;
        firstLine = null;
        forgetBurst();
        LOG.debug("trying {}", candidates.get(current));
        line.use(candidates.get(current));
    }
}
