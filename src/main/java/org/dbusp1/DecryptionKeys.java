package org.dbusp1;

import java.nio.file.Path;
import java.util.Optional;
import org.dbusp1.cipher.AesKey;
import org.dbusp1.cipher.BadKeyException;
import org.dbusp1.cipher.Opener;

/** From the files that an owner names to what opens a meter's frames. */
final class DecryptionKeys {
    private DecryptionKeys() {
    }

    /** @throws Failure when a file holds no key */
    static Opener opener(Optional<Path> key, Optional<Path> authentication) throws Failure {
        return new Opener(read(key), read(authentication));
    }

    private static Optional<AesKey> read(Optional<Path> file) throws Failure {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(AesKey.read(file.get()));
        } catch (BadKeyException wrong) {
            throw new Failure(ExitStatus.CONFIG, wrong.getMessage(), wrong);
        }
    }
}
