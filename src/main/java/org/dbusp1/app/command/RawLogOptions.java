package org.dbusp1.app.command;

import java.nio.file.Path;
import java.time.ZoneId;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.app.config.Keys;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that read raw logs. */
final class RawLogOptions {
    private static final String KEY_FILE = "--key-file";
    private static final String AUTHENTICATION_KEY = "--authentication-key";

    @Option(names = "--zone", paramLabel = "ZONE",
            description = "the time zone of the meter's clock, such as Europe/Helsinki (that of its country)")
    private @Nullable String zone;

    @Option(names = "--repair", paramLabel = "true|false", defaultValue = "true",
            description = "repair known damage of a noisy line, where the checksum proves the repair (true)")
    private String repair;

    @Option(names = KEY_FILE, paramLabel = "FILE", description = "a file with the key of a meter that encrypts, 32 hex digits")
    private @Nullable Path keyFile;

    @Option(names = AUTHENTICATION_KEY, paramLabel = "HEX",
            description = "the authentication key that belongs to it (the one that Luxembourg's meters share)")
    private @Nullable String authenticationKey;

    /**
     * Returns the time zone of the meter's clock; null: the zone of the meter's country.
     *
     * @throws UserException when there is no such zone
     */
    @Nullable ZoneId zone() throws UserException {
        return Keys.ZONE.optionalValue("--zone", zone);
    }

    /** @throws UserException when a word is not allowed, or a key cannot be read */
    DecodingFactory decoding(Checksum checksum) throws UserException {
        DsmrDecoder.Options telegrams = new DsmrDecoder.Options(zone(), null, checksum);
        String keyName = KEY_FILE + ": " + keyFile;
        String key = keyFile == null ? null : Config.secret(keyFile, keyName);
        return new DecodingFactory(ValueType.trueOrFalse().value("--repair", repair), telegrams, new Decryptor(
                DecodingFactory.parseKey(key, keyName), DecodingFactory.parseKey(authenticationKey, AUTHENTICATION_KEY)));
    }
}
