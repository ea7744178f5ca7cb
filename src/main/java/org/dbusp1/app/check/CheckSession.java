package org.dbusp1.app.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dbusp1.app.assembly.PipelineFactory;
import org.dbusp1.app.assembly.SourceFactory;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.app.report.CheckText;
import org.dbusp1.app.report.LineReport;
import org.dbusp1.app.report.LineReport.ReportRow;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.app.report.Reporter;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.driver.LineCounters;
import org.dbusp1.driver.LineState;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.driver.Reader;
import org.dbusp1.driver.Watchdog;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.Source.SerialLine;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.line.source.UsbCable;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/** Checks a source: reads the source as the driver does, and publishes nothing. */
public final class CheckSession implements Check {
    private final LineCounters lineCounters;
    private final Reporter reporter;
    private final @Nullable DataRequestProbe requestProbe;
    private final Reader reader;
    private final MeterPipeline pipeline;
    /** Links in /dev/serial/by-path of all cables with the USB serial number of the configured one; empty if no other cable has it. */
    private final List<String> sameNumberLinks;
    private volatile @Nullable UserException failure;
    private volatile boolean ended;

    public CheckSession(Config config, Path stateDirectory) throws UserException {
        this(config, stateDirectory, Path.of("/"), true);
    }

    /** @param triesOtherStates whether other states of DTR and RTS are tried on a silent line */
    private CheckSession(Config config, Path stateDirectory, Path root, boolean triesOtherStates) throws UserException {
        PipelineFactory parts = PipelineFactory.ofCheck(config, stateDirectory);
        SourceFactory.ProbedSource input = parts.probedSource();
        lineCounters = parts.lineCounters();
        pipeline = parts.checkPipeline();
        reporter = Reporter.of(config, stateDirectory, DeviceChoices.read());
        sameNumberLinks = config.get(Keys.SOURCE) instanceof SourceConfig.Serial serial
                ? UsbCable.linksOfSameSerialNumber(root, root.resolve(Path.of("/").relativize(serial.port()))) : List.of();
        requestProbe = input.serialLine() == null || !triesOtherStates ? null : new DataRequestProbe(input.serialLine(), input.probe(),
                config.get(Keys.SERIAL_LINES).contains(Keys.DTR), config.get(Keys.SERIAL_LINES).contains(Keys.RTS));
        reader = new Reader(input.source(), requestProbe == null ? input.probe() : requestProbe, pipeline, new Watchdog(System.nanoTime()),
                events(input.source()));
    }

    /**
     * Returns a check that never tries other states of DTR and RTS than the configured one, because another device than a
     * meter may be on the line.
     */
    public static CheckSession listening(Config config, Path stateDirectory) throws UserException {
        return new CheckSession(config, stateDirectory, Path.of("/"), false);
    }

    static CheckSession of(Config config, Path stateDirectory, Path root) throws UserException {
        return new CheckSession(config, stateDirectory, root, true);
    }

    private Reader.Events events(Source source) {
        return new Reader.Events() {
            @Override
            public boolean firstOpenFailed(SourceException cause) {
                failure = new UserException(cause.condition().exitStatus(), cause);
                return false;
            }

            @Override
            public void cableExchanged(String reason) {
                throw new IllegalStateException("a check is of the port, whatever its cable");
            }

            @Override
            public void ended() {
                ended = true;
            }

            @Override
            public void failed(Throwable fault) {
                failure = new UserException(ExitStatus.FAULT, source.description() + ": " + fault, fault);
            }
        };
    }

