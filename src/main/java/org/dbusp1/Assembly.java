package org.dbusp1;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.DsmrDecoder;
import org.dbusp1.decode.DsmrOptions;
import org.dbusp1.frame.Framer;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.guard.DemandSettings;
import org.dbusp1.guard.Guard;
import org.dbusp1.output.Output;
import org.dbusp1.output.venus.VenusOutput;
import org.dbusp1.output.venus.VenusSettings;
import org.dbusp1.source.ReplaySource;
import org.dbusp1.source.SerialSource;
import org.dbusp1.source.SimulatedSource;
import org.dbusp1.source.Source;
import org.dbusp1.source.simulate.House;
import org.dbusp1.source.simulate.SimulatedDialect;
import org.dbusp1.source.simulate.SimulatedMeter;

/** From what the owner configured to the parts of a driver; what is off is not even loaded. */
final class Assembly {
    private final Config config;
    private final RunOptions options;
    private final Map<String, String> environment;

    Assembly(Config config, RunOptions options, Map<String, String> environment) {
        this.config = config;
        this.options = options;
        this.environment = environment;
    }

    Driver driver() {
        Source source = source(config.get(Keys.SOURCE));
        MeterKeys keys = new MeterKeys(config.get(Keys.METER_ID), StateDirectory.find(Path.of("/"), environment));
        return new Driver(source, framer(), decoder(), new Guard(DemandSettings.DEFAULT), keys, ender -> outputs(source, ender),
                new Driver.Manner(options.await(), options.probe()));
    }

    private Source source(SourceChoice choice) {
        if (choice instanceof SourceChoice.Replay replay) {
            return new ReplaySource(replay.file(), options.speed(), options.atEnd());
        }
        if (choice instanceof SourceChoice.Simulated simulated) {
            SimulatedDialect dialect = simulated.dialect();
            return new SimulatedSource(dialect.name(),
                    () -> new SimulatedMeter(dialect, House.usual(dialect, Instant.now())), options.speed());
        }
        return new SerialSource(config.get(Keys.SERIAL_PORT), config.get(Keys.SERIAL_SETTINGS),
                config.get(Keys.SERIAL_DTR), config.get(Keys.SERIAL_RTS));
    }

    private Framer framer() {
        return config.get(Keys.REPAIR) ? P1Framer.repairing() : new P1Framer();
    }

    private Decoder decoder() {
        return new DsmrDecoder(new DsmrOptions(config.get(Keys.METER_ZONE), config.get(Keys.METER_PROFILE), false));
    }

    /** The grid service comes first: the house's energy management waits for nothing else. */
    private List<Output> outputs(Source source, Driver.Ender ender) {
        List<Output> outputs = new ArrayList<>();
        if (config.get(Keys.VENUS_ENABLED)) {
            outputs.add(venus(source, ender));
        }
        return outputs;
    }

    private Output venus(Source source, Driver.Ender ender) {
        Optional<Integer> position = config.get(Keys.VENUS_POSITION);
        VenusSettings settings = new VenusSettings(config.get(Keys.BUS), config.get(Keys.VENUS_ROLE),
                position.map(OptionalInt::of).orElse(OptionalInt.empty()), config.get(Keys.VENUS_PHASES),
                config.get(Keys.VENUS_GASMETER), "p1_" + source.name().replaceAll("[^A-Za-z0-9_]", "_"),
                "P1 " + source.name(), Main.version());
        return new VenusOutput(settings, environment, (status, line) -> ender.end(ExitStatus.of(status), line));
    }
}
