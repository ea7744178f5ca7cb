package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own, ext4 on a loop device, that can be frozen: then a write waits until it is thawed. Needs root. */
final class FrozenDisk implements AutoCloseable {
    private static final int SIZE = 16 << 20;

    private final Path mount;
    private boolean frozen;

    private FrozenDisk(Path mount) {
        this.mount = mount;
    }

    /** Whether this machine lets a test mount a disk. */
    static boolean isPossible(Path directory) throws IOException, InterruptedException {
        try (FrozenDisk disk = mounted(Files.createDirectory(directory.resolve("try")))) {
            return true;
        } catch (AssertionError refused) {
            return false;
        }
    }

    static FrozenDisk mounted(Path directory) throws IOException, InterruptedException {
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        Path mount = Files.createDirectory(directory.resolve("disk"));
        run("mkfs.ext4", "-q", "-O", "^has_journal", image.toString());
        run("mount", "-o", "loop", image.toString(), mount.toString());
        return new FrozenDisk(mount);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
    }

    Path path() {
        return mount;
    }

    void freeze() throws IOException, InterruptedException {
        run("fsfreeze", "--freeze", mount.toString());
        frozen = true;
    }

    void thaw() throws IOException, InterruptedException {
        run("fsfreeze", "--unfreeze", mount.toString());
        frozen = false;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (frozen) {
            thaw();
        }
        run("umount", "--lazy", mount.toString());
    }
}