    @Override
    public void start() {
        Thread thread = new Thread(reader, "reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the finding of {@link #report}, without its texts. */
    public Condition finding() throws UserException {
        return reporter.finding(state());
    }

    @Override
    public CheckText text(boolean secrets) throws UserException {
        return report().text(reporter.texts(), secrets);
    }

    public LineReport report() throws UserException {
        LineReport report = reporter.report(state(), requestProbe == null ? null : requestProbe.words(reporter.texts()));
        return sameNumberLinks.isEmpty() ? report : report.withRowAt(1, ReportRow.of("Same number",
                reporter.texts().text("port.same_number", Map.of("names", String.join(", ", sameNumberLinks)))));
    }

    /** @throws UserException if the source cannot be opened, or the reader has failed */
    private LineState state() throws UserException {
        UserException found = failure;
        if (found != null) {
            throw found;
        }
        pipeline.tryEndIfStale();
        return lineCounters.state();
    }

    /** Returns the meter of the last telegram that a driver would publish; null before the first. */
    public @Nullable MeterIdentity meter() {
        Snapshot last = lineCounters.state().snapshot();
        return last == null ? null : last.reading().meter();
    }

    @Override
    public boolean settled() {
        LineState state = lineCounters.state();
        return ended || state.fresh() && state.isIntervalMeasured();
    }

    @Override
    public List<String> rejected() {
        return Reporter.dump(lineCounters.state().rejected(), false);
    }

    @Override
    public void close() {
        reader.stop();
    }

    /**
     * Tries, while a line is silent, the other states of DTR and RTS than the configured one, from which some cables feed
     * the meter's data request. After the first byte the states stay, and the probe of the line's settings continues. A
     * driver never does this: it uses the configured states.
     */
    static final class DataRequestProbe implements Reader.LineProbe {
        /** The time of each try: a meter that sends every ten seconds has sent by then. */
        private static final long TRY_NANOS = 12_000_000_000L;

        /** A state of the lines DTR and RTS; true: raised. */
        private record DtrRtsState(boolean dtr, boolean rts) {
            String raised() {
                return (dtr ? "dtr" : "") + (dtr && rts ? "," : "") + (rts ? "rts" : "");
            }

            @Override
            public String toString() {
                return "DTR " + (dtr ? "on" : "off") + ", RTS " + (rts ? "on" : "off");
            }
        }

        private static final List<DtrRtsState> ALL = List.of(new DtrRtsState(true, true), new DtrRtsState(true, false),
                new DtrRtsState(false, true), new DtrRtsState(false, false));

        private final SerialLine line;
        private final Reader.LineProbe settingsProbe;
        private final DtrRtsState configured;
        private volatile DtrRtsState current;
        private volatile boolean received;
        private volatile int tried = 1;
        private long currentSinceNanos;

        DataRequestProbe(SerialLine line, Reader.LineProbe settingsProbe, boolean dtr, boolean rts) {
            this.line = line;
            this.settingsProbe = settingsProbe;
            this.configured = new DtrRtsState(dtr, rts);
            this.current = configured;
        }

        @Override
        public void opened(long nanos) {
            currentSinceNanos = nanos;
            settingsProbe.opened(nanos);
        }

        @Override
        public void received(byte[] bytes, int count, long intactFrames, long nanos) {
            received |= count > 0;
            if (received) {
                settingsProbe.received(bytes, count, intactFrames, nanos);
            } else if (nanos - currentSinceNanos > TRY_NANOS) {
                currentSinceNanos = nanos;
                current = ALL.get((ALL.indexOf(current) + 1) % ALL.size());
                tried++;
                line.setDtrAndRts(current.dtr, current.rts);
                // The earlier silence proves nothing about the line's settings.
                settingsProbe.opened(nanos);
            }
        }

        @Override
        public boolean settled() {
            return settingsProbe.settled();
        }

        /** Returns the state that is tried or in which the meter sends, for people; null if it sends in the configured state. */
        @Nullable String words(ReportTexts texts) {
            if (received) {
                return current.equals(configured) ? null
                        : texts.text("request.found", Map.of("lines", current, "raised", current.raised()));
            }
            return texts.text(tried > ALL.size() ? "request.tried" : "request.trying", Map.of("lines", current));
        }
    }
}
