package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.Format.AMPERE;
import static org.dbusp1.output.venus.Format.CUBIC_METER;
import static org.dbusp1.output.venus.Format.HERTZ;
import static org.dbusp1.output.venus.Format.HEX;
import static org.dbusp1.output.venus.Format.INTEGER;
import static org.dbusp1.output.venus.Format.KILOWATT_HOUR;
import static org.dbusp1.output.venus.Format.RATIO;
import static org.dbusp1.output.venus.Format.TEXT;
import static org.dbusp1.output.venus.Format.TEXTS;
import static org.dbusp1.output.venus.Format.VOLT;
import static org.dbusp1.output.venus.Format.WATT;
import static org.dbusp1.output.venus.GridView.quantity;
import static org.dbusp1.output.venus.PathDefinition.always;
import static org.dbusp1.output.venus.PathDefinition.integer;
import static org.dbusp1.output.venus.PathDefinition.measured;
import static org.dbusp1.output.venus.PathDefinition.offered;
import static org.dbusp1.output.venus.PathDefinition.text;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.DayUse;
import org.dbusp1.output.DayUse.Counter;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.IntervalGrade;

/** The paths of an energy meter, as gui-v2 and dbus-systemcalc-py, dbus_systemcalc.py, read them; below /P1 our own. */
final class GridPaths {
    /** No product that Victron knows: the id of another one would bring its menus (gui-v2, PageAcInSetup.qml). */
    static final long NO_PRODUCT_ID = 0xFFFF;
    /**
     * The meter's own product id. The screen offers a plug-in's page on each device with the plug-in's product id (gui-v2,
     * GuiPluginIntegrationModel), so with 0xFFFF the row would stand on the devices of all third parties. Victron's ids lie in
     * 0x0100 to 0xC0FF (gui-v2, productinfo.h; dbus-modbus-client), and dbus-serialbattery uses 0xBA77; the consumers treat any other
     * one as unknown: dbus-systemcalc-py and dbus-flashmq pass it on, and dbus_modbustcp holds it in 16 bits.
     */
    static final long PRODUCT_ID = 0xF1D5;

