package org.dbusp1.system;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.source.PtyPair;
import org.jspecify.annotations.Nullable;

/** A three-phase meter on a pty that sends five telegrams a second, until it is stopped; after each change one of before may still come. */
public final class SendingMeter implements AutoCloseable {
    private final Path port;
    private final Thread thread = new Thread(this::run, "meter");
    private volatile PtyPair cable;
    private boolean sending = true;
    private volatile boolean ended;
    private boolean damaging;
    private volatile int watts;
    private volatile String number;
    private volatile int demand = -1;
    private volatile String device = "";
    private volatile long pauseMillis = 200;
    private final AtomicInteger sent = new AtomicInteger();
    private @Nullable BiConsumer<Integer, Long> counted;

    public SendingMeter(Path port) throws IOException {
        this(port, "4530303437303030", 100);
    }

    /** @param digits the meter's number, in hex digits of its characters */
    SendingMeter(Path port, String digits, int power) throws IOException {
        this.port = port;
        become(digits, power);
        cable = new PtyPair(port);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!ended) {
                sendNext();
                synchronized (this) {
                    wait(pauseMillis);
                }
            }
        } catch (IOException | InterruptedException e) {
            ended = true;
        }
    }

    /** Writes without the lock: a port that nobody reads takes some telegrams, and the next one waits until the cable is pulled. */
    private void sendNext() throws IOException {
        PtyPair open;
        String telegram;
        int shown;
        BiConsumer<Integer, Long> listener;
        synchronized (this) {
            open = cable;
            if (!sending || open == null) {
                return;
            }
            telegram = damaging ? telegram().replace("230.1", "230.2") : telegram();
            shown = watts;
            listener = counted;
        }
        try {
            open.send(telegram);
        } catch (IOException e) {
            if (open == cable) {
                throw e;
            }
            // It was pulled meanwhile.
            return;
        }
        sent.incrementAndGet();
        if (listener != null) {
            synchronized (this) {
                watts += watts == shown ? 1 : 0;
            }
            listener.accept(shown, System.nanoTime());
        }
    }

    private String telegram() {
        return TestTelegram.dsmr5Now("0-0:96.1.1(" + number + ")", "1-0:1.8.1(000100.000*kWh)",
                "1-0:1.8.2(000200.000*kWh)", "1-0:2.8.1(000000.000*kWh)", "1-0:2.8.2(000000.000*kWh)",
                TestTelegram.power("1.7.0", watts), "1-0:2.7.0(00.000*kW)",
                demand < 0 ? "0-0:96.13.0()" : TestTelegram.power("1.4.0", demand),
                "1-0:32.7.0(230.1*V)", "1-0:52.7.0(231.2*V)", "1-0:72.7.0(232.3*V)", "1-0:31.7.0(001*A)",
                "1-0:51.7.0(000*A)", "1-0:71.7.0(000*A)",
                TestTelegram.power("21.7.0", watts), "1-0:41.7.0(00.000*kW)",
                "1-0:61.7.0(00.000*kW)", "1-0:22.7.0(00.000*kW)", "1-0:42.7.0(00.000*kW)", "1-0:62.7.0(00.000*kW)" + device);
    }

    /**
     * Makes each telegram show one watt more than the one before.
     *
     * @param listener takes the watts of each, and System.nanoTime when it was sent
     */
    public synchronized void count(BiConsumer<Integer, Long> listener) {
        watts = 100;
        counted = listener;
    }

    /** Returns how many telegrams it has sent. */
    public int sent() {
        return sent.get();
    }

    /** Sets the power that it reports from now on. */
    void watts(int now) {
        watts = now;
    }

    /** Another meter is at its end of the cable. @param digits the number, in hex digits of its characters */
    final void become(String digits, int power) {
        number = digits;
        watts = power;
    }

    /** Sets the mean of the running quarter hour that it sends from now on; before, it sends none. */
    void demand(int now) {
        demand = now;
    }

    /** From now on it sends the counter of a gas meter. */
    void connectGas() {
        device = "\r\n0-1:24.1.0(003)\r\n0-1:96.1.0(4730303235303030303030303030313137)\r\n0-1:24.2.1("
                + TestTelegram.time(Instant.now()) + ")(00123.456*m3)";
    }

    /** Sets the pause between its telegrams from now on. */
    void pauseMillis(long pause) {
        pauseMillis = pause;
    }

    public synchronized void silent() {
        sending = false;
    }

    public synchronized void speaking() {
        sending = true;
    }

    /** From now on every telegram has a digit that its checksum does not know. */
    public synchronized void corrupt() {
        damaging = true;
    }

    /** From now on every checksum holds again. */
    synchronized void mend() {
        damaging = false;
    }

    void pull() throws IOException {
        PtyPair pulled = cable;
        cable = null;
        pulled.close();
    }

    void plugIn() throws IOException {
        cable = new PtyPair(port);
    }

    @Override
    public void close() throws IOException {
        ended = true;
        thread.interrupt();
        PtyPair last = cable;
        if (last != null) {
            last.close();
        }
    }
}
