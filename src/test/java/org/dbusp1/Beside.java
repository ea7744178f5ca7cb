package org.dbusp1;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What lies next to the project: captures of meters ({@link Corpus}) and, in the folders {@code $PEERS} and
 * {@code $PEERS_OLDEST}, clones of others' programs. A test that asks for it has the tag, or its class where all of them ask, or what
 * prepares them; one without it fails. So {@code venus/test beside} runs only these. JUnit finds this class in META-INF/services.
 */
public final class Beside implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    public static final String TAG = "beside";
    /** Whether each class, and each test, that runs now in this JVM has the tag. */
    private static final List<Boolean> CLASSES = new CopyOnWriteArrayList<>();
    private static final List<Boolean> TESTS = new CopyOnWriteArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        CLASSES.add(isTagged(context));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        CLASSES.remove(Boolean.valueOf(isTagged(context)));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        TESTS.add(isTagged(context));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TESTS.remove(Boolean.valueOf(isTagged(context)));
    }

    /** A class is asked before its tests for the names of captures. */
    private static boolean isTagged(ExtensionContext context) {
        return context.getTags().contains(TAG) || context.getTestMethod().isEmpty() && !ReflectionSupport.findMethods(
                context.getRequiredTestClass(), method -> List.of(method.getAnnotationsByType(Tag.class)).stream()
                        .anyMatch(tag -> tag.value().equals(TAG)), HierarchyTraversalMode.TOP_DOWN).isEmpty();
    }

    /** Takes note that a test asks for what may lie next to the project. */
    static void asked() {
        List<Boolean> running = TESTS.isEmpty() ? CLASSES : TESTS;
        if (!running.isEmpty() && !running.contains(true)) {
            throw new IllegalStateException("this test uses captures or $PEERS: it needs @Tag(Beside.TAG)");
        }
    }

    /**
     * Returns the folder {@code $PEERS_OLDEST}, with the programs of the oldest firmware that the manual promises; empty where the
     * variable is not set.
     *
     * @throws IllegalStateException when it is set, and the folder lacks one of these files
     */
    public static Optional<Path> oldestPeers(String... files) {
        asked();
        Optional<Path> folder = Optional.ofNullable(System.getenv("PEERS_OLDEST")).filter(name -> !name.isEmpty())
                .map(Path::of).map(Path::toAbsolutePath);
        Stream.of(files).filter(file -> folder.isPresent() && !Files.exists(folder.get().resolve(file))).forEach(file -> {
            throw new IllegalStateException("PEERS_OLDEST has no " + file);
        });
        return folder;
    }

    /** Returns the folder {@code $PEERS}, if it has all these files. */
    public static Optional<Path> peers(String... files) {
        asked();
        return Optional.ofNullable(System.getenv("PEERS")).map(Path::of).map(Path::toAbsolutePath)
                .filter(folder -> Stream.of(files).allMatch(file -> Files.exists(folder.resolve(file))));
    }
}
