package org.dbusp1.fleet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dbusp1.app.command.CommandConfig;
import org.dbusp1.app.command.Commands;
import org.dbusp1.app.command.HistoryCommand;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Logging;
import org.dbusp1.base.process.UserException;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.mqtt.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dbus-p1 collect}: writes rows of a fleet from a broker into one database. */
@Command(name = CollectCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false,
        description = """
                Writes the rows that drivers with history.publish=true send to an MQTT 5 broker into the database of \
                history.url. Any number of collectors share the work; each may be stopped or killed at any time. Runs until \
                SIGTERM.""",
        footer = {"", "Examples:", "  dbus-p1 collect --config my.properties --name a",
            "  dbus-p1 collect --config my.properties --name a --metrics /tmp/p1.prom",
            "  dbus-p1 collect --config my.properties --name a --leave"})
public final class CollectCommand implements Commands.AddedServer {
    static final String NAME = "collect";

    private static final long CLOSE_SECONDS = 8;
    private static final ValueType<String> NAMED =
            ValueType.text("NAME", "1 to 64 letters, digits, _, . and -", Collector.Settings.NAME);

    @Option(names = RunOptions.CONFIG, paramLabel = "FILE",
            description = "read this file, not dbus-p1.properties of /data/conf or /etc/dbus-p1")
    private Path file;

    @Mixin
    private HistoryCommand.DatabaseOption database;

    @Option(names = "--group", paramLabel = "NAME", defaultValue = "dbus-p1",
            description = "collectors of one group share the rows; dbus-p1 when not given")
    private String group;

    @Option(names = "--name", paramLabel = "NAME",
            description = "the name of this collector in its group, the same after each restart: the broker keeps its"
                    + " rows under it while it is away; the host's name when not given")
    private String session;

    @Option(names = "--metrics", paramLabel = "FILE",
            description = "write figures for Prometheus to this file every 15 s")
    private Path metrics;

    @Option(names = "--leave",
            description = "take the rows that the broker keeps for this name, and no new ones, then end:"
            + " for a collector that is not needed any more")
    private boolean leave;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Integer call() throws UserException, InterruptedException {
        CommandConfig read = CommandConfig.read(file, database.setting());
        Config config = read.config();
        Logging.setLevel(config.get(Keys.LOG_LEVEL));
        if (config.get(HistoryConfig.URL).isEmpty()) {
            throw new UserException(ExitStatus.CONFIG,
                    "collect needs the database of the fleet: set history.url to its URL, or give it with --url");
        }
        if (config.get(MqttConfig.URL).isEmpty()) {
            throw new UserException(ExitStatus.CONFIG, "collect needs the broker of the fleet: set mqtt.url to its address");
        }
        FileProblem.requireRegular(metrics == null ? List.of() : List.of(metrics), "; give another --metrics");
        Collector collector = new Collector(new Collector.Settings(broker(config), read.historyConfig(),
                NAMED.value("--group", group),
                NAMED.value("--name", Optional.ofNullable(session).orElseGet(CollectCommand::host)),
                metrics), Clock.systemUTC());
        if (leave) {
            collector.leave();
        }
        CountDownLatch ended = new CountDownLatch(1);
        Thread stop = new Thread(() -> stop(collector, ended), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            collector.run();
            return ExitStatus.OK.code();
        } catch (FleetStore.NoDriver e) {
            throw new UserException(ExitStatus.UNAVAILABLE, e);
        } finally {
            ended.countDown();
        }
    }

    /** Called on SIGTERM: waits until the batch that is being written is finished. */
    private static void stop(Collector collector, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        collector.stop();
        try {
            if (ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitStatus.OK.code());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static MqttConfig broker(Config config) throws UserException {
        MqttConfig settings = MqttConfig.of(config);
        if (!Topics.hasKeyAsLevel(settings.base())) {
            throw new UserException(ExitStatus.CONFIG, config.origin(MqttConfig.BASE)
                    + ": mqtt.base: <key> has to be a whole level, between two /, or be left out");
        }
        return settings;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "collector";
        }
    }
}
