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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fact about each cable, kept over restarts in a small file. Written only when a fact changes, and whole or not at
 * all. Losing it costs a while of looking anew, so a fault is told and not fatal.
 */
final class CableMemory {
    private static final Logger LOG = LoggerFactory.getLogger(CableMemory.class);

    private final Path file;
    private final String about;

    /** @param about what the facts are, for who reads the file */
    CableMemory(Path file, String about) {
        this.file = file;
        this.about = about;
    }

    Optional<String> recall(String cable) {
        return Optional.ofNullable(read().getProperty(cable));
    }

    void remember(String cable, String fact) {
        Properties facts = read();
        if (fact.equals(facts.setProperty(cable, fact))) {
            return;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(fresh)) {
                facts.store(out, about);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException fault) {
            LOG.warn("cannot write {} ({}): after a restart this is found out anew: {}", file, fault.toString(), about);
        }
    }

    private Properties read() {
        Properties facts = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            facts.load(in);
        } catch (NoSuchFileException none) {
            return facts;
        } catch (IOException | IllegalArgumentException fault) {
            LOG.warn("cannot read {} ({}): it is written anew", file, fault.toString());
        }
        return facts;
    }
}
