package org.dbusp1.decode.sml;

import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.decode.Decoder;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.dialect.Germany;

/**
 * Decodes SML files. The checksum of the whole file was checked with the frame; the checksums of the messages are
 * checked here, because some interfaces compute the outer checksum over damaged messages.
 */
public final class SmlDecoder implements Decoder {
    /** The maker whose meters use, with some firmware, another checksum in the messages. */
    private static final String KERMIT_MAKER = "HLY";

    private final SmlValues values = new SmlValues();

    /** {@inheritDoc} The payload of a good frame is the messages. */
    @Override
    public Reading decode(Frame frame) throws DecodeException {
        if (frame.cause().isPresent()) {
            throw new DecodeException(frame.cause().get());
        }
        SmlFile file = SmlFile.read(frame.payload());
        Optional<String> maker = file.list().flatMap(ListResponse::maker);
        if (!file.x25() && !(file.kermit() && maker.filter(KERMIT_MAKER::equals).isPresent())) {
            throw new DecodeException(RejectCause.CRC);
        }
        return reading(frame, file.list().orElseThrow(() -> new DecodeException(RejectCause.GARBAGE)), maker);
    }

    private Reading reading(Frame frame, ListResponse list, Optional<String> maker) {
        Optional<StatusWord> status = StatusWord.of(list.entries());
        SignFault.Meant meant = SignFault.undone(list.entries(), maker.orElse(""), status);
        Values read = values.of(meant.entries(), status, meant.doubtful());
        return new Reading(new MeterIdentity(Germany.SML, list.identification().orElse(""),
                list.equipmentId(), list.version()), Optional.empty(), read, List.of(),
                new SmlMessage(frame, meant.entries()));
    }
}
