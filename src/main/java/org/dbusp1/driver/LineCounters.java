package org.dbusp1.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.frame.Damage;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of a line, and keeps the line's last state for its report: settings, the guard's counts of telegrams, rejected
 * frames, why it could not be opened. The reader's thread writes, any other thread reads. {@link #state}
 * holds the lock while it copies at most four samples of 8 KiB; what they show is found outside of it.
 */
public final class LineCounters {
    /** In bytes: two telegrams of any known meter, so that one is whole. */
    private static final int SAMPLE_BYTES = 8 * 1024;
    /** As many settings as are probed. */
    private static final int MOST_SAMPLES = 4;
    private static final int MOST_REJECTED = 3;
    private static final int MOST_DAMAGES = 32;
    /** As many as a meter has channels. */
    private static final int MOST_DEVICES = 4;
    /** The guard's last finding of several meters holds for so long: a slow meter sends three telegrams in it. */
    private static final long SEVERAL_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Somewhat longer than the longest interval that a meter may prove: after a longer gap the line was silent. */
    private static final long MOST_GAP_NANOS = TimeUnit.SECONDS.toNanos(200);

    private final LongSupplier nanos;
    private final long began;
    /** The last bytes without a good telegram, by the settings with which they were read; those of now are last. */
    private final Map<String, Sample> samples = new LinkedHashMap<>();
    private Sample sample;
    private final Deque<RejectedFrame> rejected = new ArrayDeque<>();
    private final Deque<Damage> damages = new ArrayDeque<>();
    private @Nullable String obstacle;
    private @Nullable SourceException refusal;
    private @Nullable LineSettings settings;
    private long bytes;
    /** Bytes outside of whole telegrams, since the first good telegram. */
    private long stray;
    /** End in the stream of the last whole telegram, of this meter or another. */
    private long endOfLastTelegram;
    private long firstGoodNanos;
    private TelegramCounts telegramCounts = TelegramCounts.NONE;
    private TelegramCounts countsBeforeFirstGood = TelegramCounts.NONE;
    private TelegramCounts countsAtLastGood = TelegramCounts.NONE;
    private @Nullable Snapshot snapshot;
    private @Nullable Instant lastGood;
    private long lastGoodNanos;
    /** Time between the last two good telegrams; 0 if one between them was rejected, or the line was lost. */
    private long gapNanos;
    private boolean lost;
    /** Whether the published values are valid, as of the last good telegram; false after {@link #valuesEnded}. */
    private boolean fresh;
    private boolean several;
    private long severalNanos;
    private boolean complete;
    private final Set<String> unreadDevices = new LinkedHashSet<>();

    private volatile ByteTap recorder = (bytes, from, to) -> { };

    /** Receives the bytes of the line, on the reader's thread; returns at once. */
    @FunctionalInterface
    public interface ByteTap {
        /** Receives bytes [from, to). */
        void received(byte[] bytes, int from, int to);
    }

    /** @param nanos the monotonic clock, or the clock of a log */
    public LineCounters(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
        changeSample(String.valueOf(settings));
    }

    public void recordTo(ByteTap receiver) {
        recorder = receiver;
    }

    /** Counts received bytes [from, to); no bytes mean silence. */
    public void received(byte[] buffer, int from, int to, @Nullable LineSettings currentSettings) {
        if (to > from) {
            recorder.received(buffer, from, to);
        }
        count(buffer, from, to, currentSettings);
    }

    private synchronized void count(byte[] buffer, int from, int to, @Nullable LineSettings currentSettings) {
        obstacle = null;
        refusal = null;
        if (!Objects.equals(currentSettings, settings)) {
            settings = currentSettings;
            changeSample(String.valueOf(currentSettings));
        }
        if (to > from) {
            bytes += to - from;
            sample.add(buffer, from, to);
        }
    }

    private void changeSample(String name) {
        Sample known = samples.remove(name);
        if (known == null && samples.size() == MOST_SAMPLES) {
            samples.remove(samples.keySet().iterator().next());
        }
        sample = known == null ? new Sample() : known;
        samples.put(name, sample);
    }

    private static final class Sample {
        private byte[] ring = {};
        private int next;
        private int count;

        void add(byte[] buffer, int from, int to) {
            if (ring.length == 0) {
                ring = new byte[SAMPLE_BYTES];
            }
            for (int at = Math.max(from, to - SAMPLE_BYTES); at < to; at++) {
                ring[next] = buffer[at];
                next = (next + 1) % SAMPLE_BYTES;
            }
            count = Math.min(SAMPLE_BYTES, count + to - from);
        }

        /** Returns the bytes, the oldest first. */
        byte[] bytes() {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = ring[(next + SAMPLE_BYTES - count + i) % SAMPLE_BYTES];
            }
            return bytes;
        }

