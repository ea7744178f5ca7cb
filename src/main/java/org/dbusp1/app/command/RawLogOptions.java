package org.dbusp1.app.command;

import java.nio.file.Path;
import java.time.ZoneId;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.app.config.Keys;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

final class RawLogOptions {
    /** As the key of the configuration is called, which run and check have as an option. */
    private static final String KEY_FILE = "--decryption.key.file";
    private static final String AUTHENTICATION_KEY_FILE = "--decryption.authentication-key.file";

    @Option(names = "--zone", paramLabel = "ZONE",
            description = "the time zone of the meter's clock, such as Europe/Helsinki (that of its country)")
    private @Nullable String zone;

    @Option(names = KEY_FILE, paramLabel = "FILE", description = "a file with the key of a meter that encrypts, 32 hex digits")
    private @Nullable Path keyFile;

    @Option(names = AUTHENTICATION_KEY_FILE, paramLabel = "FILE",
            description = "a file with the authentication key that belongs to it (the one that Luxembourg's meters share)")
    private @Nullable Path authenticationKeyFile;

    /** Returns the time zone of the meter's clock; null: the zone of the meter's country. */
    @Nullable ZoneId zone() throws UserException {
        return Keys.ZONE.optionalValue("--zone", zone);
    }

    DecodingFactory decoding(Checksum checksum) throws UserException {
        return new DecodingFactory(new DsmrDecoder.Options(zone(), null, checksum),
                new Decryptor(key(KEY_FILE, keyFile), key(AUTHENTICATION_KEY_FILE, authenticationKeyFile)));
    }

    private static @Nullable AesKey key(String option, @Nullable Path file) throws UserException {
        String prefix = option + ": " + file;
        return file == null ? null : DecodingFactory.parseKey(Config.secret(file, prefix), prefix);
    }
}
