package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A meter to which its owner gives a key of his own later, as separate processes. */
@Timeout(300)
class OwnersKeyTest {
    @TempDir
    private Path directory;

    /** Runs a driver until its meter has a ledger; returns what it logged. */
    private String logged(String key, String... arguments) throws Exception {
        try (SendingMeter meter = new SendingMeter(directory.resolve("ttyHouse"));
                DriverProcess driver = DriverProcess.withoutVenus(directory, Map.of(), Stream.concat(
                        Stream.of(directory.resolve("ttyHouse").toString(), "--mqtt.url="), Stream.of(arguments))
                        .toArray(String[]::new))) {
            await("the meter", () -> driver.output().contains("DSMR 5") || !driver.runs());
            meter.pauseMillis(50);
            int heard = meter.sent();
            await("some telegrams of it", () -> meter.sent() > heard + 10);
            driver.signal("TERM");
            assertThat(driver.status()).as(driver.output()).isZero();
            assertThat(ledgers()).as(driver.output()).contains(key);
            return driver.output();
        }
    }

    private String ledgers() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("state/energy"))) {
            return files.map(file -> file.getFileName().toString()).toList().toString();
        }
    }

    @Test
    void aKeyThatIsSetLaterIsSaidOnceWithTheOldOne() throws Exception {
        String number = "E0";
        assertThat(logged(number)).doesNotContain("begin anew");
        String before = ledgers().replaceFirst("\\[([^.]*)\\..*", "$1");
        assertThat(logged("house.", "--meter.id=house"))
                .contains("page, today and files of this meter begin anew as house; what was stored as " + before + " stays");
        assertThat(logged("house.", "--meter.id=house")).doesNotContain("begin anew");
        assertThat(logged(number)).doesNotContain("begin anew");
    }
}
