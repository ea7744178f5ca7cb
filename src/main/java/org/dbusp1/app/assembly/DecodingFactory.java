package org.dbusp1.app.assembly;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.AesKey.BadKeyException;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.Anonymizer;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.decode.han.HanDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.line.decode.sml.SmlDecoder;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/**
 * Makes the scanner and the decoder of each line or raw log.
 *
 * @param telegrams options for P1 telegrams, with the zone of every meter's clock
 */
public record DecodingFactory(DsmrDecoder.Options telegrams, Decryptor decryptor) {
    /** @throws UserException if a decryption key of the configuration cannot be read or is not valid */
    public static DecodingFactory of(Config config) throws UserException {
        // Telegrams over HTTP arrive whole, and dongles may omit the checksum.
        SourceConfig source = config.get(Keys.SOURCE);
        Checksum checksum = source instanceof SourceConfig.HomeWizard || source instanceof SourceConfig.Page
                ? Checksum.MAY_BE_MISSING : Checksum.BY_METER;
        return new DecodingFactory(
                new DsmrDecoder.Options(config.get(Keys.METER_ZONE).orElse(null), config.get(Keys.METER_DIALECT).orElse(null), checksum),
                new Decryptor(configured(config, Keys.DECRYPTION_KEY), configured(config, Keys.DECRYPTION_AUTHENTICATION_KEY)));
    }

    /** Makes the scanner for one line or log; it cannot be used for another. */
    public FrameScanner scanner() {
        return new FrameScanner(true, telegrams.checksum() == Checksum.IGNORED, decryptor);
    }

    /** Makes the decoder for one line or log; it knows nothing of earlier runs. */
    public StreamDecoder decoder() {
        return decoder(() -> null, LocalTimeResolver.ofLog(telegrams.zone()));
    }

    public Anonymizer anonymizer() {
        return new Anonymizer(this::scanner, this::decoder);
    }

    /** @param known returns the number of the line's meter as a key, as remembered for the cable; null if it is not known */
    StreamDecoder decoder(Supplier<@Nullable MeterKey> known, LocalTimeResolver times) {
        return new StreamDecoder(content -> switch (content) {
            case TELEGRAM -> new DsmrDecoder(telegrams, times);
            case LIST -> new HanDecoder(times, known);
            case SML -> new SmlDecoder();
        });
    }

    private static @Nullable AesKey configured(Config config, Key<Optional<Path>> key) throws UserException {
        return parseKey(config.secret(key).orElse(null), config.settingText(key));
    }

    /**
     * @param digits 32 hex digits; null if there is no key
     * @param messagePrefix the beginning of the message about a mistake in the key
     * @throws UserException if the key is not valid
     */
    public static @Nullable AesKey parseKey(@Nullable String digits, String messagePrefix) throws UserException {
        try {
            return digits == null ? null : AesKey.of(digits, messagePrefix);
        } catch (BadKeyException e) {
            throw new UserException(ExitStatus.CONFIG, e);
        }
    }
}
