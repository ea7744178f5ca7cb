package org.dbusp1.assembly;

import java.nio.file.Path;
import java.util.Optional;
import org.dbusp1.cipher.AesKey;
import org.dbusp1.cipher.AesKey.BadKeyException;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Keys;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;

/** Makes the decryptor of a meter's frames from the owner's keys. */
public final class DecryptionKeys {
    /** Reads a key. */
    private interface Giver<T> {
        AesKey key(T from) throws BadKeyException;
    }

    private DecryptionKeys() {
    }

    /** @throws Failure when a file that the configuration names holds no key */
    static Decryptor decryptor(Config config) throws Failure {
        return new Decryptor(configured(config, Keys.DECRYPTION_KEY),
                configured(config, Keys.DECRYPTION_AUTHENTICATION_KEY));
    }

    private static Optional<AesKey> configured(Config config, Key<Optional<Path>> key) throws Failure {
        return given(config.get(key), AesKey::read, config.place(key) + ": " + key.name() + ": ");
    }

    /**
     * @param option name of the option whose value is the authentication key
     * @throws Failure when one of the keys is not valid
     */
    public static Decryptor decryptor(Optional<Path> key, String option, Optional<String> authentication)
            throws Failure {
        return new Decryptor(given(key, AesKey::read, ""),
                given(authentication, word -> AesKey.of(word, option), ""));
    }

    /** @param place beginning of the error message */
    private static <T> Optional<AesKey> given(Optional<T> from, Giver<T> giver, String place) throws Failure {
        if (from.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(giver.key(from.get()));
        } catch (BadKeyException wrong) {
            throw new Failure(ExitStatus.CONFIG, place + wrong.getMessage(), wrong);
        }
    }
}
