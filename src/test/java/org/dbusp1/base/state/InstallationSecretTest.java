package org.dbusp1.base.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationSecretTest {
    private static final String NAME = "E0012345678";

    @TempDir
    private Path directory;
    private final AtomicLong nanos = new AtomicLong();

    private InstallationSecret secret() {
        return InstallationSecret.in(directory, nanos::get);
    }

    private Path file() {
        return directory.resolve("ids.secret");
    }

    @Test
    void anIdStaysTheSameAndHasNoNumberInIt() throws Exception {
        String id = secret().id(NAME);

        assertThat(id).matches("[0-9a-f]{64}").isEqualTo(secret().id(NAME));
        assertThat(secret().id("E0012345679")).isNotEqualTo(id);
        assertThat(InstallationSecret.in(directory.resolve("another"), nanos::get).id(NAME)).isNotEqualTo(id);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("ids.secret", "another");
        }
    }

    /** The drivers of two cables start at the same time. */
    @Test
    void driversThatStartTogetherHaveOneSecret() throws Exception {
        int drivers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(drivers);
        try {
            for (int attempt = 0; attempt < 20; attempt++) {
                Path state = Files.createDirectory(directory.resolve("state" + attempt));
                CyclicBarrier together = new CyclicBarrier(drivers);
                Callable<String> start = () -> {
                    together.await(30, TimeUnit.SECONDS);
                    return InstallationSecret.in(state, nanos::get).id(NAME);
                };
                List<Future<String>> ids = threads.invokeAll(IntStream.range(0, drivers).mapToObj(driver -> start).toList());
                for (Future<String> id : ids) {
                    assertThat(id.get()).isNotNull().isEqualTo(ids.get(0).get());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDamagedFileGivesNoOtherIdsAndIsTriedAgainAfterAMinute() throws Exception {
        String id = secret().id(NAME);
        String whole = Files.readString(file());
        for (String damaged : List.of("", whole.substring(0, 20), whole.replaceFirst(".", "x"), whole + whole)) {
            Files.writeString(file(), damaged);
            InstallationSecret secret = secret();
            assertThat(secret.id(NAME)).as(damaged).isNull();
            assertThat(Files.readString(file())).isEqualTo(damaged);
            Files.writeString(file(), whole);
            assertThat(secret.id(NAME)).isNull();
            nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
            assertThat(secret.id(NAME)).isEqualTo(id);
        }
    }

    @Test
    void withoutAPlaceForItsFileThereAreNoIds() throws IOException {
        Path taken = Files.writeString(directory.resolve("taken"), "a file where the directory should be");
        InstallationSecret secret = InstallationSecret.in(taken, nanos::get);
        assertThat(secret.id(NAME)).isNull();
        Files.delete(taken);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(secret.id(NAME)).isNotNull();
    }

    @Test
    void logsAndSimulatedMetersHaveFixedIds() {
        assertThat(InstallationSecret.fixed().id(NAME)).isEqualTo(InstallationSecret.fixed().id(NAME));
    }
}
