package org.dbusp1.output.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.server.Listener;
import org.jspecify.annotations.Nullable;

/**
 * The meter for browsers and other programs. A call stores the snapshot and returns; threads of the web server make the answers. If the
 * port is in use, the server tries again to listen.
 */
public final class HttpOutput implements Output {
    private final HttpConfig settings;
    private final DriverState state;
    private final Supplier<@Nullable MeterKey> key;
    private final HomeWizardApi homeWizard;
    private final PublicTexts publicTexts = new PublicTexts(this::key);
    private final RecentValues recent = new RecentValues();
    private final LiveStream live;
    private final WebServer server;
    /** Null unless the server is announced; made by {@link #start}. */
    private @Nullable MdnsResponder responder;

    /** @param archive the recorded rows; null if nothing is recorded */
    public HttpOutput(HttpConfig settings, String version, @Nullable Archive archive, OutputContext context) {
        this(settings, version, archive, context, WebServer.LIMIT);
    }

    /** @param limit of {@link WebServer}; a client that watches hears something twice in it */
    HttpOutput(HttpConfig settings, String version, @Nullable Archive archive, OutputContext context, Duration limit) {
        this.settings = settings;
        this.state = context.driverState();
        this.key = context.meterKey();
        this.homeWizard = new HomeWizardApi(context.secret());
        this.live = new LiveStream(LiveState.start(Instant.now()), now ->
                NowJson.of(now, publicTexts.events(state.board().told()), state, publicTexts, settings.zone()), limit.dividedBy(2));
        this.server = new WebServer(new Listener.Address(settings.bind(), settings.port(), settings.access().allow(), false),
                new Routes(settings, version, live, recent, archive, state, publicTexts, homeWizard), settings.frameAncestors(), limit);
    }

    @Override
    public void start() {
        if (settings.isAnnounced()) {
            responder = new MdnsResponder(server::port, this::serial);
        }
        publicTexts.events(state.board().told());
        server.start();
    }

    private @Nullable MeterKey key() {
        Snapshot last = live.state().lastSnapshot();
        return last == null ? key.get() : last.key();
    }

    /** Returns the serial number to announce; null before the first telegram, and while there are no ids. */
    private @Nullable String serial() {
        Snapshot last = live.state().lastSnapshot();
        return last == null ? null : homeWizard.serial(last.key());
    }

    @Override
    public boolean isReady() {
        return server.isReady();
    }

    public int port() {
        return server.port();
    }

    @Override
    public Optional<String> fault() {
        return server.fault();
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        recent.add(snapshot);
        live.publish(live.state().with(snapshot));
    }

    @Override
    public void rejected(RejectedFrame rejected) {
        live.publish(live.state().with(rejected));
    }

    @Override
    public void event(Event event) {
        // Its texts are read now, not for a client that waits.
        publicTexts.events(state.board().told());
        live.publish(live.state());
    }

    @Override
    public void offline() {
        live.publish(live.state().offline());
    }

    @Override
    public void close() {
        server.stop();
        if (responder != null) {
            responder.close();
        }
    }
}
