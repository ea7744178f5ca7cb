package org.dbusp1.page.crypto;

import java.security.GeneralSecurityException;

/** Thrown when a tag does not match. */
public final class AEADBadTagException extends GeneralSecurityException {
}
