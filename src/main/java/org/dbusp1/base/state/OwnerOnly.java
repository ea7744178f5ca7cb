package org.dbusp1.base.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.dbusp1.base.process.FileProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates files and directories that only their owner can read (modes 0600 and 0700), independent of the umask: a history of
 * consumption shows when a house is empty. An existing file to which others than its owner and group have any right is
 * restricted too: it may be a restored backup. A file whose owner gave access only to a group keeps its mode, and so does every
 * existing directory. On file systems without modes (FAT) nothing is restricted.
 */
public final class OwnerOnly {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private OwnerOnly() {
    }

    /** Creates a directory and its missing parents; an existing directory, or a link to one, is not changed. */
    public static void createDirectories(Path directory) throws IOException {
        // createDirectories of Java 17 fails for a link to a directory.
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, mode(directory, DIRECTORY));
        }
    }

    /**
     * Checks that no more than the last directory of a path is missing: a mistyped path of an owner makes no others.
     *
     * @throws NoSuchFileException with the missing parent in words
     */
    public static void requireParent(Path directory) throws NoSuchFileException {
        Path parent = directory.toAbsolutePath().normalize().getParent();
        if (parent != null && !Files.isDirectory(directory) && !Files.isDirectory(parent)) {
            throw new NoSuchFileException(directory.toString(), null, "there is no directory " + parent);
        }
    }

    /** Opens a file, creates it if the options include CREATE, and restricts its mode. */
    public static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
        FileProblem.requireRegular(file);
        FileChannel channel = FileChannel.open(file, options, mode(file, FILE));
        restrict(file);
        return channel;
    }

    /**
     * Creates an empty file, or restricts the mode of an existing file without opening it: closing the file of a database
     * would end all locks that the process holds on it (fcntl(2), F_SETLK).
     */
    public static void createFile(Path file) throws IOException {
        FileProblem.requireRegular(file);
        if (!Files.exists(file)) {
            try {
                Files.createFile(file, mode(file, FILE));
            } catch (FileAlreadyExistsException e) {
                LOG.debug("{} was created by another process", file);
            }
        }
        restrict(file);
    }

    /**
     * Gives a file of this process's user the mode 0600 if others than its owner and group have any right to it; an error, such
     * as for another user's file, is only logged; has no effect without a file, or on what is none, as /dev/null.
     */
    public static void restrict(Path file) {
        if (!hasModes(file) || !Files.isRegularFile(file)) {
            return;
        }
        try {
            EnumSet<PosixFilePermission> others = EnumSet.copyOf(OTHERS);
            others.retainAll(Files.getPosixFilePermissions(file));
            if (!others.isEmpty()) {
                Files.setPosixFilePermissions(file, FILE);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} does not exist", file);
        } catch (IOException e) {
            LOG.info("{} stays readable for other users: its mode cannot be changed ({})", file, e.toString());
        }
    }

    private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> mode) {
        return hasModes(path) ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    /** Returns false only on a system without modes (Windows), not for a mounted FAT: there a change of the mode has no effect or fails. */
    private static boolean hasModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