    private static final List<PathDefinition<GridView>> EACH_ROLE = List.of(
            text("/Mgmt/ProcessName", view -> "dbus-p1"),
            text("/Mgmt/ProcessVersion", view -> view.settings().version()),
            text("/Mgmt/Connection", view -> view.settings().connection()),
            integer("/DeviceInstance", view -> view.registration().instance()),
            fixedHex("/ProductId", PRODUCT_ID),
            text("/ProductName", view -> "P1 smart meter"),
            GridPaths.<GridView>customName(GridView::registration),
            always("/FirmwareVersion", TEXT, (view, item) -> item.set(view.meterState().version())),
            always("/HardwareVersion", TEXT, (view, item) -> item.set(view.meterState().identification())),
            always("/Serial", TEXT, (view, item) -> item.set(view.meterState().serial())),
            integer("/Connected", view -> 1),
            integer("/ErrorCode", view -> 0),
            always("/Model", TEXT, (view, item) -> item.set(view.meterState().model())),
            // Writing it moves the service, as dbus-modbus-client, device.py, role_changed does.
            PathDefinition.<GridView>text("/Role", view -> view.registration().kind()).storedText(DeviceSettings.ROLE),
            // gui-v2, PageAcInModel.qml, offers Setup where it is there.
            new PathDefinition<>("/AllowedRoles", TEXTS, PathDefinition.Lifetime.FIXED,
                    (view, item) -> item.set(view.settings().allowedRoles()), Optional.empty()),
            always("/NrOfPhases", INTEGER, GridView::phases),
            // Of one-phase meters, as dbus-shelly, shelly_handlers.py; gui-v2, PageAcInSetup.qml, offers L1 to L3.
            PathDefinition.<GridView>offered("/PhaseSetting", INTEGER, GridView::phaseSetting)
                    .storedInteger(DeviceSettings.PHASE_SETTING),
            always("/RefreshTime", INTEGER, (view, item) -> item.set(view.meterState().refreshMillis())),

            measured("/Ac/Power", WATT, GridView::power),
            measured("/Ac/Energy/Forward", KILOWATT_HOUR, GridView::energyForward),
            measured("/Ac/Energy/Reverse", KILOWATT_HOUR, GridView::energyReverse),
            offered("/Ac/L1/Energy/Forward", KILOWATT_HOUR, GridView.energyForward(1)),
            offered("/Ac/L2/Energy/Forward", KILOWATT_HOUR, GridView.energyForward(2)),
            offered("/Ac/L3/Energy/Forward", KILOWATT_HOUR, GridView.energyForward(3)),
            offered("/Ac/L1/Energy/Reverse", KILOWATT_HOUR, GridView.energyReverse(1)),
            offered("/Ac/L2/Energy/Reverse", KILOWATT_HOUR, GridView.energyReverse(2)),
            offered("/Ac/L3/Energy/Reverse", KILOWATT_HOUR, GridView.energyReverse(3)),
            measured("/Ac/L1/Power", WATT, GridView.power(1)),
            measured("/Ac/L2/Power", WATT, GridView.power(2)),
            measured("/Ac/L3/Power", WATT, GridView.power(3)),
            measured("/Ac/L1/Voltage", VOLT, GridView.voltage(1)),
            measured("/Ac/L2/Voltage", VOLT, GridView.voltage(2)),
            measured("/Ac/L3/Voltage", VOLT, GridView.voltage(3)),
            measured("/Ac/L1/Current", AMPERE, GridView.current(1)),
            measured("/Ac/L2/Current", AMPERE, GridView.current(2)),
            measured("/Ac/L3/Current", AMPERE, GridView.current(3)),
            offered("/Ac/Frequency", HERTZ, quantity(Quantity.FREQUENCY)),
            offered("/Ac/PowerFactor", RATIO, GridView::powerFactor),
            offered("/Ac/L1/PowerFactor", RATIO, GridView.powerFactor(1)),
            offered("/Ac/L2/PowerFactor", RATIO, GridView.powerFactor(2)),
            offered("/Ac/L3/PowerFactor", RATIO, GridView.powerFactor(3)),

            PathDefinition.<GridView>text("/P1/Phases", view -> view.registration().phases().text()).storedText("Phases"),
            text("/P1/MeterKey", view -> view.snapshot().key().text()),
            always("/P1/Ess/State", INTEGER, (view, item) -> item.set(view.ess().state().ordinal())),
            always("/P1/Ess/Wrong", INTEGER, (view, item) -> item.set(view.ess().state().wrong() ? 1 : 0)),
            always("/P1/Ess/Text", TEXT, (view, item) -> item.set(view.ess().text())),
            always("/P1/Ess/Remedy", TEXT, (view, item) -> item.set(view.ess().remedy())),
            always("/P1/Ess/Detail", TEXT, (view, item) -> item.set(view.ess().detail())),
            always("/P1/Dialect", TEXT, (view, item) -> item.set(view.meterState().dialect())),
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
            offered("/P1/Demand/WindowEnds", TEXT, (view, item) -> item.set(view.meterState().demand().windowEnd())),
            offered("/P1/Demand/Tariff", TEXT, billText((demand, bill) -> bill.tariff())),
            offered("/P1/Demand/Status", TEXT, billText(DemandText::status)),
            offered("/P1/Demand/Bill", WATT, bill(DemandBill::watts)),
            offered("/P1/Demand/BillForecast", WATT, bill(DemandBill::forecastWatts)),
            offered("/P1/Demand/BillAllowed", WATT, bill(DemandBill::allowedWatts)),
            offered("/P1/Demand/Step", TEXT, (view, item) -> item.set(view.meterState().demand().step())),
            offered("/P1/Demand/Peaks", TEXT, (view, item) -> item.set(view.meterState().demand().peaks())),
            offered("/P1/Demand/Missing", INTEGER, GridPaths::missing),
            offered("/P1/MonthPeak/History", TEXT, (view, item) -> item.set(view.meterState().demand().months())),
            offered("/P1/MonthPeak/Import", WATT, quantity(Quantity.PEAK_IMPORT)),
            offered("/P1/MonthPeak/ImportTime", TEXT, (view, item) -> item.set(view.meterState().importPeakTime())),
            offered("/P1/MonthPeak/Export", WATT, quantity(Quantity.PEAK_EXPORT)),
            offered("/P1/MonthPeak/ExportTime", TEXT, (view, item) -> item.set(view.meterState().exportPeakTime())),
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
            // Each of these changes at most every some seconds: the counters that change with each telegram stand above.
            offered("/P1/Today/Import", KILOWATT_HOUR, today(Counter.IMPORT)),
            offered("/P1/Today/Export", KILOWATT_HOUR, today(Counter.EXPORT)),
            offered("/P1/Yesterday/Import", KILOWATT_HOUR, yesterday(Counter.IMPORT)),
            offered("/P1/Yesterday/Export", KILOWATT_HOUR, yesterday(Counter.EXPORT)),
            offered("/P1/Gas/Counter", CUBIC_METER, volume(days -> days.counter(Counter.GAS))),
            offered("/P1/Gas/Today", CUBIC_METER, volume(days -> days.today(Counter.GAS))),
            offered("/P1/Gas/Yesterday", CUBIC_METER, volume(days -> days.yesterday(Counter.GAS))),
            offered("/P1/Water/Counter", CUBIC_METER, volume(days -> days.counter(Counter.WATER))),
            offered("/P1/Water/Today", CUBIC_METER, volume(days -> days.today(Counter.WATER))),
            offered("/P1/Water/Yesterday", CUBIC_METER, volume(days -> days.yesterday(Counter.WATER))),
            always("/P1/Line/Settings", TEXT, (view, item) -> item.set(view.meterState().line().settings())),
            always("/P1/Line/Grade", INTEGER, (view, item) -> item.set(IntervalGrade.of(view.snapshot().interval()).ordinal())),
            always("/P1/Telegrams/Good", INTEGER, (view, item) -> item.set(view.meterState().line().good())),
            always("/P1/Telegrams/Causes", TEXT, (view, item) -> item.set(view.meterState().line().causes())),
            always("/P1/Telegrams/Repaired", INTEGER,
                    (view, item) -> item.set(view.snapshot().quality().repaired())),
            always("/P1/Telegrams/Rejected", INTEGER,
                    (view, item) -> item.set(view.snapshot().quality().rejectedTotal())));

