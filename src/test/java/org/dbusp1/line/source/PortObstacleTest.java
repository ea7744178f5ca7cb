package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PortObstacleTest {
    private static final Path DEVICE = Path.of("/dev/ttyUSB0");

    @TempDir
    Path dir;

    private void lock(String content) throws IOException {
        Files.writeString(dir.resolve("LCK..ttyUSB0"), content);
    }

    @Test
    void aLivingProcessHoldsThePort() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            lock("      " + other.pid() + "\n");
            assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).isEqualTo(other.pid());
            lock("      " + other.pid() + " minicom root\n");
            assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir.resolve("none"), dir))).isEqualTo(other.pid());
        } finally {
            other.destroy();
            other.waitFor();
        }
        assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).as("it has ended").isNull();
    }

    @Test
    void aThreadThatHasTheNumberOfADeadProcessHoldsNothing() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            String thread = threads.map(path -> path.getFileName().toString())
                    .filter(text -> !text.equals(Long.toString(ProcessHandle.current().pid()))).findFirst().orElseThrow();
            lock(thread);
        }
        assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).isNull();
    }

    @Test
    void aProcessThatHasEndedHoldsNothingThoughItsParentHasNotNoticed() throws Exception {
        Process parent = new ProcessBuilder("python3", "-c", """
                import os, time
                child = os.fork()
                if child == 0:
                    os._exit(0)
                print(child, flush=True)
                time.sleep(60)
                """).start();
        try {
            String child = parent.inputReader().readLine();
            Path status = Path.of("/proc", child, "status");
            Await.await("a zombie", () -> Files.readString(status).contains("State:\tZ"));
            lock(child);
            assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).isNull();
        } finally {
            parent.destroy();
            parent.waitFor();
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aNamedPipeIsNoLock() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", dir.resolve("LCK..ttyUSB0").toString()).start().waitFor()).isZero();

        assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).isNull();
    }

    @Test
    void nothingElseDoes() throws IOException {
        assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).isNull();
        lock("");
        assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).isNull();
        lock("no number");
        assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).isNull();
        lock(Long.toString(ProcessHandle.current().pid()));
        assertThat(PortObstacle.lockHolder(DEVICE, List.of(dir))).as("ourselves").isNull();
    }
}
