package org.dbusp1.line.decode.sml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.dbusp1.line.decode.DecodeResult;
import org.dbusp1.line.decode.DecodeResult.Rejected;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.EnergyTotals;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.line.decode.NetPower;
import org.dbusp1.line.decode.SmlReader;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Values;

/**
 * Decodes SML files. The frame has checked the file's checksum; the messages' checksums are checked here, because some
 * interfaces compute the outer checksum over damaged messages. All checksums of a file are of one kind.
 */
public final class SmlDecoder implements Decoder {
    private final Values.Builder values = new Values.Builder();
    private final NetPower netPower = new NetPower();

    @Override
    public DecodeResult decode(Frame frame) {
        SmlFile file;
        try {
            file = SmlFile.read(frame.payload());
        } catch (SmlReader.MalformedException e) {
            return new Rejected(RejectCause.GARBAGE);
        }
        // The kinds of CRC that prove every message: one of them has to prove the whole file too.
        if (file.checks().stream().noneMatch(check -> check.proves(frame.bytes(), 0, frame.bytes().length))) {
            return new Rejected(RejectCause.CRC);
        }
        if (file.list() == null) {
            return new Rejected(RejectCause.GARBAGE);
        }
        return new DecodeResult.Decoded(reading(frame, file.list()));
    }

    private Reading reading(Frame frame, SmlFile.ListResponse list) {
        StatusWord status = StatusWord.of(SmlFile.Entry.byChannel(list.entries()));
        SignFault.Correction corrected = SignFault.corrected(list.entries(), list.maker(), status);
        String equipmentId = list.equipmentId();
        collect(SmlFile.Entry.byChannel(corrected.entries()), corrected.doubtful());
        netPower.complete(values, Evidence.ofStatus(equipmentId, status == null ? null : status.direction()));
        EnergyTotals.complete(values, Set.of());
        return new Reading(new MeterIdentity(Dialect.SML, Objects.requireNonNullElse(list.identification(), ""),
                equipmentId, list.version()), null, values.build(),
                List.of(), new SmlMessage(frame, corrected.entries()));
    }

    private void collect(List<SmlFile.Entry> entries, Set<Quantity> doubtful) {
        values.clear();
        for (SmlFile.Entry entry : entries) {
            Quantity quantity = entry.quantity();
            if (quantity != null && !(entry.channel() > 0 && values.sent(quantity))) {
                set(quantity, entry, doubtful);
            }
        }
    }

    private void set(Quantity quantity, SmlFile.Entry entry, Set<Quantity> doubtful) {
        Long scaled = doubtful.contains(quantity) || !entry.value().fitsLong() || entry.value().isUnset()
                || entry.unit() != quantity.unit().cosemUnit() ? null
                : quantity.scaled(BigDecimal.valueOf(entry.value().number()), entry.scalerOrZero());
        if (scaled == null) {
            values.unreadable(quantity);
        } else if (!values.has(quantity)) {
            values.set(quantity, scaled);
        }
    }
}
