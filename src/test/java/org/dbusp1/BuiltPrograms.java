package org.dbusp1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that starts the driver as a program where the program is older than the classes: it would pass or fail
 * for sources that are not these. JUnit finds this class in META-INF/services.
 */
public final class BuiltPrograms implements BeforeAllCallback {
    private static final Path JAR = Path.of("target/dbus-p1.jar");

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Class<?> test = context.getRequiredTestClass();
        if ((test.getName().endsWith("IT") || test.getPackageName().startsWith("org.dbusp1.system")) && isOld()) {
            throw new IllegalStateException("target/dbus-p1.jar is older than target/classes: run Maven with -Pprograms, or venus/test");
        }
    }

    private static boolean isOld() throws IOException {
        if (!Files.exists(JAR)) {
            return true;
        }
        FileTime made = Files.getLastModifiedTime(JAR);
        try (Stream<Path> classes = Files.walk(Path.of("target/classes"))) {
            return classes.filter(Files::isRegularFile).map(Path::toFile).anyMatch(file -> file.lastModified() > made.toMillis());
        }
    }
}
