package org.dbusp1.output.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.LatestEssVerdict;
import org.dbusp1.output.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meter for browsers and other programs. A call stores the snapshot and returns; answers are made by threads of the
 * web server. While another program has the port, it is tried again.
 */
public final class HttpOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(HttpOutput.class);
    private static final int LONGEST_RETRY_SECONDS = 60;

    private final HttpSettings settings;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(work -> WebServer.daemon(work, "http clock"));
    private final RecentValues recent = new RecentValues();
    private final LatestJson latest;
    private final String version;
    private final Optional<Archive> archive;
    private Optional<WebServer> server = Optional.empty();
    private Optional<Announcer> announcer = Optional.empty();
    private Moment moment;
    private boolean closed;

    /**
     * @param version of this program
     * @param archive what was recorded; empty where nothing is
     * @param ess     what ESS does with the meter
     */
    public HttpOutput(HttpSettings settings, String version, Optional<Archive> archive, LatestEssVerdict ess) {
        this.latest = new LatestJson(Moment.start(Instant.now()), now -> NowJson.of(now, ess.get()));
        this.moment = latest.moment();
        this.settings = settings;
        this.version = version;
        this.archive = archive;
    }

    /** Listens from now on, or as soon as the port is free. */
    @Override
    public void start() {
        listen(new Routes(settings, version, latest, new LiveStream(latest), recent, archive), 1);
        announcer = settings.announcement().map(wanted -> new Announcer(settings, wanted, this::port,
                () -> latest.moment().snapshot().map(Snapshot::key)));
    }

    private synchronized void listen(Routes routes, int seconds) {
        if (closed) {
            return;
        }
        try {
            WebServer listening = settings.port()
                    .open(port -> new WebServer(new InetSocketAddress(settings.bind(), port), routes));
            server = Optional.of(listening);
            told(listening.port());
        } catch (IOException taken) {
            if (seconds == 1) {
                LOG.warn("web server: cannot listen on {} {} ({}); it is tried again, or choose another http.port",
                        settings.bind().getHostAddress(), settings.port(), taken.getMessage());
            }
            int next = Math.min(2 * seconds, LONGEST_RETRY_SECONDS);
            clock.schedule(() -> listen(routes, next), seconds, TimeUnit.SECONDS);
        }
    }

    private void told(int port) {
        int preferred = settings.port().preferred();
        if (preferred == 0 || preferred == port) {
            LOG.info("web server on {} port {}", settings.bind().getHostAddress(), port);
        } else {
            LOG.warn("web server on {} port {}, because another program has port {}", settings.bind().getHostAddress(),
                    port, preferred);
        }
    }

    /** The port that it listens on; empty while another program has it. */
    public synchronized Optional<Integer> port() {
        return server.map(WebServer::port);
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        boolean first = moment.snapshot().isEmpty();
        recent.add(snapshot);
        publish(moment.with(snapshot));
        if (first) {
            announcer.ifPresent(Announcer::heard);
        }
    }

    @Override
    public void rejected(Rejected rejected) {
        publish(moment.with(rejected));
    }

    @Override
    public void offline() {
        publish(moment.offline());
    }

    private void publish(Moment next) {
        moment = next;
        latest.publish(next);
    }

    @Override
    public synchronized void close() {
        closed = true;
        announcer.ifPresent(Announcer::close);
        clock.shutdownNow();
        server.ifPresent(WebServer::stop);
    }
}
