package org.dbusp1.page.auth;

/** {@code javax.security.auth.Destroyable}. */
public interface Destroyable {
}
