package org.dbusp1.assembly;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.cipher.AesKey;
import org.dbusp1.cipher.AesKey.BadKeyException;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Keys;
import org.dbusp1.config.SourceConfig;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.decode.han.HanDecoder;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.decode.sml.SmlDecoder;
import org.dbusp1.decode.tic.TicDecoder;
import org.dbusp1.driver.LogAnonymizer;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;

/**
 * Makes the stream from bytes to readings, one for each line or raw log.
 *
 * @param repair          whether damage that lines do to telegrams is repaired where the checksum proves the repair
 * @param telegrams       options for P1 telegrams, with the zone of every meter's clock
 * @param apparentAsPower see {@link TicDecoder}
 * @param decryptor       decrypts payloads
 */
public record DecodingFactory(boolean repair, DsmrDecoder.Options telegrams, boolean apparentAsPower, Decryptor decryptor) {
    /**
     * Makes the decoding that the owner configured.
     *
     * @throws Failure when a key that the configuration names cannot be read
     */
    public static DecodingFactory of(Config config) throws Failure {
        // Telegrams over HTTP are complete, and dongles may leave the checksum out.
        Checksum checksum = config.get(Keys.SOURCE) instanceof SourceConfig.HomeWizard
                ? Checksum.MAY_BE_MISSING : Checksum.BY_DIALECT;
        return new DecodingFactory(config.get(Keys.REPAIR),
                new DsmrDecoder.Options(config.get(Keys.METER_ZONE), config.get(Keys.METER_PROFILE), checksum),
                config.get(Keys.TIC_POWER),
                decryptor(config));
    }

    /** Makes the stream for one line or log without facts of an earlier run. */
    public ReadingStream stream(ReadingStream.Listener listener) {
        return stream(listener, Optional::empty);
    }

    /** Returns what removes the numbers from one log. @param name the name of the log in messages */
    public LogAnonymizer anonymizer(String name) {
        return new LogAnonymizer(name, this::stream);
    }

    /** @param known the key that an earlier run made of a number of this line's meter; absent if none is known */
    ReadingStream stream(ReadingStream.Listener listener, Supplier<Optional<MeterKey>> known) {
        return new ReadingStream(new FrameScanner(repair, decryptor),
                Decoder.ofContents(content -> decoder(content, known)), listener);
    }

    private Decoder decoder(Frame.Content content, Supplier<Optional<MeterKey>> known) {
        return switch (content) {
            case TELEGRAM -> new DsmrDecoder(telegrams);
            case LIST -> new HanDecoder(telegrams.zone(), known);
            case SML -> new SmlDecoder();
            case TIC -> new TicDecoder(apparentAsPower, telegrams.zone());
        };
    }

    private static Decryptor decryptor(Config config) throws Failure {
        return new Decryptor(configured(config, Keys.DECRYPTION_KEY),
                configured(config, Keys.DECRYPTION_AUTHENTICATION_KEY));
    }

    private static Optional<AesKey> configured(Config config, Key<Optional<Path>> key) throws Failure {
        return given(config.get(key), AesKey::read, config.place(key) + ": " + key.name() + ": ");
    }

    /**
     * Makes the decryptor of a meter's frames from the owner's keys.
     *
     * @param option name of the option whose value is the authentication key
     * @throws Failure when one of the keys is not valid
     */
    public static Decryptor decryptor(Optional<Path> key, String option, Optional<String> authentication)
            throws Failure {
        return new Decryptor(given(key, AesKey::read, ""),
                given(authentication, word -> AesKey.of(word, option), ""));
    }

    /** @param place beginning of the error message */
    private static <T> Optional<AesKey> given(Optional<T> from, KeyReader<T> reader, String place) throws Failure {
        if (from.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.key(from.get()));
        } catch (BadKeyException wrong) {
            throw new Failure(ExitStatus.CONFIG, place + wrong.getMessage(), wrong);
        }
    }

    /** Reads a key. */
    private interface KeyReader<T> {
        AesKey key(T from) throws BadKeyException;
    }
}
