package org.dbusp1.source;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dbusp1.source.MeasurementTelegram.Message;

/**
 * The measurements of a HomeWizard P1 dongle by its local API, version 2: the dongle pushes each measurement of the
 * meter. The measurements are delivered as telegrams, see {@link MeasurementTelegram}. A repeated measurement is not
 * delivered, so that a meter that fell silent is noticed.
 */
public final class HomeWizardPushSource implements HomeWizardDongle {
    /** The limit of silence: a dongle whose meter sends pushes each second or each ten seconds. */
    private static final long SILENT_NANOS = 60_000_000_000L;

    private final String host;
    private final DongleSocket socket;
    private final PauseCheck pause = new PauseCheck(MonotonicClock.SYSTEM);
    private final UnreadBytes telegram = new UnreadBytes();
    private volatile boolean closed = true;
    private String last = "";
    private long arrived;
    private long lastMessage;

    /**
     * @param host  the dongle's name or address, with the port if it is not 443
     * @param token made at the dongle, 32 hex digits
     */
    public HomeWizardPushSource(String host, String token) {
        this(host, token, PinnedAuthority.homeWizard());
    }

    HomeWizardPushSource(String host, String token, byte[] authority) {
        this.host = host;
        this.socket = new DongleSocket(host, token, authority);
    }

    @Override
    public void open() throws SourceException {
        closed = false;
        telegram.put();
        last = "";
        socket.open();
        lastMessage = System.nanoTime();
        pause.start();
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        if (telegram.isEmpty()) {
            Optional<DongleSocket.Event> event = socket.next(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
            pause.readEnded(timeoutMillis);
            if (closed) {
                return -1;
            }
            if (event.isPresent()) {
                take(event.get());
            } else if (System.nanoTime() - lastMessage > SILENT_NANOS) {
                throw new IOException("nothing came for " + SILENT_NANOS / 1_000_000_000L
                        + " s: the link counts as broken");
            }
        }
        return telegram.take(into);
    }

    private void take(DongleSocket.Event event) throws IOException {
        lastMessage = event.nanos();
        Message message = Message.read(event.text());
        if (message.type().equals("measurement") && !event.text().equals(last)) {
            last = event.text();
            arrived = event.nanos();
            telegram.put(MeasurementTelegram.of(message).orElseGet(() -> new byte[0]));
        }
    }

    /** {@inheritDoc} Returns the moment when the measurement arrived. */
    @Override
    public long readAt() {
        return Math.min(arrived, pause.lastNanos());
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}
