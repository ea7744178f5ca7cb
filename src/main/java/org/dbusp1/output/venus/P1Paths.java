package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.Format.AMPERE;
import static org.dbusp1.output.venus.Format.CUBIC_METER;
import static org.dbusp1.output.venus.Format.INTEGER;
import static org.dbusp1.output.venus.Format.KILOWATT_HOUR;
import static org.dbusp1.output.venus.Format.SECOND;
import static org.dbusp1.output.venus.Format.TEXT;
import static org.dbusp1.output.venus.Format.WATT;
import static org.dbusp1.output.venus.GridView.quantity;
import static org.dbusp1.output.venus.PathDefinition.always;
import static org.dbusp1.output.venus.PathDefinition.offered;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.EssRegulation;
import org.dbusp1.output.IntervalGrade;
import org.dbusp1.output.OutputSettings.Switch;

/**
 * The paths of an energy meter below /P1: values that no other driver has, and those of the meter's own pages
 * (src/main/qml).
 */
final class P1Paths {
    private static final long WATT_HOURS = BigDecimal.ONE.movePointRight(KILOWATT_HOUR.decimals() - 3)
            .longValueExact();
    private static final long WATTS = BigDecimal.ONE.movePointRight(WATT.decimals()).longValueExact();

    static final List<PathDefinition<GridView>> ALL = List.of(
            PathDefinition.<GridView>text("/P1/Phases", view -> view.registration().phases().text())
                    .storedText("Phases"),
            PathDefinition.text("/P1/MeterKey", view -> view.snapshot().key().text()),
            always("/P1/Ess/State", INTEGER, (view, item) -> item.set(view.ess().state().ordinal())),
            always("/P1/Ess/Wrong", INTEGER, (view, item) -> item.set(view.ess().state().wrong() ? 1 : 0)),
            always("/P1/Ess/Text", TEXT, (view, item) -> item.set(view.ess().text())),
            always("/P1/Ess/Remedy", TEXT, (view, item) -> item.set(view.ess().remedy())),
            always("/P1/Ess/PeakShaving", INTEGER, (view, item) -> item.set(view.ess().peakShaving() ? 1 : 0)),
            always("/P1/Ess/Detail", TEXT, (view, item) -> item.set(view.ess().detail())),
            offered("/P1/Ess/Delay", SECOND, regulation(known -> OptionalLong.of(known.delayMillis()), 1)),
            offered("/P1/Ess/Overshoot", INTEGER,
                    regulation(known -> OptionalLong.of(known.overshootPercent()), 1)),
            offered("/P1/Ess/BoughtAndSold", KILOWATT_HOUR, regulation(EssRegulation::wattHoursADay, WATT_HOURS)),
            always("/P1/Dialect", TEXT, (view, item) -> item.set(view.meter().dialect().title())),
            always("/P1/PhasePowers", INTEGER, (view, item) ->
                    item.set(view.meterState().shape().phasePowers() ? 1 : 0)),
            offered("/P1/Tariff", INTEGER, quantity(Quantity.TARIFF)),
            offered("/P1/TempoToday", INTEGER, quantity(Quantity.TEMPO_TODAY)),
            offered("/P1/TempoTomorrow", INTEGER, quantity(Quantity.TEMPO_TOMORROW)),
            offered("/P1/Energy/Import/T1", KILOWATT_HOUR, quantity(Quantity.ENERGY_IMPORT_T1)),
            offered("/P1/Energy/Import/T2", KILOWATT_HOUR, quantity(Quantity.ENERGY_IMPORT_T2)),
            offered("/P1/Energy/Import/T3", KILOWATT_HOUR, quantity(Quantity.ENERGY_IMPORT_T3)),
            offered("/P1/Energy/Import/T4", KILOWATT_HOUR, quantity(Quantity.ENERGY_IMPORT_T4)),
            offered("/P1/Energy/Import/T5", KILOWATT_HOUR, quantity(Quantity.ENERGY_IMPORT_T5)),
            offered("/P1/Energy/Import/T6", KILOWATT_HOUR, quantity(Quantity.ENERGY_IMPORT_T6)),
            offered("/P1/Energy/Export/T1", KILOWATT_HOUR, quantity(Quantity.ENERGY_EXPORT_T1)),
            offered("/P1/Energy/Export/T2", KILOWATT_HOUR, quantity(Quantity.ENERGY_EXPORT_T2)),
            offered("/P1/Energy/Export/T3", KILOWATT_HOUR, quantity(Quantity.ENERGY_EXPORT_T3)),
            offered("/P1/Energy/Export/T4", KILOWATT_HOUR, quantity(Quantity.ENERGY_EXPORT_T4)),
            offered("/P1/Energy/Export/T5", KILOWATT_HOUR, quantity(Quantity.ENERGY_EXPORT_T5)),
            offered("/P1/Energy/Combined", KILOWATT_HOUR, quantity(Quantity.ENERGY_COMBINED)),
            offered("/P1/Demand/Import", WATT, quantity(Quantity.DEMAND_IMPORT)),
            offered("/P1/Demand/Export", WATT, quantity(Quantity.DEMAND_EXPORT)),
            offered("/P1/Demand/Net", WATT, quantity(Quantity.DEMAND_NET)),
            offered("/P1/Demand/Mean", WATT, demand(Demand::meanWatts)),
            offered("/P1/Demand/Forecast", WATT, demand(Demand::forecastWatts)),
            offered("/P1/Demand/Allowed", WATT, demand(Demand::allowedWatts)),
            offered("/P1/Demand/Peak", WATT, demand(Demand::peakWatts)),
            offered("/P1/Demand/ImportLimit", INTEGER, P1Paths::importLimit),
            offered("/P1/Demand/ImportLimitReason", TEXT,
                    text(view -> view.demand().map(demand -> demand.importLimit().reason().text()))),
            PathDefinition.<GridView>offered("/P1/Demand/Guard", INTEGER, P1Paths::guard)
                    .storedInteger(RuntimeSettings.GUARD),
            offered("/P1/Demand/GuardState", TEXT, text(view -> view.demand()
                    .filter(any -> view.runtime().output(Switch.GUARD).isPresent())
                    .map(any -> view.runtime().guard().text()))),
            offered("/P1/Demand/WindowsKept", INTEGER, windows(ImportLimit::kept)),
            offered("/P1/Demand/WindowsExceeded", INTEGER, windows(ImportLimit::exceeded)),
            // Offered where a demand tariff is followed; 0 means no limit.
            PathDefinition.<GridView>offered("/P1/Demand/Limit", INTEGER, P1Paths::limit)
                    .storedInteger(RuntimeSettings.LIMIT),
            offered("/P1/Demand/LimitIsAdjustable", INTEGER, P1Paths::limitIsAdjustable),
            offered("/P1/Demand/WindowEnds", TEXT, text(view -> view.meterState().windowEnd())),
            offered("/P1/Demand/Tariff", TEXT, billText((demand, bill) -> bill.tariff())),
            offered("/P1/Demand/Status", TEXT, billText(DemandText::status)),
            offered("/P1/Demand/Bill", WATT, bill(DemandBill::watts)),
            offered("/P1/Demand/BillForecast", WATT, bill(DemandBill::forecastWatts)),
            offered("/P1/Demand/BillAllowed", WATT, bill(DemandBill::allowedWatts)),
            offered("/P1/Demand/Step", TEXT, text(view -> view.bill().flatMap(DemandBill::step).map(DemandText::step))),
            offered("/P1/Demand/Peaks", TEXT, text(view -> view.bill().map(bill -> DemandText.peaks(bill.peaks())))),
            offered("/P1/Demand/Missing", INTEGER, P1Paths::missing),
            offered("/P1/MonthPeak/History", TEXT, text(P1Paths::months)),
            offered("/P1/MonthPeak/Import", WATT, quantity(Quantity.PEAK_IMPORT)),
            offered("/P1/MonthPeak/ImportTime", TEXT, text(view -> view.meterState().importPeakTime())),
            offered("/P1/MonthPeak/Export", WATT, quantity(Quantity.PEAK_EXPORT)),
            offered("/P1/MonthPeak/ExportTime", TEXT, text(view -> view.meterState().exportPeakTime())),
            offered("/P1/PowerFailures", INTEGER, quantity(Quantity.POWER_FAILURES)),
            offered("/P1/LongPowerFailures", INTEGER, quantity(Quantity.LONG_POWER_FAILURES)),
            offered("/P1/L1/VoltageSags", INTEGER, quantity(Quantity.VOLTAGE_SAGS_L1)),
            offered("/P1/L2/VoltageSags", INTEGER, quantity(Quantity.VOLTAGE_SAGS_L2)),
            offered("/P1/L3/VoltageSags", INTEGER, quantity(Quantity.VOLTAGE_SAGS_L3)),
            offered("/P1/L1/VoltageSwells", INTEGER, quantity(Quantity.VOLTAGE_SWELLS_L1)),
            offered("/P1/L2/VoltageSwells", INTEGER, quantity(Quantity.VOLTAGE_SWELLS_L2)),
            offered("/P1/L3/VoltageSwells", INTEGER, quantity(Quantity.VOLTAGE_SWELLS_L3)),
            offered("/P1/NeutralCurrent", AMPERE, quantity(Quantity.CURRENT_NEUTRAL)),
            offered("/P1/Fuse", AMPERE, quantity(Quantity.FUSE)),
            offered("/P1/FuseExport", AMPERE, quantity(Quantity.FUSE_EXPORT)),
            // Each of these changes at most every some seconds: the counters that change with each telegram
            // are above.
            offered("/P1/Today/Import", KILOWATT_HOUR, today(Counter.IMPORT)),
            offered("/P1/Today/Export", KILOWATT_HOUR, today(Counter.EXPORT)),
            offered("/P1/Yesterday/Import", KILOWATT_HOUR, yesterday(Counter.IMPORT)),
            offered("/P1/Yesterday/Export", KILOWATT_HOUR, yesterday(Counter.EXPORT)),
            offered("/P1/Gas/Counter", CUBIC_METER, volume(Counter.GAS, P1Paths::reading)),
            offered("/P1/Gas/Today", CUBIC_METER, volume(Counter.GAS, Use::today)),
            offered("/P1/Gas/Yesterday", CUBIC_METER, volume(Counter.GAS, Use::yesterday)),
            offered("/P1/Water/Counter", CUBIC_METER, volume(Counter.WATER, P1Paths::reading)),
            offered("/P1/Water/Today", CUBIC_METER, volume(Counter.WATER, Use::today)),
            offered("/P1/Water/Yesterday", CUBIC_METER, volume(Counter.WATER, Use::yesterday)),
            ofLine("/P1/Line/Settings", TEXT, (line, item) -> item.set(line.settings())),
            always("/P1/Line/Grade", INTEGER, P1Paths::grade),
            ofLine("/P1/Telegrams/Good", INTEGER, (line, item) -> item.set(line.good())),
            ofLine("/P1/Telegrams/Causes", TEXT, (line, item) -> item.set(line.causes())),
            ofLine("/P1/Telegrams/Repaired", INTEGER, (line, item) -> item.set(line.quality().repaired())),
            ofLine("/P1/Telegrams/Rejected", INTEGER, (line, item) -> item.set(line.quality().rejectedTotal())),
            // 1 makes a copy of the black box; the value stays 0.
            PathDefinition.<GridView>offered("/P1/BlackBox/Save", INTEGER, (view, item) -> put(
                    view.runtime().blackBox().isPresent() ? OptionalLong.of(0) : OptionalLong.empty(), 1, item))
                    .storedInteger(RuntimeSettings.BLACK_BOX),
            offered("/P1/BlackBox/File", TEXT, text(view -> view.runtime().blackBox().flatMap(BlackBoxCopy::made))),
            // The switches of the outputs that the configuration switches on.
            offered("/P1/Outputs/Mqtt", INTEGER, output(Switch.MQTT)).storedInteger(RuntimeSettings.MQTT),
            offered("/P1/Outputs/MqttConnected", INTEGER,
                    (view, item) -> put(view.runtime().brokerConnected(), 1, item)),
            offered("/P1/Outputs/Page", INTEGER, output(Switch.PAGE)).storedInteger(RuntimeSettings.PAGE),
            offered("/P1/Outputs/Notifications", INTEGER, output(Switch.NOTIFICATIONS))
                    .storedInteger(RuntimeSettings.NOTIFICATIONS));

