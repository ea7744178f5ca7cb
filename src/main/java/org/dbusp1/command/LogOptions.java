package org.dbusp1.command;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.config.Keys;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.process.Failure;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of the commands that read raw logs. */
final class LogOptions {
    private static final String AUTHENTICATION_KEY = "--authentication-key";

    @Option(names = "--zone", paramLabel = "ZONE", converter = ZoneConverter.class,
            description = "the time zone of the meter's clock, such as Europe/Helsinki (that of its country)")
    private ZoneId zone;

    @Option(names = "--repair", arity = "1", paramLabel = "true|false", converter = RepairConverter.class,
            defaultValue = "true", description = "repair known damage of a noisy line, where the checksum proves the repair (true)")
    private boolean repair;

    @Option(names = "--key-file", paramLabel = "FILE",
            description = "a file with the key of a meter that encrypts, 32 hex digits")
    private Optional<Path> keyFile;

    @Option(names = AUTHENTICATION_KEY, paramLabel = "HEX",
            description = "the authentication key that belongs to it (the one that Luxembourg's meters share)")
    private Optional<String> authenticationKey;

    /** Returns the time zone of the meter's clock; absent: that of its country. */
    Optional<ZoneId> zone() {
        return Optional.ofNullable(zone);
    }

    /** @throws Failure when a key cannot be read */
    DecodingFactory decoding(Checksum checksum) throws Failure {
        DsmrDecoder.Options telegrams = new DsmrDecoder.Options(zone(), Optional.empty(), checksum);
        return new DecodingFactory(repair, telegrams, false,
                DecodingFactory.decryptor(keyFile, AUTHENTICATION_KEY, authenticationKey));
    }

    /** Reads the same words as the configuration. */
    private static final class RepairConverter implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return Keys.REPAIR.read(text).orElseThrow(
                    () -> new TypeConversionException("--repair is true or false, not \"" + text + "\""));
        }
    }

    /** Reads a time zone; its message shows an example if the text names no zone. */
    private static final class ZoneConverter implements ITypeConverter<ZoneId> {
        @Override
        public ZoneId convert(String text) {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException unknown) {
                throw new TypeConversionException("\"" + text + "\" is no time zone, such as Europe/Helsinki");
            }
        }
    }
}
