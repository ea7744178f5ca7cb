package org.dbusp1.app.report;

import java.util.Objects;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.jspecify.annotations.Nullable;

/** What a watcher sees now of the cause of an event: the cause, that there is none, or that nobody knows. */
sealed interface Sight {
    /** Without a cause. */
    enum NoCause implements Sight {
        /** It is known that there is no cause. */
        CLEAR,
        /** Nobody knows whether there is a cause, so that nothing begins and nothing ends. */
        UNKNOWN
    }

    /**
     * A cause.
     *
     * @param event the condition by which causes are compared: those with the same are one event
     * @param instance of several things of the kind, one after the other, the name of this one: each is told once in a run; null: no such
     *                 thing, and told as often as it begins
     */
    record Cause(Finding finding, Condition event, @Nullable String instance) implements Sight {
        boolean isOfSameEvent(Cause other) {
            return event == other.event && Objects.equals(instance, other.instance);
        }
    }

    static Cause of(Finding cause) {
        return of(cause, cause.condition());
    }

    static Cause of(Condition cause) {
        return of(Finding.of(cause));
    }

    /** @param event the condition that the event is the same as: no other event begins for this cause */
    static Cause of(Finding cause, Condition event) {
        return new Cause(cause, event, event.isToldOnce() ? "" : null);
    }

    static Cause ofInstance(Finding cause, String name) {
        return new Cause(cause, cause.condition(), name);
    }

    static Sight ofNullable(@Nullable Finding cause) {
        return cause == null ? NoCause.CLEAR : of(cause);
    }
}