    /** dbus-modbus-client, device.py: an energy meter that stands for another device says so. */
    private static final List<PathDefinition<GridView>> OTHER_ROLES = List.of(
            integer("/IsGenericEnergyMeter", view -> 1));

    private static final List<PathDefinition<GridView>> ROLES_WITH_POSITION = List.of(
            PathDefinition.<GridView>integer("/Position", GridPaths::position).storedInteger(LocalSettings.POSITION),
            // gui-v2, ListAcInPositionRadioButtonGroup.qml; dbus-modbus-client, victron_em.py.
            integer("/PositionIsAdjustable", view -> view.settings().position().isPresent() ? 0 : 1));

    /** gui-v2, PvInverterPage.qml, shows a status; 99 hides it, as dbus-shelly, shelly_handlers.py, writes it. */
    private static final List<PathDefinition<GridView>> PVINVERTER = List.of(
            integer("/StatusCode", view -> 99));

    /** gui-v2, EvChargerPage.qml, shows the current of L1, as dbus-modbus-client, victron_em.py, serves it. */
    private static final List<PathDefinition<GridView>> EVCHARGER = List.of(
            measured("/Current", AMPERE, GridView.current(1)));

    private GridPaths() {
    }

    /** The table for a role where the energies are not all the meter's own. */
    static List<PathDefinition<GridView>> of(Role role, VenusSettings.Energy energy) {
        return energy == VenusSettings.Energy.METER ? of(role) : of(role).stream().map(row -> row.path().startsWith("/Ac/Energy/")
                ? new PathDefinition<>(row.path(), Format.CALCULATED_KILOWATT_HOUR, row.lifetime(), row.source(), row.stored()) : row).toList();
    }

