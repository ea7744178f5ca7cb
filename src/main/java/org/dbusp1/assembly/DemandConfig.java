package org.dbusp1.assembly;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.config.Config;
import org.dbusp1.config.Keys;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandSettings.WindowChoice;
import org.dbusp1.demand.Tariff;
import org.dbusp1.demand.TariffFile;
import org.dbusp1.demand.TariffFile.MistakeException;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.FileProblem;

/** The demand tariff as the owner configured it. */
final class DemandConfig {
    /** Bytes; a larger file describes no tariff. */
    private static final int LARGEST = 64 * 1024;

    private DemandConfig() {
    }

    /** @throws Failure if keys contradict each other, or a file describes no tariff */
    static DemandSettings settings(Config config) throws Failure {
        Optional<Integer> limit = config.get(Keys.DEMAND_LIMIT);
        OptionalLong watts = limit.isPresent() ? OptionalLong.of(limit.get()) : OptionalLong.empty();
        return new DemandSettings(config.get(Keys.DEMAND_WINDOW), tariff(config), watts);
    }

    private static Optional<Tariff> tariff(Config config) throws Failure {
        Optional<String> given = config.get(Keys.DEMAND_TARIFF);
        if (given.isPresent() && config.get(Keys.DEMAND_WINDOW) != WindowChoice.AUTO) {
            throw config.mistake(Keys.DEMAND_WINDOW, " contradicts demand.tariff, which has its own window: leave it out");
        }
        if (given.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Tariff.NAMES.contains(given.get()) ? Tariff.named(given.get()) : fromFile(config, Path.of(given.get())));
    }

    private static Tariff fromFile(Config config, Path file) throws Failure {
        try {
            return TariffFile.parse(Tariff.OWNERS, file.toString(), Config.text(file, LARGEST).orElseThrow(() ->
                    config.mistake(Keys.DEMAND_TARIFF, " is larger than 64 kB, so it is no tariff file")));
        } catch (CharacterCodingException binary) {
            throw config.mistake(Keys.DEMAND_TARIFF, " is not UTF-8 text; save it as UTF-8");
        } catch (IOException unreadable) {
            throw config.mistake(Keys.DEMAND_TARIFF, " cannot be read: " + FileProblem.reading(unreadable).words());
        } catch (MistakeException wrong) {
            throw new Failure(ExitStatus.CONFIG, wrong.getMessage());
        }
    }
}
