package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;

/** A small separate disk (ext4 on a loop device) on which every write can be made to wait. Only root can have one. */
public final class FrozenDisk implements AutoCloseable {
    private static final int MEGABYTES = 16;
    /** Removes the disk when the tests are killed: a process that waits for a frozen disk cannot be killed. */
    private static final String GUARD = "sleep 300; fsfreeze -u %1$s; umount -l %1$s";

    private final Path mount;
    private final Process guard;
    private final CountDownLatch written = new CountDownLatch(1);

    /** Mounts a disk in the directory; the test is skipped where the machine does not allow it. */
    public FrozenDisk(Path directory) throws Exception {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount a disk");
        Path image = directory.resolve("image");
        mount = Files.createDirectory(directory.resolve("disk"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(MEGABYTES * 1024L * 1024L);
        }
        assertThat(run("/usr/sbin/mkfs.ext4", "-q", image.toString())).isZero();
        Assumptions.assumeTrue(run("mount", "-o", "loop", image.toString(), mount.toString()) == 0, "this machine mounts no loop devices");
        guard = new ProcessBuilder("sh", "-c", GUARD.formatted(mount)).start();
    }

    private static int run(String... words) throws Exception {
        return new ProcessBuilder(List.of(words)).inheritIO().start().waitFor();
    }

    public Path path() {
        return mount;
    }

    /** From now on every write waits. A separate write shows that: it ends after {@link #thaw}. */
    public void freeze() throws Exception {
        assertThat(run("fsfreeze", "-f", mount.toString())).isZero();
        Thread probe = new Thread(() -> {
            try {
                Files.writeString(mount.resolve("probe"), "written");
                written.countDown();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        probe.setDaemon(true);
        probe.start();
    }

    public boolean isFrozen() {
        return written.getCount() > 0;
    }

    public void thaw() throws Exception {
        assertThat(run("fsfreeze", "-u", mount.toString())).isZero();
        written.await();
    }

    @Override
    public void close() throws Exception {
        if (isFrozen()) {
            run("fsfreeze", "-u", mount.toString());
        }
        // The shell first: without its sleep it would go on.
        List<ProcessHandle> sleeping = guard.descendants().toList();
        guard.destroyForcibly().waitFor();
        sleeping.forEach(ProcessHandle::destroy);
        assertThat(run("umount", "-l", mount.toString())).isZero();
    }
}
