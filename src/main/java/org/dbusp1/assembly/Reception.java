package org.dbusp1.assembly;

import org.dbusp1.cipher.Opener;
import org.dbusp1.config.Config;
import org.dbusp1.config.Keys;
import org.dbusp1.config.SourceChoice;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.LineDecoder;
import org.dbusp1.decode.han.HanOptions;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.decode.p1.DsmrOptions.Checksum;
import org.dbusp1.frame.Framer;
import org.dbusp1.frame.LineFramer;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.process.Failure;

/** What makes readings of bytes, as the owner configured it: for a line, and for logs of one. */
public final class Reception {
    private final Config config;
    private final Opener opener;

    /** @throws Failure when a key that the configuration names cannot be had */
    public Reception(Config config) throws Failure {
        this.config = config;
        this.opener = DecryptionKeys.opener(config.get(Keys.DECRYPTION_KEY),
                config.get(Keys.DECRYPTION_AUTHENTICATION_KEY));
    }

    public Framer framer() {
        return new LineFramer(config.get(Keys.REPAIR) ? P1Framer::repairing : P1Framer::new, opener);
    }

    public Decoder decoder() {
        // What comes over HTTP came whole, and dongles may leave the checksum out.
        Checksum checksum = config.get(Keys.SOURCE) instanceof SourceChoice.HomeWizard
                ? Checksum.MAY_BE_MISSING : Checksum.BY_DIALECT;
        return new LineDecoder(
                new DsmrOptions(config.get(Keys.METER_ZONE), config.get(Keys.METER_PROFILE), checksum),
                HanOptions.of(config.get(Keys.METER_ZONE), config.get(Keys.KAMSTRUP_ENERGY)), opener);
    }
}
