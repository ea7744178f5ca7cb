package org.dbusp1.output;

import java.util.Optional;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Reading;

/**
 * Notices that a meter was exchanged for another one, for what is found out over several messages. Used by one thread
 * at a time.
 */
final class ExchangeWatch {
    private Optional<String> number = Optional.empty();
    private Optional<Dialect> dialect = Optional.empty();

    /**
     * A message came.
     *
     * @return whether it is the first one of another meter: it has another number, or another dialect. Messages that
     *     alternate may differ in their dialect, and a repair may have put any number in place
     */
    boolean isOfAnother(Reading reading) {
        if (reading.message().repaired()) {
            return false;
        }
        MeterIdentity meter = reading.meter();
        boolean another = MeterIdentity.isAnother(number, meter.equipmentId())
                || !meter.dialect().alternates() && dialect.filter(before -> before != meter.dialect()).isPresent();
        number = another ? meter.equipmentId() : meter.equipmentId().or(() -> number);
        dialect = Optional.of(meter.dialect());
        return another;
    }
}
