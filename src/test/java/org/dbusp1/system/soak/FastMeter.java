package org.dbusp1.system.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.dbusp1.simulator.VirtualPort;

/**
 * A DSMR 5 meter on a pty whose clock passes a minute from one telegram to the next, some of which come every second. It
 * never shows seconds: with them, telegrams that come faster than their clock moves would be stored ones, which no output shows.
 * One telegram in twenty meets noise on the line. It keeps all that it sent.
 */
public final class FastMeter implements AutoCloseable {
    /** Seconds of the meter's clock from one telegram to the next. */
    public static final int STEP = 60;
    private static final int NOISE_ONE_IN = 20;
    /**
     * A second after midnight of the next day on which Dutch clocks are set back, so that the first telegram comes at 00:01:00. A driver
     * believes a meter's clock that is ahead of the machine's, but not one that is far behind it or more than a year ahead: a week before
     * that day if it is nearly as far.
     */
    private static final Instant START = start(Instant.now());

    private final Path link;
    private final Random random;
    private final long pauseNanos;
    private final SimulatedMeter meter;
    private final Thread thread = new Thread(this::run, "meter");
    private final List<SentTelegram> sent = new ArrayList<>();
    private VirtualPort port;
    private boolean sending = true;
    private boolean ended;
    private boolean promising;
    private IOException fault;

    /** @param pauseMillis from one telegram to the next */
    public FastMeter(Path link, long seed, int pauseMillis) throws IOException {
        this.link = link;
        pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        random = new Random(seed);
        SimulatedDialect dialect = Dialects.named("dsmr50").orElseThrow();
        House usual = House.usual(dialect, START);
        meter = new SimulatedMeter(dialect, new House(usual.wiring(), usual.solarWatts(), usual.devices(), seed, START));
        port = new VirtualPort(link);
        thread.setDaemon(true);
        thread.start();
    }

    private static Instant start(Instant now) {
        ZoneId zone = ZoneId.of("Europe/Amsterdam");
        ZoneOffsetTransition next = zone.getRules().nextTransition(now);
        while (!next.isOverlap()) {
            next = zone.getRules().nextTransition(next.getInstant());
        }
        LocalDate day = next.getDateTimeBefore().toLocalDate();
        LocalDate first = next.getInstant().isAfter(now.plus(Duration.ofDays(360))) ? day.minusWeeks(1) : day;
        return first.atStartOfDay(zone).toInstant().plusSeconds(1);
    }

    private void run() {
        try {
            long due = System.nanoTime();
            while (send()) {
                due = Math.max(due + pauseNanos, System.nanoTime());
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void fail(IOException gone) {
        fault = gone;
        notifyAll();
    }

    /** Waits while the meter is silent; returns false at the end. */
    private synchronized boolean send() throws IOException, InterruptedException {
        while (!ended && !(sending && port != null)) {
            wait();
        }
        if (ended) {
            return false;
        }
        send(random.nextInt(NOISE_ONE_IN) == 0);
        return true;
    }

    private synchronized void send(boolean noise) throws IOException {
        byte[] telegram = meter.next();
        for (int second = 1; second < STEP; second++) {
            telegram = meter.next();
        }
        byte[] line = noise ? noisy(telegram) : telegram;
        sent.add(SentTelegram.of(sent.size(), System.nanoTime(), telegram, promising && !noise));
        port.write(line, line.length);
        notifyAll();
    }

    /** A changed byte, a lost end, or bytes of nobody before it. */
    private byte[] noisy(byte[] telegram) {
        int place = random.nextInt(telegram.length);
        return switch (random.nextInt(3)) {
            case 0 -> {
                byte[] changed = telegram.clone();
                changed[place] ^= (byte) (1 << random.nextInt(7));
                yield changed;
            }
            case 1 -> Arrays.copyOf(telegram, place);
            default -> {
                byte[] noise = new byte[1 + random.nextInt(40)];
                random.nextBytes(noise);
                byte[] both = Arrays.copyOf(noise, noise.length + telegram.length);
                System.arraycopy(telegram, 0, both, noise.length, telegram.length);
                yield both;
            }
        };
    }

    /** From now on the line and the driver are in order, or not: telegrams may then be lost. */
    public synchronized void promises(boolean inOrder) {
        promising = inOrder;
    }

    public synchronized void silent() {
        sending = false;
    }

    /** Sends one more telegram, without noise, and is silent from then on. Returns that telegram. */
    public synchronized SentTelegram silentAfterOneMore() throws IOException {
        sending = false;
        send(false);
        return sent.get(sent.size() - 1);
    }

    public synchronized void speaking() {
        sending = true;
        notifyAll();
    }

    public synchronized void pull() {
        port.close();
        port = null;
    }

    public synchronized void plugIn() throws IOException {
        port = new VirtualPort(link);
        notifyAll();
    }

    /** Returns how many telegrams were sent. */
    public synchronized int count() {
        return sent.size();
    }

    public synchronized SentTelegram get(int index) {
        return sent.get(index);
    }

    /** All that were sent until now. */
    public synchronized List<SentTelegram> all() {
        return List.copyOf(sent);
    }

    /** The telegram with a stamp, by its text in ISO 8601; in this meter's life each is there once. */
    public SentTelegram at(String time) {
        long seconds = OffsetDateTime.parse(time).toEpochSecond() - get(0).time().toEpochSecond();
        if (seconds % STEP != 0 || seconds < 0 || seconds / STEP >= count()) {
            throw new AssertionError("the meter sent no telegram of " + time);
        }
        return get((int) (seconds / STEP));
    }

    /** Waits until so many more telegrams were sent. */
    public synchronized void passes(int telegrams) throws IOException, InterruptedException {
        int end = sent.size() + telegrams;
        while (sent.size() < end && fault == null) {
            wait();
        }
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        thread.join();
        if (port != null) {
            port.close();
        }
    }
}