    private P1Paths() {
    }

    /**
     * Returns the source of today's energy in whole 10 Wh, so that it changes less often than the counter; it includes
     * the energy by which a counter that the driver increases by power is ahead of the meter's.
     */
    private static PathDefinition.Source<GridView> today(Counter counter) {
        Quantity quantity = counter.quantity().orElseThrow();
        return (view, item) -> put(view.snapshot().energy().of(counter, use -> use.today().isEmpty() ? use.today()
                : OptionalLong.of((use.today().getAsLong() + ahead(view.snapshot().values(), quantity, use))
                / 10 * 10)), WATT_HOURS, item);
    }

    private static long ahead(Values values, Quantity quantity, Use use) {
        return values.has(quantity) ? values.scaled(quantity) / EnergyUse.WATT_HOUR - use.reading() : 0;
    }

    private static PathDefinition.Source<GridView> yesterday(Counter counter) {
        return thousandths(KILOWATT_HOUR, counter, Use::yesterday);
    }

    private static PathDefinition<GridView> ofLine(String path, Format format,
            PathDefinition.Source<MeterState.LineStatistics> source) {
        return always(path, format, (view, item) -> source.read(view.meterState().line(), item));
    }

    private static PathDefinition.Source<GridView> volume(Counter counter, Function<Use, OptionalLong> litres) {
        return thousandths(CUBIC_METER, counter, litres);
    }

