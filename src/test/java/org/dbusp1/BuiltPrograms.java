package org.dbusp1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that starts the driver as a program where the program is older than the classes: it would pass or fail
 * for sources that are not these. JUnit finds this class in META-INF/services.
 */
public final class BuiltPrograms implements BeforeAllCallback {
    private static final Path JAR = Path.of("target/lib/dbus-p1.jar");
    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern OF_OTHER_JARS = Pattern.compile("org/dbusp1/(simulator|fleet)/.*|META-INF/services/.*");

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Class<?> test = context.getRequiredTestClass();
        if ((test.getName().endsWith("IT") || test.getPackageName().startsWith("org.dbusp1.system")) && isOld()) {
            throw new IllegalStateException(JAR + " is older than target/classes: run Maven with -Pprograms, or venus/test");
        }
    }

    /** Maven leaves a jar as it is if it would have the same contents: then its classes are newer, and equal. */
    private static boolean isOld() throws IOException {
        if (!Files.exists(JAR)) {
            return true;
        }
        FileTime made = Files.getLastModifiedTime(JAR);
        try (ZipFile jar = new ZipFile(JAR.toFile()); Stream<Path> classes = Files.walk(CLASSES)) {
            for (Path file : classes.filter(Files::isRegularFile).filter(path -> path.toFile().lastModified() > made.toMillis()).toList()) {
                if (differs(jar, file)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean differs(ZipFile jar, Path file) throws IOException {
        String name = CLASSES.relativize(file).toString();
        ZipEntry entry = jar.getEntry(name);
        if (entry == null) {
            return !OF_OTHER_JARS.matcher(name).matches();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return !Arrays.equals(in.readAllBytes(), Files.readAllBytes(file));
        }
    }
}
