package org.dbusp1.app.report;

import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher sees now of the cause of an event.
 *
 * @param isKnown false: nobody knows whether there is a cause, so that nothing begins and nothing ends
 * @param cause the finding that is the cause; null for none, and if it is not known
 * @param identity the id of a condition, by which causes are compared: another identity is another event. Behind it, after a space, the
 *                 name of an instance, for ever its own: of several things of the kind, one after the other, each is told once
 */
record Sight(boolean isKnown, @Nullable Finding cause, String identity) {
    static final Sight CLEAR = new Sight(true, null, "");
    static final Sight UNKNOWN = new Sight(false, null, "");

    static Sight of(Finding cause) {
        return of(cause, cause.condition());
    }

    static Sight of(Condition cause) {
        return of(Finding.of(cause));
    }

    /** @param event the condition that the event is the same as: no other event begins for this cause */
    static Sight of(Finding cause, Condition event) {
        return new Sight(true, cause, event.id());
    }

    static Sight ofInstance(Finding cause, String name) {
        return new Sight(true, cause, cause.condition().id() + " " + name);
    }

    static Sight ofNullable(@Nullable Finding cause) {
        return cause == null ? CLEAR : of(cause);
    }

    /** Returns the name of the instance in an identity; empty without one. */
    static String instance(String identity) {
        return identity.substring(conditionId(identity).length()).strip();
    }

    static String conditionId(String identity) {
        return identity.split(" ", 2)[0];
    }

    /** True if it is known that there is no cause. */
    boolean isClear() {
        return isKnown && cause == null;
    }
}
