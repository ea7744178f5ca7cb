package org.dbusp1;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/**
 * Ends the programs of this JVM when a test exceeds its time: who reads what such a program prints cannot be interrupted. Each test
 * without {@code @Timeout} has the time of junit-platform.properties. JUnit finds this class in META-INF/services.
 */
public final class HangingPrograms implements PreInterruptCallback {
    @Override
    public void beforeThreadInterrupt(PreInterruptContext interrupted, ExtensionContext test) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
}
