package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandMonth;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.DemandText;

/**
 * The texts of a demand tariff. They are made when they change, not for each telegram. Guarded by the output's lock.
 */
final class DemandState {
    private final Text<Stamp> windowEnd = new Text<>(Stamp::toString);
    private final Text<List<DemandMonth>> months = new Text<>(DemandText::months);
    private final Text<List<DemandPeak>> peaks = new Text<>(DemandText::peaks);
    private final Text<DemandBill.Step> step = new Text<>(DemandText::step);

    void accept(Optional<Demand> demand) {
        Optional<DemandBill> bill = demand.flatMap(Demand::bill);
        windowEnd.accept(demand.map(Demand::end));
        months.accept(demand.map(Demand::months).filter(list -> !list.isEmpty()));
        peaks.accept(bill.map(DemandBill::peaks));
        step.accept(bill.flatMap(DemandBill::step));
    }

    /** When the running window ends. */
    Optional<String> windowEnd() {
        return windowEnd.text;
    }

    /** The last 13 months, as JSON. */
    Optional<String> months() {
        return months.text;
    }

    /** The windows that make the month's figure, as JSON. */
    Optional<String> peaks() {
        return peaks.text;
    }

    /** The step of the price list. */
    Optional<String> step() {
        return step.text;
    }

    private static final class Text<T> {
        private final Function<T, String> form;
        private Optional<T> value = Optional.empty();
        private Optional<String> text = Optional.empty();

        Text(Function<T, String> form) {
            this.form = form;
        }

        void accept(Optional<T> now) {
            if (!now.equals(value)) {
                value = now;
                text = now.map(form);
            }
        }
    }
}
