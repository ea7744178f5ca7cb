package org.dbusp1.base.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** The numbers of a file's device and inode, which distinguish it from a later file of the same name. */
public final class FileIdentity {
    private FileIdentity() {
    }

    /** Returns the identity of the file that now has this path; {@code none} if there is no file. */
    public static String of(Path file) {
        try {
            return Objects.toString(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return "none";
        }
    }
}
