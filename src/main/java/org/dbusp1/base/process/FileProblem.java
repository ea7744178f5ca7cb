package org.dbusp1.base.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a file or directory cannot be used, in words for the owner: Java's own messages often hold only a path or
 * the name of a class.
 *
 * @param status the exit status of a command that ends because of this fault
 * @param words the fault; printed after the file's name and a colon
 */
public record FileProblem(ExitStatus status, String words) {
    // The texts of strerror(3) in the C library for the errors of ENOSPC, EDQUOT, EROFS, EISDIR, ENOTDIR and EEXIST.
    private static final String NO_SPACE = "No space left on device";
    private static final String QUOTA = "Disk quota exceeded";
    private static final String READ_ONLY = "Read-only file system";
    private static final String DIRECTORY = "Is a directory";
    private static final String NO_DIRECTORY = "Not a directory";
    private static final String EXISTS = "File exists";
    /** Begins the texts of strerror(3) for EMFILE and ENFILE. */
    private static final String TOO_MANY = "Too many open files";
    private static final String NONE_FREE = "too many open files: this process, or the machine, has too few file descriptors"
            + " left; raise its limit (ulimit -n), or end the programs that hold them";
    private static final String NULL_DEVICE = "/dev/null";

    /** Thrown before anything is written: the path is that of a device, a pipe, a socket or a directory. */
    public static final class NoRegularFileException extends FileSystemException {
        private NoRegularFileException(Path path, String words) {
            super(path.toString(), null, words);
        }
    }

    /**
     * Checks a path that is to be written, renamed, cut or deleted: other programs use a device or a pipe, and a driver of root could
     * take it from them.
     *
     * @throws NoRegularFileException unless it, or what it links to, is a regular file or absent
     */
    public static void requireRegular(Path path) throws NoRegularFileException {
        if (Files.isDirectory(path)) {
            throw new NoRegularFileException(path, "it is a directory, not a file");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new NoRegularFileException(path, "it is a device, a pipe or a socket, not a file");
        }
    }

    /** Before anything is touched. @param remedy the end of the line for the owner */
    public static void requireRegular(List<Path> paths, String remedy) throws UserException {
        for (Path path : paths) {
            try {
                requireRegular(path);
            } catch (NoRegularFileException e) {
                FileProblem problem = writing(e);
                throw new UserException(problem.status, path + ": " + problem.words + remedy, e);
            }
        }
    }

    public static FileProblem reading(IOException fault) {
        if (fault instanceof NoSuchFileException) {
            return new FileProblem(ExitStatus.ABSENT, "there is no such file");
        }
        if (fault instanceof AccessDeniedException) {
            return new FileProblem(ExitStatus.FORBIDDEN, "this user may not read it");
        }
        if (fault instanceof OwnersFile.SilentException) {
            return new FileProblem(ExitStatus.CONFIG, reason(fault));
        }
        if (fault instanceof CharacterCodingException) {
            return new FileProblem(ExitStatus.NO_DATA, "it is not UTF-8 text");
        }
        return new FileProblem(ExitStatus.ABSENT, switch (reason(fault)) {
            case DIRECTORY -> "it is a directory, not a file";
            case NO_DIRECTORY -> "a part of its path is a file, not a directory";
            default -> "it cannot be read (" + reason(fault) + ")";
        });
    }

    public static FileProblem writing(IOException fault) {
        if (fault instanceof NoRegularFileException) {
            return new FileProblem(ExitStatus.CONFIG, reason(fault));
        }
        if (fault instanceof AccessDeniedException) {
            return new FileProblem(ExitStatus.FORBIDDEN, "this user may not write there");
        }
        if (fault instanceof FileAlreadyExistsException || fault instanceof NotDirectoryException) {
            return new FileProblem(ExitStatus.UNWRITABLE, "it is a file, not a directory");
        }
        if (fault instanceof NoSuchFileException absent) {
            return new FileProblem(ExitStatus.UNWRITABLE, Objects.requireNonNullElse(absent.getReason(), "there is no such directory"));
        }
        return new FileProblem(ExitStatus.UNWRITABLE, switch (reason(fault)) {
            case NO_SPACE, QUOTA -> "the disk is full";
            case READ_ONLY -> "the file system is read-only";
            case NO_DIRECTORY, EXISTS -> "it is a file, not a directory";
            case DIRECTORY -> "it is a directory, not a file";
            default -> "it cannot be written (" + reason(fault) + ")";
        });
    }

    private static String reason(IOException fault) {
        return Objects.requireNonNullElse(fault instanceof FileSystemException known ? known.getReason() : fault.getMessage(),
                "input or output error");
    }

    /**
     * Ends a start that would fail half-way, each time at another place: a library, a class or a time zone that cannot be read.
     *
     * @throws UserException unless so many file descriptors are free
     */
    public static void requireDescriptors(int number) throws UserException {
        if (!areFree(number)) {
            throw new UserException(ExitStatus.FAULT, NONE_FREE);
        }
    }

    public static @Nullable String noFreeDescriptorSentence() {
        return areFree(1) ? null : NONE_FREE;
    }

    private static boolean areFree(int descriptors) {
        List<InputStream> held = new ArrayList<>();
        try {
            try {
                while (held.size() < descriptors) {
                    held.add(new FileInputStream(NULL_DEVICE));
                }
            } finally {
                for (InputStream one : held) {
                    one.close();
                }
            }
            return true;
        } catch (IOException e) {
            return !isTooManyFiles(e);
        }
    }

    /**
     * Returns a sentence for the owner if the process has no free file descriptor; otherwise null. Without a free descriptor
     * every opening of a file, port or Java class fails.
     */
    public static @Nullable String noFreeDescriptorSentence(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (isTooManyFiles(cause)) {
                return NONE_FREE;
            }
        }
        return noFreeDescriptorSentence();
    }

    private static boolean isTooManyFiles(Throwable fault) {
        return String.valueOf(fault.getMessage()).contains(TOO_MANY);
    }
}
