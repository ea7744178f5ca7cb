package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.Format.AMPERE;
import static org.dbusp1.output.venus.Format.CUBIC_METER;
import static org.dbusp1.output.venus.Format.INTEGER;
import static org.dbusp1.output.venus.Format.KILOWATT_HOUR;
import static org.dbusp1.output.venus.Format.RATIO;
import static org.dbusp1.output.venus.Format.SECOND;
import static org.dbusp1.output.venus.Format.TEXT;
import static org.dbusp1.output.venus.Format.WATT;
import static org.dbusp1.output.venus.GridView.quantity;
import static org.dbusp1.output.venus.PathDefinition.always;
import static org.dbusp1.output.venus.PathDefinition.offered;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.ImportLimit.PeakGuardReport;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.EssVerdict.Between;
import org.dbusp1.output.EssVerdict.IntervalGrade;
import org.dbusp1.output.OutputSettings.Switch;

/**
 * The paths of an energy meter below /P1: values that no other driver has, and those of the meter's own pages
 * (src/main/qml).
 */
final class P1Paths {
    private static final OptionalLong NONE = OptionalLong.empty();

    private static final List<PathDefinition<GridView>> TABLE = List.of(
            PathDefinition.<GridView>text("/P1/Phases", view -> view.registration().phases().text())
                    .storedText(LocalSettings.PHASES, DeviceSettings::checkPhases),
            PathDefinition.text("/P1/MeterKey", view -> view.snapshot().key().text()),
            always("/P1/Ess/State", TEXT, (view, item) -> item.set(view.ess().state().key())),
            always("/P1/Ess/Wrong", INTEGER, (view, item) -> item.set(view.ess().state().wrong() ? 1 : 0)),
            always("/P1/Ess/Text", TEXT, (view, item) -> item.set(view.ess().text())),
            always("/P1/Ess/Remedy", TEXT, (view, item) -> item.set(view.ess().remedy())),
            always("/P1/Ess/PeakShaving", INTEGER, (view, item) -> item.set(view.ess().peakShaving() ? 1 : 0)),
            always("/P1/Ess/Detail", TEXT, (view, item) -> item.set(view.ess().detail())),
            offered("/P1/Ess/Delay", SECOND, regulation(3, known -> OptionalLong.of(known.delayMillis()))),
            offered("/P1/Ess/Overshoot", INTEGER, regulation(0, known -> OptionalLong.of(known.overshootPercent()))),
            offered("/P1/Ess/BoughtAndSold", KILOWATT_HOUR, regulation(3, EssVerdict.Regulation::wattHoursADay)),
            PathDefinition.<GridView>offered("/P1/Between/Enabled", INTEGER, number(0, view ->
                    view.ess().between().isPresent() ? view.runtime().output(Switch.BETWEEN) : NONE)).chosen(turn(Switch.BETWEEN)),
            offered("/P1/Between/State", TEXT, text(view -> view.ess().between().map(doing -> doing.state().key()))),
            offered("/P1/Between/Moves", INTEGER, between(0, doing -> OptionalLong.of(doing.moves()))),
            offered("/P1/Between/Age", SECOND, between(3, Between::ageMillis)),
            offered("/P1/Between/L1/Gain", RATIO, between(2, doing -> doing.gains().get(0))),
            offered("/P1/Between/L2/Gain", RATIO, between(2, doing -> doing.gains().get(1))),
            offered("/P1/Between/L3/Gain", RATIO, between(2, doing -> doing.gains().get(2))),
            offered("/P1/Between/Error", WATT, between(0, Between::missedWatts)),
            offered("/P1/Between/ErrorOfTelegrams", WATT, between(0, Between::missedByPlainWatts)),
            always("/P1/Dialect", TEXT, (view, item) -> item.set(view.meter().dialect().title())),
            always("/P1/PhasePowers", INTEGER, (view, item) ->
                    item.set(view.meterState().shape().phasePowers() ? 1 : 0)),
            offered("/P1/Tariff", INTEGER, quantity(Quantity.TARIFF)),
            offered("/P1/TempoToday", INTEGER, quantity(Quantity.TEMPO_TODAY)),
            offered("/P1/TempoTomorrow", INTEGER, quantity(Quantity.TEMPO_TOMORROW)),
            offered("/P1/Energy/Combined", KILOWATT_HOUR, quantity(Quantity.ENERGY_COMBINED)),
            offered("/P1/Demand/Import", WATT, quantity(Quantity.DEMAND_IMPORT)),
            offered("/P1/Demand/Export", WATT, quantity(Quantity.DEMAND_EXPORT)),
            offered("/P1/Demand/Net", WATT, quantity(Quantity.DEMAND_NET)),
            offered("/P1/Demand/Mean", WATT, demand(Demand::meanWatts)),
            offered("/P1/Demand/Forecast", WATT, demand(Demand::forecastWatts)),
            offered("/P1/Demand/Allowed", WATT, demand(Demand::allowedWatts)),
            offered("/P1/Demand/Peak", WATT, demand(Demand::peakWatts)),
            offered("/P1/Demand/ImportLimit", INTEGER, demand(demand ->
                    demand.importLimit().amperes().stream().asLongStream().findFirst())),
            offered("/P1/Demand/ImportLimitReason", TEXT,
                    text(view -> view.demand().map(demand -> demand.importLimit().reason().text()))),
            PathDefinition.<GridView>offered("/P1/Demand/Guard", INTEGER, demandChoice(runtime -> runtime.output(Switch.GUARD)))
                    .chosen(turn(Switch.GUARD)),
            offered("/P1/Demand/GuardState", TEXT, text(view -> view.demand()
                    .filter(any -> view.runtime().output(Switch.GUARD).isPresent())
                    .map(any -> view.runtime().guard().get().state().text()))),
            offered("/P1/Demand/GuardAsked", WATT, demandChoice(runtime -> runtime.guard().get().asked())),
            offered("/P1/Demand/GuardGiven", WATT, demandChoice(runtime -> runtime.guard().get().given())),
            offered("/P1/Demand/WindowsKept", INTEGER, guard(guard -> OptionalLong.of(guard.kept()))),
            offered("/P1/Demand/WindowsExceeded", INTEGER, guard(guard -> OptionalLong.of(guard.exceeded()))),
            // Offered where a demand tariff is followed; 0 means no limit.
            PathDefinition.<GridView>offered("/P1/Demand/Limit", INTEGER, demandChoice(runtime -> OptionalLong.of(runtime.limit())))
                    .chosen(RuntimeSettings::limit),
            offered("/P1/Demand/LimitIsAdjustable", INTEGER, demandChoice(runtime ->
                    OptionalLong.of(runtime.choices().limitIsAdjustable() ? 1 : 0))),
            offered("/P1/Demand/WindowEnds", TEXT, text(view -> view.demand().map(demand -> demand.end().toString()))),
            offered("/P1/Demand/Tariff", TEXT, text(view -> view.bill().map(Demand.Bill::tariff))),
            offered("/P1/Demand/Status", TEXT, text(view ->
                    view.bill().map(bill -> DemandText.status(view.demand().orElseThrow(), bill)))),
            offered("/P1/Demand/Bill", WATT, bill(Demand.Bill::watts)),
            offered("/P1/Demand/BillForecast", WATT, bill(Demand.Bill::forecastWatts)),
            offered("/P1/Demand/BillAllowed", WATT, bill(Demand.Bill::allowedWatts)),
            offered("/P1/Demand/Step", TEXT, text(view -> view.bill().flatMap(Demand.Bill::step).map(DemandText::step))),
            offered("/P1/Demand/Peaks", TEXT, text(view -> view.bill().map(bill -> DemandText.peaks(bill.peaks())))),
            offered("/P1/Demand/Missing", INTEGER, bill(known -> OptionalLong.of(known.missing()))),
            offered("/P1/MonthPeak/History", TEXT, text(view -> view.demand().map(Demand::months)
                    .filter(months -> !months.isEmpty()).map(DemandText::months))),
            offered("/P1/MonthPeak/Import", WATT, quantity(Quantity.PEAK_IMPORT)),
            offered("/P1/MonthPeak/ImportTime", TEXT, text(view -> view.meterState().importPeakTime())),
            offered("/P1/MonthPeak/Export", WATT, quantity(Quantity.PEAK_EXPORT)),
            offered("/P1/MonthPeak/ExportTime", TEXT, text(view -> view.meterState().exportPeakTime())),
            offered("/P1/PowerFailures", INTEGER, quantity(Quantity.POWER_FAILURES)),
            offered("/P1/LongPowerFailures", INTEGER, quantity(Quantity.LONG_POWER_FAILURES)),
            offered("/P1/NeutralCurrent", AMPERE, quantity(Quantity.CURRENT_NEUTRAL)),
            offered("/P1/Fuse", AMPERE, quantity(Quantity.FUSE)),
            offered("/P1/FuseExport", AMPERE, quantity(Quantity.FUSE_EXPORT)),
            // Each of these changes at most every some seconds: the counters that change with each telegram
            // are above.
            offered("/P1/Today/Import", KILOWATT_HOUR, today(Counter.IMPORT)),
            offered("/P1/Today/Export", KILOWATT_HOUR, today(Counter.EXPORT)),
            offered("/P1/Yesterday/Import", KILOWATT_HOUR, energy(Counter.IMPORT, Use::yesterday)),
            offered("/P1/Yesterday/Export", KILOWATT_HOUR, energy(Counter.EXPORT, Use::yesterday)),
            offered("/P1/Gas/Counter", CUBIC_METER, energy(Counter.GAS, use -> OptionalLong.of(use.reading()))),
            offered("/P1/Gas/Today", CUBIC_METER, energy(Counter.GAS, Use::today)),
            offered("/P1/Gas/Yesterday", CUBIC_METER, energy(Counter.GAS, Use::yesterday)),
            offered("/P1/Water/Counter", CUBIC_METER, energy(Counter.WATER, use -> OptionalLong.of(use.reading()))),
            offered("/P1/Water/Today", CUBIC_METER, energy(Counter.WATER, Use::today)),
            offered("/P1/Water/Yesterday", CUBIC_METER, energy(Counter.WATER, Use::yesterday)),
            always("/P1/Line/Settings", TEXT, (view, item) -> item.set(view.meterState().line().settings())),
            always("/P1/Line/Grade", TEXT, text(view -> view.snapshot().measuredInterval()
                    .map(interval -> IntervalGrade.of(interval).key()))),
            always("/P1/Telegrams/Good", INTEGER, (view, item) -> item.set(view.meterState().line().good())),
            always("/P1/Telegrams/Causes", TEXT, (view, item) -> item.set(view.meterState().line().causes())),
            always("/P1/Telegrams/Repaired", INTEGER, (view, item) -> item.set(view.meterState().line().quality().repaired())),
            always("/P1/Telegrams/Rejected", INTEGER, (view, item) -> item.set(view.meterState().line().quality().rejectedTotal())),
            // 1 makes a copy of the black box; the value stays 0.
            PathDefinition.<GridView>offered("/P1/BlackBox/Save", INTEGER, number(0, view ->
                    view.runtime().blackBox().isPresent() ? OptionalLong.of(0) : NONE))
                    .chosen(RuntimeSettings::save),
            offered("/P1/BlackBox/File", TEXT, text(view -> view.runtime().blackBox().flatMap(BlackBoxCopy::made))),
            offered("/P1/Outputs/Notifications", INTEGER, number(0, view -> view.runtime().output(Switch.NOTIFICATIONS)))
                    .chosen(turn(Switch.NOTIFICATIONS)));

