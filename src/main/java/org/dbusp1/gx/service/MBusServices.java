package org.dbusp1.gx.service;

import static org.dbusp1.gx.service.PathDefinition.chosen;
import static org.dbusp1.gx.service.PathDefinition.fixed;
import static org.dbusp1.gx.service.PathDefinition.fixedInteger;
import static org.dbusp1.gx.service.PathDefinition.fixedText;
import static org.dbusp1.gx.service.PathDefinition.keptWhileSilent;
import static org.dbusp1.gx.service.PathDefinition.measured;
import static org.dbusp1.output.ValueFormat.COUNTER;
import static org.dbusp1.output.ValueFormat.CUBIC_METER;
import static org.dbusp1.output.ValueFormat.INTEGER;
import static org.dbusp1.output.ValueFormat.TEXT;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.gx.service.PathDefinition.Lifetime;
import org.dbusp1.gx.service.PathDefinition.View;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.OwnerChoices;
import org.jspecify.annotations.Nullable;

/**
 * The services of gas, water and heat meters: a pulse meter for each meter that counts a volume, as in gui-v2,
 * PagePulseCounter.qml, and, if configured, the older gasmeter for each meter.
 */
final class MBusServices {
    private static final String PULSE = "pulsemeter";
    private static final BigDecimal CUBIC_METERS_PER_LITRE = new BigDecimal("0.001");

    private static List<PathDefinition<MBusView>> both() {
        return List.of(
                fixedText("/Mgmt/ProcessName", view -> "dbus-p1"),
                fixedText("/Mgmt/ProcessVersion", view -> view.settings().version()),
                keptWhileSilent("/Mgmt/Connection", TEXT, view ->
                        view.settings().connection() + " M-Bus " + view.device().channel()),
                fixedInteger("/DeviceInstance", view -> view.registration().instance()),
                GridPaths.hex("/ProductId", GridPaths.NO_PRODUCT_ID),
                fixedText("/ProductName", MBusView::title),
                chosen(Choice.NAME, Lifetime.FIXED, view -> view.registration().customName()),
                keptWhileSilent("/FirmwareVersion", TEXT, view -> null),
                keptWhileSilent("/HardwareVersion", TEXT, view -> null),
                keptWhileSilent("/Serial", TEXT, view -> PathDefinition.nullIfBlank(view.device().id())),
                fixedInteger("/Connected", view -> 1));
    }

    private static final List<PathDefinition<MBusView>> PULSEMETER = List.of(
            measured("/Aggregate", CUBIC_METER, MBusView::volume),
            // As in dbus-digitalinputs, dbus_digitalinputs.py: /Aggregate is /Count times the multiplier. gui-v2,
            // PagePulseCounterSetup.qml, has a row for each of these three paths, which are read-only because the meter
            // counts.
            measured("/Count", INTEGER, view ->
                    view.volume() == null ? null : view.volume().movePointRight(3).setScale(0, RoundingMode.DOWN)),
            fixedInteger("/Settings/InvertTranslation", view -> 0),
            fixed("/Settings/Multiplier", COUNTER, view -> CUBIC_METERS_PER_LITRE));

    private static final List<PathDefinition<MBusView>> GASMETER = List.of(
            measured("/Meter", COUNTER, view -> view.counter() == null ? null : view.counter().value()),
            PathDefinition.<MBusView>measured("/Unit", TEXT, view -> view.counter() == null ? null : view.counter().unit())
                    .changingWith((before, now) -> now.counter() != null),
            fixedText("/Type", MBusView::medium),
            measured("/LastUpdate", TEXT, MBusView::readAt));

    static List<PathDefinition<MBusView>> paths(String kind) {
        return Stream.concat(both().stream(), (kind.equals(PULSE) ? PULSEMETER : GASMETER).stream()).toList();
    }

    private final VenusConfig settings;
    private final StateStore memory;
    private final DriverConnections bus;
    private final MeterServices meterServices;
    /** By their name in the settings; a device that was published once stays in the map. */
    private final Map<String, BusService<MBusDevice, MBusView>> services = new LinkedHashMap<>();

    MBusServices(VenusConfig settings, StateStore memory, DriverConnections bus, MeterServices meterServices) {
        this.settings = settings;
        this.memory = memory;
        this.bus = bus;
        this.meterServices = meterServices;
    }

