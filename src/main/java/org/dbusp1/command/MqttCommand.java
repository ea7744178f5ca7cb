package org.dbusp1.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.assembly.MqttConfig;
import org.dbusp1.config.Config;
import org.dbusp1.config.ConfigReader;
import org.dbusp1.config.Keys;
import org.dbusp1.config.RunOptions;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.mqtt.Removal;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 mqtt}: what there is to do at a broker beside publishing. */
@Command(name = MqttCommand.NAME, mixinStandardHelpOptions = true, description = "Looks after the MQTT broker.")
final class MqttCommand {
    static final String NAME = "mqtt";
    private static final Path ROOT = Path.of("/");

    /** @throws Failure when it cannot be done */
    @Command(name = "remove", mixinStandardHelpOptions = true,
            description = "Takes back from the broker what it retains of a meter: states, status, and what Home"
                    + " Assistant was told. Stop the driver, or set mqtt.enabled=false, first.",
            footer = {"", "Examples:", "  dbus-p1 mqtt remove",
                "  dbus-p1 mqtt remove E0034007410 --config my.properties"})
    int remove(
            @Parameters(arity = "0..1", paramLabel = "KEY",
                    description = "the meter's key; the only one at the broker when not given") Optional<String> key,
            @Option(names = RunOptions.CONFIG, paramLabel = "FILE",
                    description = "read this file, not dbus-p1.properties of /data/conf or /etc/dbus-p1")
            Optional<Path> file) throws Failure {
        Config config = new ConfigReader(ROOT, System.getenv(), port -> Optional.empty()).read(file, List.of());
        Optional<MeterKey> named = key.isEmpty() ? config.get(Keys.METER_ID) : Optional.of(named(key.get()));
        try (Removal removal = new Removal(MqttConfig.settings(config))) {
            MeterKey meter = named.isPresent() ? named.get() : only(removal.meters());
            int topics = removal.remove(meter);
            System.out.println("took back " + topics + " topics of " + meter);
            return ExitStatus.OK.code();
        } catch (Removal.Refused why) {
            throw new Failure(ExitStatus.UNAVAILABLE, why.getMessage(), why);
        }
    }

    private static MeterKey named(String text) throws Failure {
        return Keys.METER_ID.read(text).flatMap(key -> key).orElseThrow(() -> new Failure(ExitStatus.USAGE,
                "\"" + text + "\" is no meter's key; it is " + Keys.METER_ID.kind().allowed()));
    }

    private static MeterKey only(Set<String> meters) throws Failure {
        if (meters.size() != 1) {
            throw new Failure(ExitStatus.USAGE, meters.isEmpty() ? "the broker retains nothing of any meter"
                    : "the broker retains something of several meters; name one of " + String.join(", ", meters));
        }
        return named(meters.iterator().next());
    }
}
