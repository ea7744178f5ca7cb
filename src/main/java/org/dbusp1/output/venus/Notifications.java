package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.feedback.Event;
import org.dbusp1.meter.SafeText;
import org.dbusp1.problem.EventType;
import org.dbusp1.problem.Texts;
import org.dbusp1.venus.BusItemClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows events on the page Notifications of the GX device, in the language of its screen. venus-platform,
 * notifications.cpp, adds a notification for each text written to its path Inject, and removes none, so each event has
 * to be shown once. If the platform does not answer, the notification is lost; if localsettings do not return the
 * language, it is in English. Used only on the loop.
 */
final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final String PLATFORM = "com.victronenergy.platform";
    private static final String INJECT = "/Notifications/Inject";
    private static final String LANGUAGE = "/Settings/Gui/Language";
    /** The time that localsettings have to return the language. */
    private static final Duration LANGUAGE_LIMIT = Duration.ofSeconds(2);
    /** Largest number of calls without an answer: while a service hangs, the bus holds each call. */
    private static final int MOST_UNANSWERED = 8;
    private static final String SEPARATOR = "\t";

    private final EventLoop loop;
    private final Supplier<@Nullable BusItemClient> settings;
    private final Set<EventType> kinds;
    private final BooleanSupplier enabled;
    private int unanswered;
    private String deviceName = GridPaths.PRODUCT_NAME;
    private boolean failed;

    /**
     * @param settings gives the connection; null while it is not open
     * @param kinds of events to show
     * @param enabled true if the owner wants notifications
     */
    Notifications(EventLoop loop, Supplier<@Nullable BusItemClient> settings, Set<EventType> kinds, BooleanSupplier enabled) {
        this.loop = loop;
        this.settings = settings;
        this.kinds = Set.copyOf(kinds);
        this.enabled = enabled;
    }

    /** Sets the owner's name of the meter; empty for none. */
    void setDeviceName(String name) {
        deviceName = name.isEmpty() ? GridPaths.PRODUCT_NAME : name;
    }

    /** Shows an event, if its kind and the owner's switch allow. Returns at once. */
    void show(Event event) {
        BusItemClient link = settings.get();
        if (link == null || !kinds.contains(event.type()) || !enabled.getAsBoolean() || unanswered >= MOST_UNANSWERED) {
            return;
        }
        AtomicBoolean sent = new AtomicBoolean();
        unanswered++;
        link.getValue(BusItemClient.SETTINGS, LANGUAGE, language -> {
            unanswered--;
            inject(event, language == null ? Texts.ENGLISH : language.toString(), sent, link);
        });
        loop.after(LANGUAGE_LIMIT, () -> inject(event, Texts.ENGLISH, sent, link));
    }

    /** Called by the answer and by the time limit; only the first call sends. */
    private void inject(Event event, String language, AtomicBoolean sent, BusItemClient link) {
        if (!sent.getAndSet(true)) {
            unanswered++;
            link.setValue(PLATFORM, INJECT, event.severity().ordinal() + SEPARATOR + SafeText.identifier(deviceName)
                    + SEPARATOR + SafeText.message(event.text(language)), answer -> {
                        unanswered--;
                        answered(event, answer);
                    });
        }
    }

    private void answered(Event event, @Nullable Object answer) {
        boolean refused = !Integer.valueOf(0).equals(answer);
        if (refused && !failed) {
            LOG.info("the GX device shows no notification of {}: {}", event.key(),
                    PLATFORM + (answer == null ? " is not there" : " answers " + SafeText.excerpt(answer.toString())));
        }
        failed = refused;
    }
}
