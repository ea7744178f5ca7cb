package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.Format.AMPERE;
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
import static org.dbusp1.output.venus.PathDefinition.fixed;
import static org.dbusp1.output.venus.PathDefinition.integer;
import static org.dbusp1.output.venus.PathDefinition.measured;
import static org.dbusp1.output.venus.PathDefinition.notBlank;
import static org.dbusp1.output.venus.PathDefinition.offered;
import static org.dbusp1.output.venus.PathDefinition.text;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.venus.DeviceSettings.Registration;

/** The paths of an energy meter, as gui-v2 and dbus-systemcalc-py, dbus_systemcalc.py, read them. */
final class GridPaths {
    static final String PRODUCT_NAME = "P1 smart meter";
    /** No product that Victron knows: the id of another one would bring its menus (gui-v2, PageAcInSetup.qml). */
    static final long NO_PRODUCT_ID = 0xFFFF;
    /**
     * The meter's own product id. The screen offers a plug-in's page on each device with the plug-in's product id
     * (gui-v2, GuiPluginIntegrationModel), so with 0xFFFF the row would be on the devices of all third parties.
     * Victron's ids lie in 0x0100 to 0xC0FF (gui-v2, productinfo.h; dbus-modbus-client), and dbus-serialbattery uses
     * 0xBA77; the consumers treat any other one as unknown: dbus-systemcalc-py and dbus-flashmq pass it on, and
     * dbus_modbustcp holds it in 16 bits.
     */
    static final long PRODUCT_ID = 0xF1D5;

    private static final List<PathDefinition<GridView>> EACH_ROLE = List.of(
            text("/Mgmt/ProcessName", view -> "dbus-p1"),
            text("/Mgmt/ProcessVersion", view -> view.settings().version()),
            text("/Mgmt/Connection", view -> view.settings().connection()),
            integer("/DeviceInstance", view -> view.registration().instance()),
            hex("/ProductId", PRODUCT_ID),
            text("/ProductName", view -> PRODUCT_NAME),
            GridPaths.<GridView>customName(GridView::registration),
            ofMeter("/FirmwareVersion", MeterIdentity::versionForPeople),
            ofMeter("/HardwareVersion", meter -> Optional.of(meter.identification())),
            ofMeter("/Serial", MeterIdentity::equipmentId),
            integer("/Connected", view -> 1),
            integer("/ErrorCode", view -> 0),
            // Drivers that are not Victron's report errors so; /ErrorCode is shown for Victron's products alone.
            // A warning with the number of /P1/Ess/State where the owner should do something.
            always("/Error/0/Id", TEXT, (view, item) ->
                    item.set(view.ess().state().wrong() ? "dbus-p1:w-" + view.ess().state().ordinal() : "")),
            ofMeter("/Model", MeterIdentity::model),
            // Writing it moves the service, as dbus-modbus-client, device.py, role_changed does.
            PathDefinition.<GridView>text("/Role", view -> view.registration().kind())
                    .storedText(LocalSettings.CLASS_AND_INSTANCE, DeviceSettings::checkRole),
            // gui-v2, PageAcInModel.qml, offers Setup where it is there.
            fixed("/AllowedRoles", TEXTS, (view, item) -> item.set(view.settings().allowedRoles())),
            always("/NrOfPhases", INTEGER, GridView::phases),
            // Of one-phase meters, as dbus-shelly, shelly_handlers.py; gui-v2, PageAcInSetup.qml, offers L1 to L3.
            PathDefinition.<GridView>offered("/PhaseSetting", INTEGER, GridView::phaseSetting)
                    .storedInteger(LocalSettings.PHASES, (settings, phase) -> settings.checkPhases("L" + phase)),
            always("/RefreshTime", INTEGER, (view, item) -> item.set(view.meterState().refreshMillis())),

            measured("/Ac/Power", WATT, GridView.power(GridView.ALL_PHASES)),
            measured("/Ac/Energy/Forward", KILOWATT_HOUR, GridView.energyForward(GridView.ALL_PHASES)),
            measured("/Ac/Energy/Reverse", KILOWATT_HOUR, GridView.energyReverse(GridView.ALL_PHASES)),
            offered("/PhaseSequence", INTEGER, GridView::phaseSequence),
            offered("/Ac/N/Current", AMPERE, quantity(Quantity.CURRENT_NEUTRAL)),
            offered("/Ac/Frequency", HERTZ, quantity(Quantity.FREQUENCY)),
            offered("/Ac/PowerFactor", RATIO, GridView.powerFactor(GridView.ALL_PHASES)));

