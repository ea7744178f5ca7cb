package org.dbusp1.app.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Optional;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.UserException;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.demand.TariffFile;
import org.dbusp1.metering.demand.TariffFile.MistakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration keys of the demand tariff and of the peak limiter. */
public final class DemandKeys {
    private static final Logger LOG = LoggerFactory.getLogger(DemandKeys.class);

    public static final KeyTable KEYS = new KeyTable("Demand tariff");
    /** Bytes of the largest file that may describe a tariff. */
    private static final int LARGEST = 64 * 1024;

    public static final Key<Optional<Integer>> LIMIT = KEYS.define("demand.limit-w", "", ValueType.number(1, 1_000_000).optional(),
            "import limit (W) for the demand window; the power still allowed until its end is published");
    public static final Key<Optional<String>> TARIFF = KEYS.define("demand.tariff", "",
            ValueType.text("TARIFF", "one of " + String.join(", ", Tariff.NAMES)
                    + ", or the path of a file with a tariff of your own", String.join("|", Tariff.NAMES) + "|.*/.*")
                    .optional(),
            "the demand tariff that is billed: a name, or the path of a file with a tariff of your own");
    public static final Key<Boolean> LIMITER = KEYS.define("demand.limiter", "false", ValueType.trueOrFalse(),
            "limit the peak with the battery: the inverters give only what the house uses above the power that a window allows; the switch"
            + " on the GX device takes precedence");
    public static final Key<Optional<Integer>> RESERVE = KEYS.define("demand.reserve-soc", "", ValueType.number(5, 100).optional(),
            "state of charge (%) up to which the battery is kept for peaks, with solar chargers 95 at most; empty: 15 above the minimum"
            + " of ESS, or as many as the tariff's line reserve-points says (30 in those of Sollentuna and Telge)");
    /** A reserve above it costs more in a year than it saves. */
    private static final int MOST_USEFUL_RESERVE = 50;

    /** @throws UserException if a file describes no tariff */
    public static DemandConfig of(Config config) throws UserException {
        return new DemandConfig(tariff(config), config.get(LIMIT).map(Integer::longValue).orElse(null));
    }

    /** Returns the charge up to which the battery is kept for peaks. */
    public static Reserve reserve(Config config, DemandConfig demand) {
        Integer percent = config.get(RESERVE).orElse(null);
        if (percent != null && percent > MOST_USEFUL_RESERVE) {
            LOG.warn("{}={}: so high a reserve costs more in a year than the lower peaks save, because the battery then hardly supplies"
                    + " the house; {} or less is better", RESERVE.name(), percent, MOST_USEFUL_RESERVE);
        }
        return new Reserve(percent, demand.tariffOrHighestWindow().reservePoints());
    }

    private static @Nullable Tariff tariff(Config config) throws UserException {
        String given = config.get(TARIFF).orElse(null);
        if (given == null) {
            return null;
        }
        return Tariff.NAMES.contains(given) ? Tariff.named(given) : fromFile(config, Path.of(given));
    }

    private static Tariff fromFile(Config config, Path file) throws UserException {
        try {
            return TariffFile.parse(Tariff.CUSTOM, file.toString(), Config.text(file, LARGEST).orElseThrow(() ->
                    config.mistake(TARIFF, " is larger than 64 kB, so it is no tariff file")));
        } catch (CharacterCodingException e) {
            throw config.mistake(TARIFF, " is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            throw config.mistake(TARIFF, " cannot be read: " + FileProblem.reading(e).words());
        } catch (MistakeException e) {
            throw new UserException(ExitStatus.CONFIG, e);
        }
    }

    private DemandKeys() {
    }
}
