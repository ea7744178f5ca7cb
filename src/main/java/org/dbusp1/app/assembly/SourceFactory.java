package org.dbusp1.app.assembly;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.driver.BaudProbe;
import org.dbusp1.driver.Reader;
import org.dbusp1.line.source.HomeWizardSource;
import org.dbusp1.line.source.HttpSource;
import org.dbusp1.line.source.HttpSource.Endpoint;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.line.source.ParityDetectingSource;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.line.source.SerialSource;
import org.dbusp1.line.source.Simulator;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.Source.SerialLine;
import org.dbusp1.line.source.TcpSource;
import org.jspecify.annotations.Nullable;

/** Makes the configured source and the probe of its line settings. */
public final class SourceFactory {
    /** @param serialLine the source as a serial line; null if it is none */
    public record ProbedSource(Source source, Reader.LineProbe probe, @Nullable SerialLine serialLine) {
    }

    private SourceFactory() {
    }

    /** @throws UserException if a file in the configuration cannot be used */
    public static ProbedSource make(Config config, RunOptions options, Path state, DiskExecutor disk) throws UserException {
        SourceConfig choice = config.get(Keys.SOURCE);
        requirePortOrLog(choice, config);
        if (choice instanceof SourceConfig.Replay replay) {
            return withoutProbe(new ParityDetectingSource(new ReplaySource(replay.file(), options.speed())));
        }
        if (choice instanceof SourceConfig.Connection connection) {
            Duration interval = config.get(Keys.METER_INTERVAL).map(Duration::ofSeconds).orElse(null);
            return withoutProbe(new ParityDetectingSource(new TcpSource(connection.host(), connection.port(), interval)));
        }
        if (choice instanceof SourceConfig.HomeWizard dongle) {
            return withoutProbe(homeWizard(dongle.host(), state, disk));
        }
        if (choice instanceof SourceConfig.Page page) {
            if (page.address().getUserInfo() != null) {
                // Without the value: it holds a password.
                throw new UserException(ExitStatus.CONFIG, config.origin(Keys.SOURCE) + ": " + Keys.SOURCE.name()
                        + ": an address may hold no user and no password, for it is printed");
            }
            return withoutProbe(new HttpSource(Endpoint.page(page.address())));
        }
        if (choice instanceof SourceConfig.Tibber bridge) {
            String password = config.secret(Keys.TIBBER_PASSWORD_FILE).orElseThrow(() -> config.mistake(Keys.SOURCE,
                    ": the bridge has a password: write it into a file, and name it: " + Keys.TIBBER_PASSWORD_FILE.name()));
            return withoutProbe(new HttpSource(Endpoint.tibber(bridge.host(), bridge.node(), password)));
        }
        if (choice instanceof SourceConfig.Simulated simulated) {
            Simulator simulator = Simulator.find().orElseThrow(() -> config.mistake(Keys.SOURCE, ": " + Simulator.ABSENT));
            return withoutProbe(simulator.source(simulated.name(), options.speed()));
        }
        if (choice instanceof SourceConfig.Serial serial) {
            return withProbe(serial.port(), config, state, disk);
        }
        // Java 17 does not check that all kinds are named above: a test does.
        throw new IllegalArgumentException("no source is made of " + choice);
    }

    private static ProbedSource withProbe(Path device, Config config, Path state, DiskExecutor disk) {
        Optional<LineSettings> settings = config.get(Keys.SERIAL_SETTINGS);
        SerialSource port = new SerialSource(device.toString(),
                settings.orElse(BaudProbe.CANDIDATES.get(0)), config.get(Keys.SERIAL_LINES).contains(Keys.DTR),
                config.get(Keys.SERIAL_LINES).contains(Keys.RTS));
        Reader.LineProbe probe = settings.isPresent() ? Reader.LineProbe.NONE : new BaudProbe(port,
                new FileStateStore(state.resolve("lines.properties"), "which settings a cable's line needs", disk));
        return new ProbedSource(new ParityDetectingSource(port), probe, port);
    }

    private static void requirePortOrLog(SourceConfig choice, Config config) throws UserException {
        Path file = choice instanceof SourceConfig.Serial serial ? serial.port()
                : choice instanceof SourceConfig.Replay log ? log.file() : null;
        if (file != null && Files.isDirectory(file)) {
            throw config.mistake(Keys.SOURCE, ": it is a directory; write the path of a port in it, or of a log");
        }
        if (choice instanceof SourceConfig.Serial && file != null && Files.isRegularFile(file)) {
            throw config.mistake(Keys.SOURCE, ": below /dev are ports, but this is a file; write - <" + file);
        }
    }

    /**
     * Makes the source of a dongle, with a file of its own for what is remembered of an address: the owner who writes another one chooses
     * anew.
     *
     * @param host null: the one dongle of the house is found
     */
    private static Source homeWizard(@Nullable String host, Path state, DiskExecutor disk) {
        String file = host == null ? "dongle.properties" : "dongle." + DriverFactory.safeName(host) + ".properties";
        return new HomeWizardSource(host, new FileStateStore(state.resolve(file), "which dongle is read, and its token", disk));
    }

    private static ProbedSource withoutProbe(Source source) {
        return new ProbedSource(source, Reader.LineProbe.NONE, null);
    }
}
