package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.Format.COUNTER;
import static org.dbusp1.output.venus.Format.CUBIC_METER;
import static org.dbusp1.output.venus.Format.INTEGER;
import static org.dbusp1.output.venus.Format.TEXT;
import static org.dbusp1.output.venus.PathDefinition.always;
import static org.dbusp1.output.venus.PathDefinition.fixed;
import static org.dbusp1.output.venus.PathDefinition.integer;
import static org.dbusp1.output.venus.PathDefinition.measured;
import static org.dbusp1.output.venus.PathDefinition.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.output.venus.DeviceSettings.Registration;

/**
 * The paths of gas, water and heat meters: pulse meters as gui-v2, PagePulseCounter.qml, reads them, and gas meters.
 */
final class MBusPaths {
    private static final BigDecimal CUBIC_METERS_PER_LITRE = new BigDecimal("0.001");

    private static final List<PathDefinition<MBusView>> BOTH = List.of(
            text("/Mgmt/ProcessName", view -> "dbus-p1"),
            text("/Mgmt/ProcessVersion", view -> view.settings().version()),
            always("/Mgmt/Connection", TEXT, (view, item) ->
                    item.set(view.settings().connection() + " M-Bus " + view.device().channel())),
            integer("/DeviceInstance", view -> view.registration().instance()),
            GridPaths.hex("/ProductId", GridPaths.NO_PRODUCT_ID),
            text("/ProductName", MBusView::title),
            GridPaths.<MBusView>customName(MBusView::registration),
            always("/FirmwareVersion", TEXT, (view, item) -> item.clear()),
            always("/HardwareVersion", TEXT, (view, item) -> item.clear()),
            always("/Serial", TEXT, (view, item) -> item.set(PathDefinition.notBlank(view.device().id()))),
            integer("/Connected", view -> 1));

    static final List<PathDefinition<MBusView>> PULSEMETER = withBoth(
            measured("/Aggregate", CUBIC_METER, MBusPaths::volume),
            // As dbus-digitalinputs, dbus_digitalinputs.py: /Aggregate is /Count times the multiplier. gui-v2,
            // PagePulseCounterSetup.qml, has a row for each of the three; no one can be written, since the meter
            // counts.
            measured("/Count", INTEGER, MBusPaths::litres),
            integer("/Settings/InvertTranslation", view -> 0),
            fixed("/Settings/Multiplier", COUNTER, (view, item) -> item.set(CUBIC_METERS_PER_LITRE)),
            measured("/P1/ReadAt", TEXT, (view, item) -> item.set(view.counter().time().toString())));

    static final List<PathDefinition<MBusView>> GASMETER = withBoth(
            measured("/Meter", COUNTER, (view, item) -> item.set(view.counter().value())),
            measured("/Unit", TEXT, (view, item) -> item.set(view.counter().unit())),
            text("/Type", MBusView::medium),
            measured("/LastUpdate", TEXT, (view, item) -> item.set(view.counter().time().toString())));

    private MBusPaths() {
    }

    /** A gas, water or heat meter as it is on the bus. */
    record MBusView(MBusDevice device, MBusDevice.Counter counter, Registration registration, VenusSettings settings) {
        String title() {
            return switch (device.medium()) {
                case GAS -> "Gas meter";
                case WATER -> "Water meter";
                case HOT_WATER -> "Hot water meter";
                case HEAT -> "Heat meter";
                case COOLING -> "Cooling meter";
                case ELECTRICITY, OTHER -> "Meter";
            };
        }

        String medium() {
            return device.medium().name().toLowerCase(Locale.ROOT);
        }
    }

    private static void volume(MBusView view, Item item) {
        view.counter().cubicMeters().ifPresentOrElse(item::set, item::clear);
    }

    private static void litres(MBusView view, Item item) {
        view.counter().cubicMeters().map(volume -> volume.movePointRight(3).setScale(0, RoundingMode.DOWN))
                .ifPresentOrElse(item::set, item::clear);
    }

    @SafeVarargs
    private static List<PathDefinition<MBusView>> withBoth(PathDefinition<MBusView>... rows) {
        return Stream.concat(BOTH.stream(), Stream.of(rows)).toList();
    }
}
