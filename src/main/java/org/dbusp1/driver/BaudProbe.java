package org.dbusp1.driver;

import java.util.ArrayList;
import java.util.List;
import org.dbusp1.frame.FrameMarks;
import org.dbusp1.source.ByteKind;
import org.dbusp1.source.LineSettings;
import org.dbusp1.source.Source.SerialLine;
import org.dbusp1.state.StateStore;
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

    /**
     * The time for which one candidate is read: a meter that sends every ten seconds has sent within it, so a shorter
     * silence proves nothing.
     */
    private static final long TRY_NANOS = 12_000_000_000L;
    /** The time after which bytes without a pause are judged: longer than the longest telegram of a binary meter at its speed. */
    private static final long STREAM_NANOS = 3_000_000_000L;
    /** The time with only noise after which settings that worked are given up; {@link ReopenRule} opens the port anew before. */
    private static final long NOISE_NANOS = 60_000_000_000L;
    /** The least bytes of noise that refute a candidate: fewer bytes are a disturbance, not a telegram. */
    private static final int BURST = 48;
    /**
     * The least bytes of noise where a meter was read before: at 2,400 Bd a DSMR 5 telegram sent at 115,200 Bd becomes 20
     * bytes.
     */
    private static final int BURST_OF_METER = 8;
    private static final double TEXT_SHARE = 0.8;

    private final SerialLine line;
    private final StateStore store;
    private List<LineSettings> order = CANDIDATES;
    private int current;
    private boolean settled;
    private long since;
    /** The time of the first noise since the last telegram, by the monotonic clock; meaningful only while {@code noisy}. */
    private long noiseSince;
    private boolean noisy;
    private long seenFrames;
    private int burst;
    private int burstText;
    private long burstSince;
    /**
     * The number of consecutive SML escape bytes at the end of the received bytes; {@code sml}: whether four in a row came,
     * so that the bytes are SML.
     */
    private int escapes;
    private boolean sml;

    public BaudProbe(SerialLine line, StateStore store) {
        this.line = line;
        this.store = store;
    }

    /** {@inheritDoc} The settings that worked with this cable are tried first. */
    @Override
    public void opened(long nanos) {
        if (!settled) {
            order = new ArrayList<>(CANDIDATES);
            line.cable().flatMap(cable -> store.recall(cable, LineSettings::parse)).ifPresent(settings -> {
                order.remove(settings);
                order.add(0, settings);
            });
            use(0, nanos);
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
            since = nanos;
            noisy = false;
            settle();
        }
        boolean noise = false;
        if (count > 0) {
            burstSince = burst == 0 ? nanos : burstSince;
            observe(bytes, count);
        }
        if (count <= 0 || nanos - burstSince > STREAM_NANOS) {
            // Bytes that are no text were read at a wrong speed, unless they are SML.
            noise = burst >= (settled ? BURST_OF_METER : BURST) && burstText < TEXT_SHARE * burst && !sml;
            forgetBurst();
        }
        noiseSince = noise && !noisy ? nanos : noiseSince;
        noisy |= noise;
        if (settled ? noise && nanos - noiseSince > NOISE_NANOS : noise || nanos - since > TRY_NANOS) {
            settled = false;
            use((current + 1) % order.size(), nanos);
        }
    }

    private void forgetBurst() {
        burst = 0;
        burstText = 0;
        escapes = 0;
        sml = false;
    }

    private void observe(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            escapes = bytes[i] == FrameMarks.SML_ESCAPE ? escapes + 1 : 0;
            sml |= escapes == FrameMarks.SML_WORD;
        }
        burstText += ByteKind.printable(bytes, count);
        burst += count;
    }

    private void settle() {
        if (!settled) {
            settled = true;
            line.cable().ifPresent(cable -> store.remember(cable, order.get(current).toString()));
        }
    }

    private void use(int candidate, long nanos) {
        current = candidate;
        since = nanos;
        forgetBurst();
        LOG.debug("trying {}", order.get(current));
        line.use(order.get(current));
    }
}