    static final List<PathDefinition<GridView>> ALL = Stream.of(TABLE,
            numbered(6, "/P1/Energy/Import/T#", KILOWATT_HOUR, "ENERGY_IMPORT_T#"),
            numbered(5, "/P1/Energy/Export/T#", KILOWATT_HOUR, "ENERGY_EXPORT_T#"),
            numbered(3, "/P1/L#/VoltageSags", INTEGER, "VOLTAGE_SAGS_L#"),
            numbered(3, "/P1/L#/VoltageSwells", INTEGER, "VOLTAGE_SWELLS_L#")).flatMap(List::stream).toList();

    private P1Paths() {
    }

    /** Returns a row for each of the quantities that a number distinguishes: 1 to the last, in place of #. */
    private static List<PathDefinition<GridView>> numbered(int last, String path, Format format, String quantity) {
        return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).map(number -> PathDefinition.offered(
                path.replace("#", number), format, quantity(Quantity.valueOf(quantity.replace("#", number))))).toList();
    }

    /** Returns the source of a whole number of the last of so many decimals. */
    private static PathDefinition.Source<GridView> number(int decimals, Function<GridView, OptionalLong> value) {
        return (view, item) -> {
            OptionalLong number = value.apply(view);
            if (number.isPresent()) {
                item.set(BigDecimal.valueOf(number.getAsLong(), decimals));
            } else {
                item.clear();
            }
        };
    }

    /** Returns the source of an energy or a volume, in thousandths. */
    private static PathDefinition.Source<GridView> energy(Counter counter, Function<Use, OptionalLong> value) {
        return number(3, view -> view.snapshot().energy().of(counter, value));
    }

    /**
     * Returns the source of today's energy in whole 10 Wh, so that it changes less often than the counter; it includes
     * the energy by which a counter that the driver increases by power is ahead of the meter's.
     */
    private static PathDefinition.Source<GridView> today(Counter counter) {
        Quantity quantity = counter.quantity().orElseThrow();
        return number(2, view -> view.snapshot().energy().of(counter, use -> {
            Values values = view.snapshot().values();
            long ahead = values.has(quantity) ? values.scaled(quantity) / EnergyUse.WATT_HOUR - use.reading() : 0;
            return use.today().isEmpty() ? NONE : OptionalLong.of((use.today().getAsLong() + ahead) / 10);
        }));
    }

    private static PathDefinition.Source<GridView> regulation(int decimals,
            Function<EssVerdict.Regulation, OptionalLong> figure) {
        return number(decimals, view -> view.ess().regulation().map(figure).orElse(NONE));
    }

    private static PathDefinition.Source<GridView> between(int decimals, Function<Between, OptionalLong> figure) {
        return number(decimals, view -> view.ess().between().map(figure).orElse(NONE));
    }

    private static PathDefinition.Source<GridView> demand(Function<Demand, OptionalLong> figure) {
        return number(0, view -> view.demand().map(figure).orElse(NONE));
    }

    /** Returns the source of a choice that is there where a demand tariff is followed. */
    private static PathDefinition.Source<GridView> demandChoice(Function<RuntimeSettings, OptionalLong> choice) {
        return number(0, view -> view.demand().isPresent() ? choice.apply(view.runtime()) : NONE);
    }

    private static PathDefinition.Source<GridView> guard(Function<PeakGuardReport, OptionalLong> figure) {
        return demand(known -> known.importLimit().guard().map(figure).orElse(NONE));
    }

    private static PathDefinition.Source<GridView> bill(Function<Demand.Bill, OptionalLong> figure) {
        return number(0, view -> view.bill().map(figure).orElse(NONE));
    }

    private static PathDefinition.Source<GridView> text(Function<GridView, Optional<String>> text) {
        return (view, item) -> item.set(text.apply(view));
    }

    private static BiConsumer<RuntimeSettings, Long> turn(Switch which) {
        return (runtime, value) -> runtime.turn(which, value);
    }
}
