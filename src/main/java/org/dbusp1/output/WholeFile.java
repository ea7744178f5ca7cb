package org.dbusp1.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that others see whole or not at all: written under a name of its own beside it, and renamed when it is
 * complete and safe on the disk. What is not committed leaves nothing behind but, after a kill, the file with the other
 * name, which the next one overwrites.
 */
public final class WholeFile implements AutoCloseable {
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    private static final FileAttribute<?>[] ANYBODY = {};
    private static final FileAttribute<?>[] OWNER =
            {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))};

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;
    private final OutputStream out;
    private boolean done;

    /** Begins one; the directory has to be there. */
    public WholeFile(Path target) throws IOException {
        this(target, ANYBODY);
    }

    private WholeFile(Path target, FileAttribute<?>... attributes) throws IOException {
        this.target = target;
        unfinished = target.resolveSibling("." + target.getFileName() + ".new");
        channel = FileChannel.open(unfinished, OPTIONS, attributes);
        out = Channels.newOutputStream(channel);
    }

    /** Writes all of a file that its owner alone may read, where files have modes; makes its directory. */
    public static void writePrivate(Path target, byte[] content) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (WholeFile file = new WholeFile(target, modes(target) ? OWNER : ANYBODY)) {
            file.out.write(content);
            file.commit();
        }
    }

    private static boolean modes(Path target) {
        return target.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Where its bytes go, unbuffered. */
    public OutputStream out() {
        return out;
    }

    /** It is complete: in the place of what stood there before. */
    public synchronized void commit() throws IOException {
        if (!done) {
            channel.force(true);
            channel.close();
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        }
    }

    /** The process ends: nothing is to be left behind. What is still written goes nowhere; for another thread. */
    public synchronized void abandon() throws IOException {
        if (!done) {
            done = true;
            Files.deleteIfExists(unfinished);
        }
    }

    /** Forgets it unless it was committed. */
    @Override
    public void close() throws IOException {
        abandon();
        channel.close();
    }
}
