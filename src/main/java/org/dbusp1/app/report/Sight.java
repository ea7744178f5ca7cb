package org.dbusp1.app.report;

import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher sees now of the cause of an event.
 *
 * @param isKnown false: nobody knows whether there is a cause, so that nothing begins and nothing ends
 * @param cause the finding that is the cause; null for none, and if it is not known
 * @param identity text by which causes are compared: another identity is another event
 * @param isInstance true for one of several things of the kind, one after the other; each is told once
 * @param rememberedAs the key by which it is remembered for ever that this was told; null if it may be told again
 */
record Sight(boolean isKnown, @Nullable Finding cause, String identity, boolean isInstance, @Nullable String rememberedAs) {
    static final Sight CLEAR = new Sight(true, null, "", false, null);
    static final Sight UNKNOWN = new Sight(false, null, "", false, null);

    static Sight of(Finding cause) {
        return of(cause, cause.condition());
    }

    static Sight of(Condition cause) {
        return of(Finding.of(cause));
    }

    /** @param event the condition that the event is the same as: no other event begins for this cause */
    static Sight of(Finding cause, Condition event) {
        return new Sight(true, cause, event.id(), false, null);
    }

    static Sight ofInstance(Finding cause, String name) {
        return new Sight(true, cause, name, true, null);
    }

    static Sight ofNullable(@Nullable Finding cause) {
        return cause == null ? CLEAR : of(cause);
    }

    Sight rememberedAs(String key) {
        return new Sight(isKnown, cause, identity, isInstance, key);
    }

    /** True if it is known that there is no cause. */
    boolean isClear() {
        return isKnown && cause == null;
    }
}
