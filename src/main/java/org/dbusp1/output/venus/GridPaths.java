package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.Format.AMPERE;
import static org.dbusp1.output.venus.Format.HERTZ;
import static org.dbusp1.output.venus.Format.HEX;
import static org.dbusp1.output.venus.Format.INTEGER;
import static org.dbusp1.output.venus.Format.KILOWATT_HOUR;
import static org.dbusp1.output.venus.Format.RATIO;
import static org.dbusp1.output.venus.Format.TEXT;
import static org.dbusp1.output.venus.Format.VOLT;
import static org.dbusp1.output.venus.Format.WATT;
import static org.dbusp1.output.venus.Row.always;
import static org.dbusp1.output.venus.Row.integer;
import static org.dbusp1.output.venus.Row.measured;
import static org.dbusp1.output.venus.Row.offered;
import static org.dbusp1.output.venus.Row.text;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;

/** The paths of an energy meter, venus.md 2.2, and below /P1 what no other meter has. */
final class GridPaths {
    /** No product that Victron knows: the id of another one would bring its menus (venus.md 2.4). */
    static final long PRODUCT_ID = 0xFFFF;
    private static final long SCALE_OF_WATT = 1_000;

    private static final List<Row<GridView>> EACH_ROLE = List.of(
            text("/Mgmt/ProcessName", view -> "dbus-p1"),
            text("/Mgmt/ProcessVersion", view -> view.settings().version()),
            text("/Mgmt/Connection", view -> view.settings().connection()),
            integer("/DeviceInstance", view -> view.registration().instance()),
            always("/ProductId", HEX, view -> Optional.of(PRODUCT_ID)),
            text("/ProductName", view -> "P1 smart meter"),
            GridPaths.<GridView>customName(GridView::registration),
            always("/FirmwareVersion", TEXT, view -> Row.printable(meter(view).version())),
            always("/HardwareVersion", TEXT, view -> Row.printable(Optional.of(meter(view).identification()))),
            always("/Serial", TEXT, view -> Row.printable(meter(view).equipmentId())),
            integer("/Connected", view -> 1),
            integer("/ErrorCode", view -> 0),
            text("/Role", view -> view.registration().kind()),
            always("/NrOfPhases", INTEGER, GridView::phases),
            integer("/RefreshTime", view -> view.memory().refreshMillis()),

            measured("/Ac/Power", WATT, GridView::power),
            measured("/Ac/Energy/Forward", KILOWATT_HOUR, GridView::energyForward),
            measured("/Ac/L1/Power", WATT, view -> view.power(1)),
            measured("/Ac/L2/Power", WATT, view -> view.power(2)),
            measured("/Ac/L3/Power", WATT, view -> view.power(3)),
            measured("/Ac/L1/Voltage", VOLT, view -> view.voltage(1)),
            measured("/Ac/L2/Voltage", VOLT, view -> view.voltage(2)),
            measured("/Ac/L3/Voltage", VOLT, view -> view.voltage(3)),
            measured("/Ac/L1/Current", AMPERE, view -> view.current(1)),
            measured("/Ac/L2/Current", AMPERE, view -> view.current(2)),
            measured("/Ac/L3/Current", AMPERE, view -> view.current(3)),
            offered("/Ac/Frequency", HERTZ, of(Quantity.FREQUENCY)),
            offered("/Ac/PowerFactor", RATIO, view -> GridView.factor(view.value(Quantity.POWER_FACTOR))),
            offered("/Ac/L1/PowerFactor", RATIO, factor(1)),
            offered("/Ac/L2/PowerFactor", RATIO, factor(2)),
            offered("/Ac/L3/PowerFactor", RATIO, factor(3)),

            text("/P1/MeterKey", view -> view.snapshot().key().text()),
            text("/P1/Dialect", view -> meter(view).dialect().title()),
            offered("/P1/Tariff", INTEGER, of(Quantity.TARIFF)),
            offered("/P1/Energy/Import/T1", KILOWATT_HOUR, of(Quantity.ENERGY_IMPORT_T1)),
            offered("/P1/Energy/Import/T2", KILOWATT_HOUR, of(Quantity.ENERGY_IMPORT_T2)),
            offered("/P1/Energy/Import/T3", KILOWATT_HOUR, of(Quantity.ENERGY_IMPORT_T3)),
            offered("/P1/Energy/Import/T4", KILOWATT_HOUR, of(Quantity.ENERGY_IMPORT_T4)),
            offered("/P1/Energy/Import/T5", KILOWATT_HOUR, of(Quantity.ENERGY_IMPORT_T5)),
            offered("/P1/Energy/Export/T1", KILOWATT_HOUR, of(Quantity.ENERGY_EXPORT_T1)),
            offered("/P1/Energy/Export/T2", KILOWATT_HOUR, of(Quantity.ENERGY_EXPORT_T2)),
            offered("/P1/Energy/Export/T3", KILOWATT_HOUR, of(Quantity.ENERGY_EXPORT_T3)),
            offered("/P1/Energy/Export/T4", KILOWATT_HOUR, of(Quantity.ENERGY_EXPORT_T4)),
            offered("/P1/Energy/Export/T5", KILOWATT_HOUR, of(Quantity.ENERGY_EXPORT_T5)),
            offered("/P1/Energy/Combined", KILOWATT_HOUR, of(Quantity.ENERGY_COMBINED)),
            offered("/P1/Demand/Import", WATT, of(Quantity.DEMAND_IMPORT)),
            offered("/P1/Demand/Export", WATT, of(Quantity.DEMAND_EXPORT)),
            offered("/P1/Demand/Mean", WATT, demand(demand -> OptionalLong.of(demand.meanWatts()))),
            offered("/P1/Demand/Forecast", WATT, demand(Demand::forecastWatts)),
            offered("/P1/Demand/Allowed", WATT, demand(Demand::allowedWatts)),
            offered("/P1/Demand/Peak", WATT, demand(Demand::peakWatts)),
            offered("/P1/Demand/WindowEnds", TEXT,
                    view -> view.snapshot().demand().map(demand -> demand.end().toString())),
            offered("/P1/MonthPeak/Import", WATT, of(Quantity.PEAK_IMPORT)),
            offered("/P1/MonthPeak/ImportTime", TEXT, view -> view.memory().importPeakTime()),
            offered("/P1/MonthPeak/Export", WATT, of(Quantity.PEAK_EXPORT)),
            offered("/P1/MonthPeak/ExportTime", TEXT, view -> view.memory().exportPeakTime()),
            offered("/P1/PowerFailures", INTEGER, of(Quantity.POWER_FAILURES)),
            offered("/P1/LongPowerFailures", INTEGER, of(Quantity.LONG_POWER_FAILURES)),
            offered("/P1/L1/VoltageSags", INTEGER, of(Quantity.VOLTAGE_SAGS_L1)),
            offered("/P1/L2/VoltageSags", INTEGER, of(Quantity.VOLTAGE_SAGS_L2)),
            offered("/P1/L3/VoltageSags", INTEGER, of(Quantity.VOLTAGE_SAGS_L3)),
            offered("/P1/L1/VoltageSwells", INTEGER, of(Quantity.VOLTAGE_SWELLS_L1)),
            offered("/P1/L2/VoltageSwells", INTEGER, of(Quantity.VOLTAGE_SWELLS_L2)),
            offered("/P1/L3/VoltageSwells", INTEGER, of(Quantity.VOLTAGE_SWELLS_L3)),
            offered("/P1/NeutralCurrent", AMPERE, of(Quantity.CURRENT_NEUTRAL)),
            offered("/P1/Fuse", AMPERE, of(Quantity.FUSE)),
            offered("/P1/FuseExport", AMPERE, of(Quantity.FUSE_EXPORT)),
            integer("/P1/Telegrams/Repaired", view -> view.snapshot().quality().repaired()),
            integer("/P1/Telegrams/Rejected", view -> view.snapshot().quality().rejectedTotal()));

