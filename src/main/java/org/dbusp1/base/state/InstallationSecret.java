package org.dbusp1.base.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.NextAttempt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the ids of meters and devices that other programs store, such as HomeWizard's {@code unique_id}: nobody can find a meter's
 * number in them by trying numbers, because they depend on a secret. The secret is a file of the state directory, one for all its
 * drivers, made once and never replaced: other ids are other devices for Home Assistant. While it can be neither read nor made, there
 * are no ids; it is tried again each minute. Thread safe; a call may wait for the disk.
 */
public final class InstallationSecret {
    private static final Logger LOG = LoggerFactory.getLogger(InstallationSecret.class);
    private static final String FILE = "ids.secret";
    private static final int BYTES = 32;
    private static final int MOST_CHARACTERS = 1_024;
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final String ALGORITHM = "HmacSHA256";

    private final @Nullable Path file;
    private final NextAttempt nextRead;
    private byte @Nullable [] secret;
    private boolean hasFailed;

    private InstallationSecret(@Nullable Path file, LongSupplier nanos, byte @Nullable [] secret) {
        this.file = file;
        this.nextRead = new NextAttempt(nanos);
        this.secret = secret;
    }

    public static InstallationSecret in(Path stateDirectory, LongSupplier nanos) {
        return new InstallationSecret(stateDirectory.resolve(FILE), nanos, null);
    }

    /** Returns the secret for a log or a simulated meter, whose ids may be the same everywhere. */
    public static InstallationSecret fixed() {
        return new InstallationSecret(null, () -> 0, new byte[BYTES]);
    }

    /** Returns the id of a meter or a device as 64 hex digits; null while the secret cannot be read. */
    public synchronized @Nullable String id(String name) {
        byte[] key = secret();
        if (key == null) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("a Java without " + ALGORITHM, e);
        }
    }

    private byte @Nullable [] secret() {
        if (secret == null && file != null && nextRead.isDue()) {
            secret = readOrMake(file);
        }
        return secret;
    }

    private byte @Nullable [] readOrMake(Path file) {
        if (!Files.exists(file)) {
            byte[] made = new byte[BYTES];
            new SecureRandom().nextBytes(made);
            try {
                WholeFile.writePrivateOnce(file, (HexFormat.of().formatHex(made) + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return failed(file, FileProblem.writing(e).words());
            }
        }
        try {
            String text = new String(OwnFile.read(file, MOST_CHARACTERS), StandardCharsets.ISO_8859_1).strip();
            return text.matches("[0-9a-f]{" + 2 * BYTES + "}") ? HexFormat.of().parseHex(text)
                    : failed(file, "it is damaged; copy it from a backup, or delete it: programs then find a new meter");
        } catch (IOException e) {
            return failed(file, FileProblem.reading(e).words());
        }
    }

    private byte @Nullable [] failed(Path file, String problem) {
        if (!hasFailed) {
            LOG.warn("{}: {}. Until then HomeWizard's API has no ids", file, problem);
        }
        hasFailed = true;
        nextRead.after(RETRY);
        return null;
    }
}