        /** Forgets all bytes but the last ones. */
        void keep(long last) {
            count = (int) Math.max(0, Math.min(count, last));
        }
    }

    /** Only what came after a whole telegram is without one: it may have come in the same piece. */
    private void endSamples(long end) {
        samples.values().forEach(each -> each.keep(each == sample ? bytes - end : 0));
    }

    /**
     * @param end     end of the telegram in the stream
     * @param length  number of the telegram's bytes on the line
     * @param current null if nothing was published, as after a loss until the line has proved itself, or while the meter has no key
     */
    public synchronized void good(long end, int length, @Nullable Snapshot current, boolean valid, TelegramCounts counted, Instant time) {
        long now = nanos.getAsLong();
        if (lastGood == null) {
            firstGoodNanos = now;
            countsBeforeFirstGood = telegramCounts;
        } else {
            stray += Math.max(0, end - length - endOfLastTelegram);
        }
        endOfLastTelegram = end;
        gapNanos = lastGood == null || lost || !counted.rejectedSince(countsAtLastGood).isEmpty() ? 0 : now - lastGoodNanos;
        lost = false;
        lastGood = time;
        lastGoodNanos = now;
        telegramCounts = counted;
        endSamples(end);
        countsAtLastGood = counted;
        fresh = valid;
        snapshot = current == null ? snapshot : current;
    }

    /** A whole telegram of another meter changes nothing about this line's. @param end of the telegram, in the stream */
    public synchronized void foreign(long end, int length, TelegramCounts counted) {
        stray += lastGood == null ? 0 : Math.max(0, end - length - endOfLastTelegram);
        endOfLastTelegram = end;
        telegramCounts = counted;
        endSamples(end);
    }

    /** Records whether the guard found several meters on the line; the record ends when telegrams stop. */
    public synchronized void severalMeters(boolean now) {
        several = now;
        severalNanos = nanos.getAsLong();
    }

    public synchronized void rejected(RejectedFrame telegram, TelegramCounts counted) {
        telegramCounts = counted;
        rejected.addLast(telegram);
        if (rejected.size() > MOST_REJECTED) {
            rejected.removeFirst();
        }
        damages.addLast(Damage.of(telegram.bytes(), telegram.cause()));
        if (damages.size() > MOST_DAMAGES) {
            damages.removeFirst();
        }
    }

    /** Records the M-Bus devices that a message names, and whose readings are not read; returns those that are new. */
    synchronized List<String> unreadDevices(Message message) {
        return message.unreadDevices().stream().filter(number -> unreadDevices.size() < MOST_DEVICES && unreadDevices.add(number)).toList();
    }

    synchronized void forgetDevices() {
        unreadDevices.clear();
    }

    synchronized void valuesEnded() {
        fresh = false;
    }

    /** @param refused why it could not be opened, or that another program is connected to it; null if it was open and is lost */
    synchronized void absent(String reason, @Nullable SourceException refused) {
        obstacle = reason;
        refusal = refused;
        lost = true;
    }

    /**
     * Returns the time since the first good telegram of this run if they arrive too far apart to be published, because it is not proved
     * that the meter is as slow; null while values are valid, or none or damaged ones arrive.
     */
    public synchronized @Nullable Duration seldom() {
        long now = nanos.getAsLong();
        boolean arrive = gapNanos > 0 && gapNanos <= MOST_GAP_NANOS && now - lastGoodNanos < 2 * gapNanos && !lost && !several
                && telegramCounts.rejectedSince(countsAtLastGood).isEmpty();
        return fresh || !arrive ? null : Duration.ofNanos(now - firstGoodNanos);
    }

    public synchronized @Nullable SourceException refusal() {
        return refusal;
    }

    /** Called when the log was read to its end. */
    public synchronized void complete() {
        complete = true;
    }

    public synchronized @Nullable LineSettings settings() {
        return settings;
    }

    public synchronized LineState state() {
        long now = nanos.getAsLong();
        boolean good = lastGood != null;
        Condition refused = refusal == null ? null : refusal.condition();
        return new LineState(obstacle, refused, settings, Duration.ofNanos(now - began), bytes, telegramCounts, countsBeforeFirstGood,
                stray,
                good ? Duration.ofNanos(now - firstGoodNanos) : Duration.ZERO, snapshot, fresh,
                lastGood, good ? Duration.ofNanos(now - lastGoodNanos) : Duration.ZERO,
                telegramCounts.rejectedSince(countsAtLastGood), List.copyOf(rejected), List.copyOf(damages),
                samples.values().stream().map(Sample::bytes).toList(), several && now - severalNanos <= SEVERAL_NANOS, complete,
                List.copyOf(unreadDevices));
    }
}
