package org.dbusp1.decode.sml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.dbusp1.decode.Decoder;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Decodes SML files. The frame has checked the file's checksum; the messages' checksums are checked here, because some
 * interfaces compute the outer checksum over damaged messages.
 */
public final class SmlDecoder implements Decoder {
    /** The maker with another checksum in the messages of some firmware. */
    private static final String KERMIT_MAKER = "HLY";

    private final Values.Builder values = new Values.Builder();

    /** {@inheritDoc} The payload of a good frame is the messages. */
    @Override
    public Reading decode(Frame frame) throws DecodeException {
        if (frame.cause().isPresent()) {
            throw new DecodeException(frame.cause().get());
        }
        SmlFile file = SmlFile.read(frame.payload());
        String maker = file.list() == null ? null : file.list().maker();
        if (!file.x25() && !(file.kermit() && KERMIT_MAKER.equals(maker))) {
            throw new DecodeException(RejectCause.CRC);
        }
        if (file.list() == null) {
            throw new DecodeException(RejectCause.GARBAGE);
        }
        return reading(frame, file.list(), maker);
    }

    private Reading reading(Frame frame, SmlFile.ListResponse list, @Nullable String maker) {
        StatusWord status = StatusWord.of(list.entries());
        SignFault.Meant meant = SignFault.undone(list.entries(), maker, status);
        Values read = values(meant.entries(), status, meant.doubtful());
        return new Reading(new MeterIdentity(Dialect.SML, Objects.requireNonNullElse(list.identification(), ""),
                Optional.ofNullable(list.equipmentId()), Optional.ofNullable(list.version())), Optional.empty(), read,
                List.of(), new SmlMessage(frame, meant.entries()));
    }

    /** @param doubtful quantities in the list whose correct number is not known */
    private Values values(List<SmlFile.Entry> entries, @Nullable StatusWord status, Set<Quantity> doubtful) {
        values.clear();
        for (SmlFile.Entry entry : entries) {
            Quantity quantity = entry.quantity();
            if (quantity != null) {
                set(quantity, entry, doubtful);
            }
        }
        direction(status);
        Derivation.complete(values);
        return values.build();
    }

    private void set(Quantity quantity, SmlFile.Entry entry, Set<Quantity> doubtful) {
        OptionalLong scaled = doubtful.contains(quantity) || !entry.value().fits()
                || entry.unit() != quantity.unit().cosem() ? OptionalLong.empty()
                : quantity.scaled(BigDecimal.valueOf(entry.value().number()), entry.exponent());
        if (scaled.isEmpty()) {
            values.unreadable(quantity);
        } else if (!values.has(quantity)) {
            values.set(quantity, scaled.getAsLong());
        }
    }

    /**
     * Finds the sign of a power that is sent without one. The net power 16.7.0 is signed; 15.7.0 is not, and 1.7.0 may be
     * if it is the only power. That is left out if the status word contradicts it, and if it is 0 and no value shows that
     * the house does not feed in.
     */
    private void direction(@Nullable StatusWord status) {
        if (values.sent(Quantity.POWER_NET) || values.sent(Quantity.POWER_EXPORT)) {
            return;
        }
        if (values.has(Quantity.POWER_IMPORT)) {
            long power = values.scaled(Quantity.POWER_IMPORT);
            if (power == 0 && status == null || power >= 0 && status != null && status.exporting()) {
                values.unreadable(Quantity.POWER_EXPORT);
            }
        } else if (values.has(Quantity.POWER_ABS)) {
            long power = values.scaled(Quantity.POWER_ABS);
            if (power < 0 || status == null) {
                values.unreadable(Quantity.POWER_NET);
            } else {
                values.set(Quantity.POWER_NET, status.exporting() ? -power : power);
            }
        }
    }
}
