package org.dbusp1.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that others see whole or not at all: written under a name of its own beside it, and renamed when it is
 * complete and safe on the disk. What is not committed leaves nothing behind but, after a kill, the file with the other
 * name, which the next one overwrites.
 */
public final class WholeFile implements AutoCloseable {
    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;
    private final OutputStream out;
    private boolean done;

    /** Begins one; the directory has to be there. */
    public WholeFile(Path target) throws IOException {
        this.target = target;
        unfinished = target.resolveSibling("." + target.getFileName() + ".new");
        channel = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        out = Channels.newOutputStream(channel);
    }

    /** Writes all of a file; makes its directory where there is none. */
    public static void write(Path target, byte[] content) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (WholeFile file = new WholeFile(target)) {
            file.out.write(content);
            file.commit();
        }
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
