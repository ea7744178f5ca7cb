package org.dbusp1;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What lies next to the project: captures of meters ({@link Corpus}) and, in the folders {@code $PEERS} and
 * {@code $PEERS_OLDEST}, clones of others' programs. A
 * class of tests that asks for it has the tag, by which {@code venus/test beside} runs only these classes; one without the tag
 * fails. JUnit finds this class in META-INF/services.
 */
public final class Beside implements BeforeAllCallback, AfterAllCallback {
    public static final String TAG = "beside";
    /** Whether each class of tests that runs now in this JVM has the tag. */
    private static final List<Boolean> TAGGED = new CopyOnWriteArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        TAGGED.add(context.getTags().contains(TAG));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TAGGED.remove(Boolean.valueOf(context.getTags().contains(TAG)));
    }

    /** Takes note that a test asks for what may lie next to the project. */
    static void asked() {
        if (!TAGGED.isEmpty() && !TAGGED.contains(true)) {
            throw new IllegalStateException("this test uses captures or $PEERS: its class needs @Tag(Beside.TAG)");
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