    private static OptionalLong reading(Use use) {
        return OptionalLong.of(use.reading());
    }

    private static PathDefinition.Source<GridView> thousandths(Format format, Counter counter,
            Function<Use, OptionalLong> value) {
        long scale = BigDecimal.ONE.movePointRight(format.decimals() - 3).longValueExact();
        return (view, item) -> put(view.snapshot().energy().of(counter, value), scale, item);
    }

    private static PathDefinition.Source<GridView> regulation(Function<EssRegulation, OptionalLong> figure,
            long scale) {
        return (view, item) -> view.ess().regulation().map(figure)
                .ifPresentOrElse(known -> put(known, scale, item), item::clear);
    }

    private static PathDefinition.Source<GridView> demand(Function<Demand, OptionalLong> watts) {
        return (view, item) -> view.demand().map(watts)
                .ifPresentOrElse(known -> put(known, WATTS, item), item::clear);
    }

    private static PathDefinition.Source<GridView> bill(Function<DemandBill, OptionalLong> watts) {
        return (view, item) -> view.bill().map(watts)
                .ifPresentOrElse(known -> put(known, WATTS, item), item::clear);
    }

    private static PathDefinition.Source<GridView> billText(BiFunction<Demand, DemandBill, String> text) {
        return text(view -> view.bill().map(bill -> text.apply(view.demand().orElseThrow(), bill)));
    }

