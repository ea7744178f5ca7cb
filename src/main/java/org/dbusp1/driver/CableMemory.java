package org.dbusp1.driver;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fact about each cable or meter, kept over restarts in a small file. Written only when a fact changes, and whole or not at
 * all. Losing it costs a while of looking anew, so a fault is told and not fatal.
 */
public final class CableMemory {
    private static final Logger LOG = LoggerFactory.getLogger(CableMemory.class);

    private final Path file;
    private final String about;

    /** @param about what the facts are, for who reads the file */
    public CableMemory(Path file, String about) {
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
            Files.writeString(fresh, text(facts));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException fault) {
            LOG.warn("cannot write {} ({}): after a restart this is found out anew: {}", file, fault.toString(), about);
        }
    }

    /** Properties could write themselves, but a date with them, and for its name a megabyte of Java's locales. */
    private String text(Properties facts) {
        StringBuilder text = new StringBuilder("# ").append(about).append('\n');
        facts.forEach((cable, fact) -> text.append(escaped(cable)).append('=').append(escaped(fact)).append('\n'));
        return text.toString();
    }

    /** As {@link Properties#load(Reader)} reads it. */
    private static String escaped(Object word) {
        StringBuilder escaped = new StringBuilder();
        for (char character : word.toString().toCharArray()) {
            if ("\\ :=#!\t\f".indexOf(character) >= 0) {
                escaped.append('\\');
            }
            escaped.append(character);
        }
        return escaped.toString();
    }

    private Properties read() {
        Properties facts = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            facts.load(in);
        } catch (NoSuchFileException none) {
            return facts;
        } catch (IOException | IllegalArgumentException fault) {
            LOG.warn("cannot read {} ({}): it is written anew", file, fault.toString());
        }
        return facts;
    }
}