    /** The table for a role. */
    static List<PathDefinition<GridView>> of(Role role) {
        Stream<List<PathDefinition<GridView>>> parts = Stream.of(
                EACH_ROLE,
                role == Role.GRID ? List.of() : OTHER_ROLES,
                role.hasPosition() ? ROLES_WITH_POSITION : List.of(),
                role == Role.PVINVERTER ? PVINVERTER : List.of(),
                role == Role.EVCHARGER ? EVCHARGER : List.of());
        return parts.flatMap(List::stream).toList();
    }

    static <V> PathDefinition<V> fixedHex(String path, long value) {
        return new PathDefinition<>(path, HEX, PathDefinition.Lifetime.FIXED, (view, item) -> item.set(value), Optional.empty());
    }

    static <V> PathDefinition<V> customName(Function<V, Registration> registration) {
        return PathDefinition.<V>text("/CustomName", view -> registration.apply(view).customName()).storedText("CustomName");
    }

    private static long position(GridView view) {
        Registration registration = view.registration();
        return Role.of(registration.kind()).orElseThrow().position(registration.position());
    }

    /** In whole 10 Wh, so that it changes less often than the counter. */
    private static PathDefinition.Source<GridView> today(Counter counter) {
        return thousandths(KILOWATT_HOUR, days -> {
            OptionalLong use = days.today(counter);
            return use.isPresent() ? OptionalLong.of(use.getAsLong() / 10 * 10) : use;
        });
    }

    private static PathDefinition.Source<GridView> yesterday(Counter counter) {
        return thousandths(KILOWATT_HOUR, days -> days.yesterday(counter));
    }

    private static PathDefinition.Source<GridView> volume(Function<DayUse, OptionalLong> litres) {
        return thousandths(CUBIC_METER, litres);
    }

    private static PathDefinition.Source<GridView> thousandths(Format format, Function<DayUse, OptionalLong> use) {
        long scale = BigDecimal.ONE.movePointRight(format.decimals() - 3).longValueExact();
        return (view, item) -> {
            OptionalLong known = use.apply(view.meterState().days());
            if (known.isPresent()) {
                item.set(known.getAsLong() * scale);
            } else {
                item.clear();
            }
        };
    }

    private static PathDefinition.Source<GridView> demand(Function<Demand, OptionalLong> watts) {
        return (view, item) -> watts(view.snapshot().demand().map(watts), item);
    }

    private static PathDefinition.Source<GridView> bill(Function<DemandBill, OptionalLong> watts) {
        return (view, item) -> watts(view.snapshot().demand().flatMap(Demand::bill).map(watts), item);
    }

    private static void watts(Optional<OptionalLong> watts, Item item) {
        item.clear();
        watts.ifPresent(known -> known.ifPresent(power -> item.set(BigDecimal.valueOf(power))));
    }

    private static PathDefinition.Source<GridView> billText(BiFunction<Demand, DemandBill, String> text) {
        return (view, item) -> item.set(view.snapshot().demand()
                .flatMap(demand -> demand.bill().map(bill -> text.apply(demand, bill))));
    }

    private static void missing(GridView view, Item item) {
        item.clear();
        view.snapshot().demand().flatMap(Demand::bill).ifPresent(bill -> item.set(bill.missing()));
    }
}
