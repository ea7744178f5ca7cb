package org.dbusp1.decode.p1;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.QuarterHour;
import org.dbusp1.meter.Register;

/** A P1 telegram. Its registers and details are read anew from the bytes each time somebody asks. */
record DsmrMessage(byte[] bytes, Optional<String> repair, boolean hasNoChecksum, MeterClock clock)
        implements Message {
    @Override
    public List<Register> registers() {
        return DsmrRegisters.of(bytes);
    }

    @Override
    public Optional<QuarterHour> quarterHour() {
        return QuarterHourRecord.last(bytes, clock);
    }

    @Override
    public Details details() {
        return new DsmrDetails(bytes, clock).read();
    }
}
