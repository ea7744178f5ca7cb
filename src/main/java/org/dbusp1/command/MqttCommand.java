package org.dbusp1.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.assembly.MqttConfig;
import org.dbusp1.config.Config;
import org.dbusp1.config.Config.Setting;
import org.dbusp1.config.Keys;
import org.dbusp1.config.RunOptions;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.mqtt.Removal;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 mqtt}: what can be done at a broker besides publishing. */
@Command(name = MqttCommand.NAME, mixinStandardHelpOptions = true,
        description = "Removes a meter from the MQTT broker.")
final class MqttCommand {
    static final String NAME = "mqtt";

    /** @throws Failure when it cannot be done */
    @Command(name = "remove", mixinStandardHelpOptions = true,
            description =
                    "Deletes from the broker what it retains of a meter: states, status and the discovery messages"
                    + " for Home Assistant. First stop the driver, or set mqtt.enabled=false.",
            footer = {"", "Examples:", "  dbus-p1 mqtt remove",
                "  dbus-p1 mqtt remove E0034007410 --config my.properties"})
    int remove(
            @Parameters(arity = "0..1", paramLabel = "KEY",
                    description = "the meter's key; default: meter.id, else the only meter at the broker") Optional<String> key,
            @Option(names = RunOptions.CONFIG, paramLabel = "FILE",
                    description = "read this file, not dbus-p1.properties of /data/conf or /etc/dbus-p1")
            Optional<Path> file) throws Failure {
        List<Setting> given = key.isEmpty() ? List.of()
                : List.of(new Setting(Keys.METER_ID.name(), named(key.get()).text(), "parameter KEY"));
        Config config = CommandConfig.read(file, given).config();
        Optional<MeterKey> named = config.get(Keys.METER_ID);
        try (Removal removal = new Removal(MqttConfig.settings(config))) {
            MeterKey meter = named.isPresent() ? named.get() : only(removal.meters());
            int topics = removal.remove(meter);
            System.out.println("removed " + topics + " topics of " + meter);
            return ExitStatus.OK.code();
        } catch (Removal.Refused refused) {
            throw new Failure(ExitStatus.UNAVAILABLE, refused.getMessage(), refused);
        }
    }

    private static MeterKey named(String text) throws Failure {
        return Keys.METER_ID.read(text).flatMap(key -> key).orElseThrow(() -> new Failure(ExitStatus.USAGE,
                "\"" + text + "\" is not a meter's key; it is " + Keys.METER_ID.type().constraint()));
    }

    private static MeterKey only(Set<String> meters) throws Failure {
        if (meters.size() != 1) {
            throw new Failure(ExitStatus.USAGE, meters.isEmpty() ? "the broker retains nothing of a meter"
                    : "the broker retains topics of several meters; name one of " + String.join(", ", meters));
        }
        return named(meters.iterator().next());
    }
}
