package org.dbusp1.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.FileProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A password or token in a separate file, so that no configuration and no list of processes shows it. */
public final class SecretFile {
    private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private SecretFile() {
    }

    /**
     * The secret in the file that a key names, without blanks and line ends around it, and without the byte order mark
     * of editors of Windows; empty when the key names none.
     *
     * @throws Failure when the file cannot be read or holds nothing
     */
    public static Optional<String> read(Config config, Key<Optional<Path>> key) throws Failure {
        Optional<Path> file = config.get(key);
        return file.isEmpty() ? Optional.empty() : Optional.of(read(file.get(), config.complaint(key)));
    }

    private static String read(Path file, String complaint) throws Failure {
        try {
            String text = Files.readString(file);
            String secret = text.substring(text.startsWith(PropertiesFile.BYTE_ORDER_MARK) ? 1 : 0).strip();
            if (secret.isEmpty()) {
                throw new Failure(ExitStatus.CONFIG, complaint + ": the file is empty");
            }
            warnIfOthersMayRead(file);
            return secret;
        } catch (IOException unreadable) {
            throw new Failure(ExitStatus.CONFIG, complaint + ": " + FileProblem.reading(unreadable).words(),
                    unreadable);
        }
    }

    private static void warnIfOthersMayRead(Path file) throws IOException {
        try {
            Set<PosixFilePermission> mode = EnumSet.copyOf(OTHERS);
            mode.retainAll(Files.getPosixFilePermissions(file));
            if (!mode.isEmpty()) {
                LOG.warn("{} holds a secret that others on this machine may read; chmod 600 {}", file, file);
            }
        } catch (UnsupportedOperationException noModes) {
            LOG.debug("{} lies on a file system without modes", file);
        }
    }
}
