package org.dbusp1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides the meter's key, once in a run: the configured one; else the one remembered for this cable; else one made of
 * the first good, unrepaired telegram, which is then remembered. So the meter that the utility hangs in the old one's
 * place takes over its instance, its topics and its history.
 */
final class MeterKeys {
    private static final Logger LOG = LoggerFactory.getLogger(MeterKeys.class);
    private static final String FILE = "meters.properties";

    private final Optional<MeterKey> configured;
    private final Path directory;
    private Optional<MeterKey> decided = Optional.empty();

    /** @param directory where the keys of cables are remembered; made when the first one is */
    MeterKeys(Optional<MeterKey> configured, Path directory) {
        this.configured = configured;
        this.directory = directory;
    }

    /**
     * The key of the meter behind a source.
     *
     * @param cable what names the cable; absent where nothing is to be remembered by it
     * @param name  what stands for the cable in a key made without a meter number
     * @return absent while only repaired telegrams came: a key is for years, and one must not be made of a guess
     */
    Optional<MeterKey> of(Reading reading, Optional<String> cable, String name) {
        if (decided.isEmpty()) {
            decided = configured.or(() -> cable.flatMap(this::remembered));
        }
        if (decided.isEmpty() && !reading.message().repaired()) {
            MeterKey made = made(reading.meter(), cable.orElse(name));
            cable.ifPresent(known -> remember(known, made));
            decided = Optional.of(made);
        }
        return decided;
    }

    private static MeterKey made(MeterIdentity meter, String cable) {
        return meter.equipmentId().filter(id -> !masked(id))
                .map(MeterKey::of)
                .orElseGet(() -> MeterKey.of(meter.identification() + "_" + cable));
    }

    /** Whether a number is a placeholder that other meters print as well: zeros, X's, blanks. */
    private static boolean masked(String id) {
        String significant = id.replaceAll("[^A-Za-z0-9]", "");
        return significant.chars().distinct().count() < 2 || significant.toLowerCase().contains("xxx");
    }

    private Optional<MeterKey> remembered(String cable) {
        return Optional.ofNullable(read().getProperty(cable)).map(MeterKey::of);
    }

    private void remember(String cable, MeterKey key) {
        Properties keys = read();
        keys.setProperty(cable, key.text());
        Path file = directory.resolve(FILE);
        Path fresh = directory.resolve(FILE + ".new");
        try {
            Files.createDirectories(directory);
            try (OutputStream out = Files.newOutputStream(fresh)) {
                keys.store(out, "Which meter hangs on which cable");
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException fault) {
            LOG.warn("cannot remember the meter in {} ({}): a replaced meter will get new ids", file, fault.toString());
        }
    }

    private Properties read() {
        Properties keys = new Properties();
        Path file = directory.resolve(FILE);
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in);
        } catch (NoSuchFileException none) {
            return keys;
        } catch (IOException | IllegalArgumentException fault) {
            LOG.warn("cannot read {} ({}): the meter's id is made from its telegram", file, fault.toString());
        }
        return keys;
    }
}
