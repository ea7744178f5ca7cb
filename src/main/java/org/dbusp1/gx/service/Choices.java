package org.dbusp1.gx.service;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.feedback.OwnerChoices;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The choices of one device's owner: each {@link Choice} with its store. Used only on the loop. */
final class Choices {
    private static final Logger LOG = LoggerFactory.getLogger(Choices.class);
    private static final List<Choice> IN_FILE = Stream.of(Choice.values()).filter(choice -> !choice.isSetting()).toList();

    private final DeviceSettings device;
    private final OwnerChoices file;
    private final MeterKey meter;
    private final Consumer<Choice> changed;
    /** Writes to localsettings by clients that still wait for their answer. */
    private int unanswered;
    /** The refused writes of clients, by path. */
    private final Map<String, ThinnedLog> refusals = new HashMap<>();
    /** As {@link #values} has returned them; null before, and after each write. */
    private @Nullable Map<Choice, Object> values;

    /** @param changed called after each write, when its client has its answer */
    Choices(DeviceSettings device, OwnerChoices file, MeterKey meter, Consumer<Choice> changed) {
        this.device = device;
        this.file = file;
        this.meter = meter;
        this.changed = changed;
    }

    /** True while a client waits for its answer: a new registration may close the connection that the answer takes. */
    boolean areBeingWritten() {
        return unanswered > 0;
    }

    /** Returns the values of the choices in the file, as the D-Bus has them; without those that were not made, or do not exist. */
    Map<Choice, Object> values() {
        if (values == null) {
            Map<Choice, Object> read = new EnumMap<>(Choice.class);
            for (Choice choice : IN_FILE) {
                file.text(choice.key(), meter).map(choice.type()::value).ifPresent(value -> read.put(choice, value));
            }
            values = Collections.unmodifiableMap(read);
        }
        return values;
    }

    /**
     * Stores what a client writes.
     *
     * @param value a Long or a String, as the path has it
     * @param answer receives whether the value was stored: at once, or when localsettings have answered
     * @return false if the value was refused at once, so that nothing changes
     */
    boolean set(Choice choice, Object value, Consumer<Boolean> answer) {
        Object stored;
        try {
            stored = choice.stored(value, device);
            if (!choice.isSetting()) {
                file.set(choice.key(), meter, stored.toString());
                values = null;
            }
        } catch (IllegalArgumentException e) {
            refuse(choice.path(), value, String.valueOf(e.getMessage()), answer);
            return false;
        }
        if (choice.isSetting()) {
            unanswered++;
            // The signal of localsettings, which precedes their answer, has updated the value.
            device.write(choice.key(), stored, accepted -> {
                unanswered--;
                answer.accept(accepted);
                changed.accept(choice);
            });
        } else {
            answer.accept(true);
            changed.accept(choice);
        }
        return true;
    }

    /** Refuses what a client writes to a path. @param reason for the log */
    void refuse(String path, Object value, String reason, Consumer<Boolean> answer) {
        answer.accept(false);
        String excerpt = SafeText.excerpt(value.toString());
        refusals.computeIfAbsent(path, key -> ThinnedLog.counted()).countAndLog(suffix ->
                LOG.warn("the value {} of {} of {} is refused: {}{}", excerpt, path, device.id(), reason, suffix));
    }
}
