package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.Format.COUNTER;
import static org.dbusp1.output.venus.Format.CUBIC_METER;
import static org.dbusp1.output.venus.Format.HEX;
import static org.dbusp1.output.venus.Format.TEXT;
import static org.dbusp1.output.venus.Row.always;
import static org.dbusp1.output.venus.Row.integer;
import static org.dbusp1.output.venus.Row.measured;
import static org.dbusp1.output.venus.Row.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The paths of gas, water and heat meters, venus.md 5. */
final class MBusPaths {
    private static final List<Row<MBusView>> BOTH = List.of(
            text("/Mgmt/ProcessName", view -> "dbus-p1"),
            text("/Mgmt/ProcessVersion", view -> view.settings().version()),
            text("/Mgmt/Connection", view -> view.settings().connection() + " M-Bus " + view.device().channel()),
            integer("/DeviceInstance", view -> view.registration().instance()),
            always("/ProductId", HEX, view -> Optional.of(GridPaths.PRODUCT_ID)),
            text("/ProductName", MBusView::title),
            GridPaths.<MBusView>customName(MBusView::registration),
            always("/FirmwareVersion", TEXT, view -> Optional.empty()),
            always("/HardwareVersion", TEXT, view -> Optional.empty()),
            always("/Serial", TEXT, view -> Row.printable(view.device().id())),
            integer("/Connected", view -> 1));

    private static final List<Row<MBusView>> PULSEMETER = List.of(
            // No /Count: gui-v2 would offer to reset it.
            measured("/Aggregate", CUBIC_METER, MBusView::counter),
            measured("/P1/ReadAt", TEXT, MBusView::readAt));

    private static final List<Row<MBusView>> GASMETER = List.of(
            measured("/Meter", COUNTER, MBusView::counter),
            measured("/Unit", TEXT, MBusView::unit),
            text("/Type", MBusView::medium),
            measured("/LastUpdate", TEXT, MBusView::readAt));

    private MBusPaths() {
    }

    static List<Row<MBusView>> pulsemeter() {
        return Stream.of(BOTH, PULSEMETER).flatMap(List::stream).toList();
    }

    static List<Row<MBusView>> gasmeter() {
        return Stream.of(BOTH, GASMETER).flatMap(List::stream).toList();
    }
}
