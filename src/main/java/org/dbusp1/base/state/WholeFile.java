package org.dbusp1.base.state;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.dbusp1.base.process.FileProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a file that other programs see complete or not at all: it has a temporary name in the same directory until its
 * bytes are on the disk, and is then renamed. The temporary file of a process that was killed is removed by the next writer
 * of the same target or by {@link #removeUnfinished}.
 */
public final class WholeFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WholeFile.class);
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private static final String SUFFIX = ".new";
    private static final long OWN_PID = ProcessHandle.current().pid();
    /**
     * The age from which a temporary file is removed as a rest: writing takes less time, and a younger file may belong to
     * another process.
     */
    private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;
    private final OutputStream out;
    private boolean done;

    interface Opener {
        FileChannel open(Path file, Set<OpenOption> options) throws IOException;
    }

    /** Begins a file with the mode of the user's umask; the directory has to exist. */
    public WholeFile(Path target) throws IOException {
        this(regular(target), FileChannel::open, OWN_PID);
    }

    /** An owner may have named it, as no state file. */
    private static Path regular(Path target) throws IOException {
        FileProblem.requireRegular(target);
        return target;
    }

    /** @param pid pid of the process that writes, in the temporary name: others may write the same target at the same time */
    WholeFile(Path target, Opener opener, long pid) throws IOException {
        this.target = target;
        unfinished = unfinished(target, pid);
        FileProblem.requireRegular(unfinished);
        removeUnfinished(directory(target), "." + target.getFileName() + ".", Instant.now());
        // An existing temporary file may have another mode, or be a link.
        Files.deleteIfExists(unfinished);
        channel = opener.open(unfinished, CREATE);
        out = Channels.newOutputStream(channel);
    }

    /** Returns the directory of a file, also of a file that is named relative to the current directory. */
    static Path directory(Path file) {
        return file.toAbsolutePath().resolveSibling("");
    }

    static Path unfinished(Path target, long pid) {
        return target.resolveSibling("." + target.getFileName() + "." + pid + SUFFIX);
    }

    /** Writes a file with the mode of the user's umask; the directory has to exist. */
    public static void write(Path target, byte[] content) throws IOException {
        try (WholeFile file = new WholeFile(target)) {
            file.out.write(content);
            file.commit();
        }
    }

    /**
     * Writes a file that only its owner can read, and creates its directory if that is missing. The directory is
     * synchronised too (fsync(2)), so that a power cut after the return does not restore the former file: a file system
     * keeps a rename in memory for seconds.
     */
    public static void writePrivate(Path target, byte[] content) throws IOException {
        Path directory = directory(target);
        OwnerOnly.createDirectories(directory);
        try (WholeFile file = new WholeFile(target, OwnerOnly::open, OWN_PID)) {
            file.out.write(content);
            file.commit();
        }
        synchronise(directory);
    }

    /** Writes the names of a directory's files to the disk: without this, a power cut soon after may take them back. */
    public static void synchronise(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /**
     * As {@link #writePrivate}, but only if there is no such file: one that another process or thread wrote meanwhile stays as it is. A
     * file system without hard links refuses this.
     */
    public static synchronized void writePrivateOnce(Path target, byte[] content) throws IOException {
        Path directory = directory(target);
        OwnerOnly.createDirectories(directory);
        try (WholeFile file = new WholeFile(target, OwnerOnly::open, OWN_PID)) {
            file.out.write(content);
            file.channel.force(true);
            Files.createLink(target, file.unfinished);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} was written by another process", target);
        }
        synchronise(directory);
    }

    /**
     * Removes the temporary files that a kill or a power cut left in a directory.
     *
     * @param now present time of the machine's clock; a file of the last minute is kept, because another process may be
     *            writing it
     */
    public static void removeUnfinished(Path directory, Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        removeUnfinished(directory, ".", now);
    }

    private static void removeUnfinished(Path directory, String prefix, Instant now) throws IOException {
        // No glob: an owner's name may have brackets, which mean something there.
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, file -> {
            String name = file.getFileName().toString();
            return name.startsWith(prefix) && name.endsWith(SUFFIX) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        })) {
            for (Path file : left) {
                Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), now).abs();
                if (age.compareTo(LEFTOVER_AGE) > 0) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    public OutputStream out() {
        return out;
    }

    public synchronized void commit() throws IOException {
        if (!done) {
            channel.force(true);
            channel.close();
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        }
    }

    /** Removes the temporary file; may be called by another thread when the process ends. */
    public synchronized void abandon() throws IOException {
        if (!done) {
            done = true;
            Files.deleteIfExists(unfinished);
        }
    }

    @Override
    public void close() throws IOException {
        abandon();
        channel.close();
    }
}
