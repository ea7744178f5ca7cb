package org.dbusp1.gx.service;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.dbus.BusConnection.Reply;
import org.dbusp1.output.feedback.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows events on the page Notifications of the GX device, in the language of its screen. venus-platform,
 * notifications.cpp, adds a notification for each text written to its path Inject, and removes none, so each event has
 * to be shown once. If the platform does not answer, the notification is lost. Used only on the loop.
 */
final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final String PLATFORM = "com.victronenergy.platform";
    private static final String INJECT = "/Notifications/Inject";
    private static final String SEPARATOR = "\t";
    /** Few, so that an owner reads them: MQTT, page and history have all. */
    private static final Set<EventType> SHOWN = EnumSet.of(EventType.METER_SILENT, EventType.DONGLE_UNPAIRED, EventType.ESS_NOT_USED,
            EventType.LIMITER_STOPPED, EventType.PEAK_MISSED);

    private final Supplier<@Nullable BusItemClient> connection;
    private final Supplier<String> language;
    private final BooleanSupplier enabled;
    private String deviceName = GridPaths.PRODUCT_NAME;
    private boolean failed;

    /** @param connection gives null while the bus is not open */
    Notifications(Supplier<@Nullable BusItemClient> connection, Supplier<String> language, BooleanSupplier enabled) {
        this.connection = connection;
        this.language = language;
        this.enabled = enabled;
    }

    /** Sets the owner's name of the meter; empty for none. */
    void setDeviceName(String name) {
        deviceName = name.isEmpty() ? GridPaths.PRODUCT_NAME : name;
    }

    /** Shows an event, if its type and the owner's switch allow. Returns at once. */
    void show(Event event) {
        BusItemClient link = connection.get();
        if (link == null || !SHOWN.contains(event.type()) || !enabled.getAsBoolean()) {
            return;
        }
        link.setValue(PLATFORM, INJECT, event.found().gravity().notification() + SEPARATOR + SafeText.identifier(deviceName)
                + SEPARATOR + SafeText.message(event.text(language.get())), answer -> answered(event, answer));
    }

    private void answered(Event event, Reply answer) {
        boolean refused = !answer.isZero();
        if (refused && !failed) {
            LOG.info("the GX device shows no notification of {}: {}", event.key(),
                    PLATFORM + (answer.failed() ? ": " : " answers ")
                            + SafeText.excerpt(answer.failed() ? answer.error() : String.valueOf(answer.firstValue())));
        }
        failed = refused;
    }
}