    /**
     * Publishes the meters of the snapshot; the services of other meters leave the bus. A service that is there stays without its values
     * while its counter is expected.
     */
    void publish(Snapshot snapshot) {
        String root = "p1_" + snapshot.key() + "_";
        Set<String> published = new HashSet<>();
        for (NumberedDevice meter : snapshot.published().numberedDevices()) {
            MBusDevice device = meter.device();
            if (getsService(device.medium())) {
                String name = device.medium().name().toLowerCase(Locale.ROOT) + (meter.number() > 1 ? "_" + meter.number() : "");
                String suffix = settings.suffix() + "_" + name;
                String gasmeter = root + "gasmeter_" + name;
                withdrawOfAnother(device, root + name);
                withdrawOfAnother(device, gasmeter);
                if (isShown(meter, root + name, countsVolume(device))) {
                    published.add(publish(device, snapshot.key(), root + name, suffix, PULSE));
                }
                if (isShown(meter, gasmeter, settings.gasmeter() && device.reading() != null)) {
                    published.add(publish(device, snapshot.key(), gasmeter, suffix, "gasmeter"));
                }
            }
        }
        services.forEach((id, service) -> {
            if (!published.contains(id)) {
                service.withdraw();
            }
        });
    }

    /** Returns whether a meter has a service: by its counter now, or because the service is there and its counter is expected. */
    private boolean isShown(NumberedDevice meter, String id, boolean hasCounter) {
        BusService<MBusDevice, MBusView> service = services.get(id);
        return hasCounter || service != null && meter.device().reading() == null && meter.isExpected() && service.hasValues();
    }

    private void withdrawOfAnother(MBusDevice device, String id) {
        BusService<MBusDevice, MBusView> service = services.get(id);
        MBusView shown = service == null ? null : service.published();
        if (service != null && shown != null && shown.isOfAnother(device)) {
            service.withdraw();
        }
    }

    private String publish(MBusDevice device, MeterKey meter, String id, String suffix, String kind) {
        services.computeIfAbsent(id, key -> newService(meter, id, suffix, kind)).publish(device);
        return id;
    }

    private BusService<MBusDevice, MBusView> newService(MeterKey meter, String id, String suffix, String kind) {
        DeviceSettings registered = new DeviceSettings(id, List.of(kind), null, memory, () -> bus.localSettings().orElse(null), bus::nanos);
        String name = "com.victronenergy." + kind + "." + suffix;
        return new BusService<>(registered, OwnerChoices.none(), meter, new MBusContent(name, paths(kind), settings), bus, meterServices);
    }

    private record MBusContent(String name, List<PathDefinition<MBusView>> paths, VenusConfig settings)
            implements BusService.Content<MBusDevice, MBusView> {
        @Override
        public String serviceName(Registration registration) {
            return name;
        }

        @Override
        public List<PathDefinition<MBusView>> paths(Registration registration) {
            return paths;
        }

        @Override
        public MBusView view(MBusDevice values, Registration registration, Map<Choice, Object> chosen) {
            return new MBusView(values, registration, settings);
        }
    }

    private static boolean getsService(Medium medium) {
        return switch (medium) {
            case GAS, WATER, HOT_WATER, HEAT, COOLING -> true;
            case ELECTRICITY, OTHER -> false;
        };
    }

    private static boolean countsVolume(MBusDevice device) {
        Medium medium = device.medium();
        return (medium == Medium.GAS || medium == Medium.WATER || medium == Medium.HOT_WATER)
                && device.reading() != null && device.reading().cubicMeters().isPresent();
    }

    /** Returns all devices that were ever published, also those that have left the bus. */
    Collection<BusService<MBusDevice, MBusView>> devices() {
        return services.values();
    }

    record MBusView(MBusDevice device, Registration registration, VenusConfig settings) implements View {
        /** Returns null while its counter is expected. */
        @Nullable CounterReading counter() {
            return device.reading();
        }

        @Nullable BigDecimal volume() {
            return counter() == null ? null : counter().cubicMeters().orElse(null);
        }

        boolean isOfAnother(MBusDevice other) {
            return device.channel() != other.channel() || MeterIdentity.isAnother(device.id(), other.id());
        }

        /** Returns the product name: Hot water meter. */
        String title() {
            return device.medium().name().charAt(0) + medium().substring(1).replace('_', ' ') + " meter";
        }

        @Nullable String readAt() {
            return counter() == null ? null : counter().readAt().map(Stamp::toString).orElse(null);
        }

        String medium() {
            return device.medium().name().toLowerCase(Locale.ROOT);
        }
    }
}
