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
import org.dbusp1.decode.StandardTime;
import org.dbusp1.decode.han.HanDecoder;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.decode.sml.SmlDecoder;
import org.dbusp1.report.Redaction;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Makes the stream from bytes to readings, one for each line or raw log.
 *
 * @param repair    whether known damage to telegrams is repaired if the checksum proves it
 * @param telegrams options for P1 telegrams, with the zone of every meter's clock
 * @param decryptor decrypts payloads
 */
public record DecodingFactory(boolean repair, DsmrDecoder.Options telegrams, Decryptor decryptor) {
    /** @throws Failure if a key in the configuration cannot be read */
    public static DecodingFactory of(Config config) throws Failure {
        // Telegrams over HTTP are complete, and dongles may omit the checksum.
        Checksum checksum = config.get(Keys.SOURCE) instanceof SourceConfig.HomeWizard
                ? Checksum.MAY_BE_MISSING : Checksum.BY_DIALECT;
        return new DecodingFactory(true,
                new DsmrDecoder.Options(config.get(Keys.METER_ZONE), config.get(Keys.METER_PROFILE), checksum),
                new Decryptor(configured(config, Keys.DECRYPTION_KEY), configured(config, Keys.DECRYPTION_AUTHENTICATION_KEY)));
    }

    /** Makes the stream for one line or log without facts of an earlier run. */
    public ReadingStream stream() {
        return stream(Optional::empty);
    }

    /** Returns what removes private data from copies of logs. */
    public Redaction redaction() {
        return new Redaction(this::stream);
    }

    /** @param known the meter key that an earlier run stored for this line; absent if none is known */
    ReadingStream stream(Supplier<Optional<MeterKey>> known) {
        return new ReadingStream(new FrameScanner(repair, decryptor),
                Decoder.ofContents(content -> decoder(content, known)),
                new StandardTime(telegrams.zone().orElse(null)));
    }

    private Decoder decoder(Frame.Content content, Supplier<Optional<MeterKey>> known) {
        return switch (content) {
            case TELEGRAM -> new DsmrDecoder(telegrams);
            case LIST -> new HanDecoder(telegrams.zone().orElse(null), known);
            case SML -> new SmlDecoder();
        };
    }

    private static Optional<AesKey> configured(Config config, Key<Optional<Path>> key) throws Failure {
        return key(config.secret(key).orElse(null), config.complaint(key));
    }

    /**
     * Parses a key of an owner.
     *
     * @param name the beginning of the message about a mistake in it
     * @throws Failure if it is not valid
     */
    public static Optional<AesKey> key(@Nullable String digits, String name) throws Failure {
        try {
            return digits == null ? Optional.empty() : Optional.of(AesKey.of(digits, name));
        } catch (BadKeyException wrong) {
            throw new Failure(ExitStatus.CONFIG, wrong);
        }
    }
}