    private static PathDefinition.Source<GridView> text(Function<GridView, Optional<String>> text) {
        return (view, item) -> item.set(text.apply(view));
    }

    private static Optional<String> months(GridView view) {
        return view.demand().map(Demand::months).filter(months -> !months.isEmpty()).map(DemandText::months);
    }

    private static void grade(GridView view, Item item) {
        view.snapshot().measuredInterval().map(IntervalGrade::of)
                .ifPresentOrElse(known -> item.set(known.ordinal()), item::clear);
    }

    private static void missing(GridView view, Item item) {
        view.bill()
                .ifPresentOrElse(bill -> item.set(bill.missing()), item::clear);
    }

    private static void limit(GridView view, Item item) {
        put(view.demand().isPresent() ? OptionalLong.of(view.runtime().limit())
                : OptionalLong.empty(), 1, item);
    }

    private static void importLimit(GridView view, Item item) {
        view.demand().map(demand -> demand.importLimit().amperes()).filter(OptionalInt::isPresent)
                .ifPresentOrElse(amperes -> item.set(amperes.getAsInt()), item::clear);
    }

    private static void guard(GridView view, Item item) {
        put(view.demand().isPresent() ? view.runtime().output(Switch.GUARD) : OptionalLong.empty(), 1, item);
    }

    private static PathDefinition.Source<GridView> windows(ToIntFunction<ImportLimit> count) {
        return (view, item) -> view.demand()
                .ifPresentOrElse(demand -> item.set(count.applyAsInt(demand.importLimit())), item::clear);
    }

    private static void limitIsAdjustable(GridView view, Item item) {
        view.demand().ifPresentOrElse(
                any -> item.set(view.runtime().limitIsAdjustable() ? 1 : 0), item::clear);
    }

    private static PathDefinition.Source<GridView> output(Switch which) {
        return (view, item) -> put(view.runtime().output(which), 1, item);
    }

    private static void put(OptionalLong value, long scale, Item item) {
        long scaled = value.orElse(0) * scale;
        if (value.isPresent() && scaled / scale == value.getAsLong()) { // else the product does not fit into a long
            item.set(scaled);
        } else {
            item.clear();
        }
    }
}
