package org.dbusp1.system.gx;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;

/** A test that mounts separate file systems; skipped where the kernel does not let users do that, or without Debian's package busybox. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "org.dbusp1.system.gx.VenusRoot#isPossible", disabledReason = "the kernel allows no namespaces here")
@DisabledIf(value = "org.dbusp1.system.gx.VenusRoot#lacksBusybox", disabledReason = "apt-get install busybox, in the place of busybox-static")
@interface NeedsNamespaces {
}