    private static final List<Row<GridView>> GRID = List.of(
            measured("/Ac/Energy/Reverse", KILOWATT_HOUR, GridView::energyReverse),
            offered("/Ac/L1/Energy/Forward", KILOWATT_HOUR, energyImport(1)),
            offered("/Ac/L2/Energy/Forward", KILOWATT_HOUR, energyImport(2)),
            offered("/Ac/L3/Energy/Forward", KILOWATT_HOUR, energyImport(3)),
            offered("/Ac/L1/Energy/Reverse", KILOWATT_HOUR, energyExport(1)),
            offered("/Ac/L2/Energy/Reverse", KILOWATT_HOUR, energyExport(2)),
            offered("/Ac/L3/Energy/Reverse", KILOWATT_HOUR, energyExport(3)));

    private static final List<Row<GridView>> OTHER_ROLES = List.of(
            integer("/IsGenericEnergyMeter", view -> 1));

    private static final List<Row<GridView>> ROLES_WITH_POSITION = List.of(
            GridPaths.<GridView>position(GridView::registration));

    private GridPaths() {
    }

    /** The table for a role. */
    static List<Row<GridView>> of(Role role) {
        Stream<List<Row<GridView>>> parts = Stream.of(
                EACH_ROLE,
                role == Role.GRID ? GRID : OTHER_ROLES,
                role.hasPosition() ? ROLES_WITH_POSITION : List.<Row<GridView>>of());
        return parts.flatMap(List::stream).toList();
    }

    static <V> Row<V> customName(Function<V, Registration> registration) {
        return Row.<V>text("/CustomName", view -> registration.apply(view).customName()).storedText("CustomName");
    }

    private static <V> Row<V> position(Function<V, Registration> registration) {
        return Row.<V>integer("/Position", view -> registration.apply(view).position()).storedInteger("Position");
    }

    private static Function<GridView, Optional<?>> of(Quantity quantity) {
        return view -> view.value(quantity);
    }

    private static Function<GridView, Optional<?>> demand(Function<Demand, OptionalLong> watts) {
        return view -> view.snapshot().demand().map(watts).filter(OptionalLong::isPresent)
                .map(known -> known.getAsLong() * SCALE_OF_WATT);
    }

    private static Function<GridView, Optional<?>> factor(int phase) {
        return view -> GridView.factor(view.ofPhase(phase,
                Quantity.POWER_FACTOR_L1, Quantity.POWER_FACTOR_L2, Quantity.POWER_FACTOR_L3));
    }

    private static Function<GridView, Optional<?>> energyImport(int phase) {
        return view -> view.ofPhase(phase,
                Quantity.ENERGY_IMPORT_L1, Quantity.ENERGY_IMPORT_L2, Quantity.ENERGY_IMPORT_L3);
    }

    private static Function<GridView, Optional<?>> energyExport(int phase) {
        return view -> view.ofPhase(phase,
                Quantity.ENERGY_EXPORT_L1, Quantity.ENERGY_EXPORT_L2, Quantity.ENERGY_EXPORT_L3);
    }

    private static MeterIdentity meter(GridView view) {
        return view.snapshot().reading().meter();
    }
}