    private static final List<PathDefinition<GridView>> EACH_PHASE = IntStream.rangeClosed(1, 3).boxed()
            .flatMap(phase -> Stream.of(
            measured("/Ac/L" + phase + "/Power", WATT, GridView.power(phase)),
            measured("/Ac/L" + phase + "/Voltage", VOLT, GridView.voltage(phase)),
            measured("/Ac/L" + phase + "/Current", AMPERE, GridView.current(phase)),
            offered("/Ac/L" + phase + "/PowerFactor", RATIO, GridView.powerFactor(phase)),
            offered("/Ac/L" + phase + "/Energy/Forward", KILOWATT_HOUR, GridView.energyForward(phase)),
            offered("/Ac/L" + phase + "/Energy/Reverse", KILOWATT_HOUR, GridView.energyReverse(phase)))).toList();

    private static final List<PathDefinition<GridView>> ROLES_WITH_POSITION = List.of(
            PathDefinition.<GridView>integer("/Position", GridPaths::position)
                    .storedInteger(LocalSettings.POSITION, DeviceSettings::checkPosition),
            // gui-v2, ListAcInPositionRadioButtonGroup.qml; dbus-modbus-client, victron_em.py.
            integer("/PositionIsAdjustable", view -> view.settings().position().isPresent() ? 0 : 1));

    private GridPaths() {
    }

    /** Returns the table for a role where the energies are not all the meter's own. */
    static List<PathDefinition<GridView>> of(Role role, VenusSettings.Energy energy) {
        if (energy == VenusSettings.Energy.METER) {
            return of(role);
        }
        return of(role).stream().map(row -> row.path().startsWith("/Ac/Energy/")
                ? measured(row.path(), Format.CALCULATED_KILOWATT_HOUR, row.source()) : row).toList();
    }

    /** Returns the table for a role. */
    static List<PathDefinition<GridView>> of(Role role) {
        Stream<List<PathDefinition<GridView>>> parts = Stream.of(
                EACH_ROLE,
                EACH_PHASE,
                P1Paths.ALL,
                // dbus-modbus-client, device.py: an energy meter in the place of another device has this path.
                role == Role.GRID ? List.of() : List.of(integer("/IsGenericEnergyMeter", view -> 1)),
                role.hasPosition() ? ROLES_WITH_POSITION : List.of(),
                // gui-v2, PvInverterPage.qml, shows a status; 99 hides it, as dbus-shelly, shelly_handlers.py, writes it.
                role == Role.PVINVERTER ? List.of(integer("/StatusCode", view -> 99)) : List.of(),
                // gui-v2, EvChargerPage.qml, shows the current of L1, as dbus-modbus-client, victron_em.py, serves it.
                role == Role.EVCHARGER ? List.of(measured("/Current", AMPERE, GridView.current(1))) : List.of());
        return parts.flatMap(List::stream).toList();
    }

    static <V> PathDefinition<V> hex(String path, long value) {
        return fixed(path, HEX, (view, item) -> item.set(value));
    }

    private static PathDefinition<GridView> ofMeter(String path, Function<MeterIdentity, Optional<String>> text) {
        return always(path, TEXT,
                (view, item) -> item.set(notBlank(text.apply(view.meter()))));
    }

    static <V> PathDefinition<V> customName(Function<V, Registration> registration) {
        return PathDefinition.<V>text("/CustomName", view -> registration.apply(view).customName())
                .storedText(LocalSettings.CUSTOM_NAME, (settings, name) -> name);
    }

    private static long position(GridView view) {
        Registration registration = view.registration();
        return Role.of(registration.kind()).orElseThrow().position(registration.position());
    }
}
