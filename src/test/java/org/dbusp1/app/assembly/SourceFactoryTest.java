package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.driver.DiskQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFactoryTest {
    @TempDir
    private Path directory;

    /** The compiler of Java 17 does not see that a kind is left out. */
    @Test
    void aSourceIsMadeOfEachKind() throws Exception {
        Path log = Files.createFile(directory.resolve("p1.log"));
        Path password = Files.writeString(directory.resolve("password"), "secret");
        Set<Class<?>> made = new HashSet<>();
        for (String source : List.of("/dev/ttyNone", log.toString(), "simulate:dsmr50", "tcp://p1:23", "homewizard", "tibber://bridge",
                "http://p1/telegram")) {
            Config config = TestConfig.options(directory, "source=" + source, Keys.TIBBER_PASSWORD_FILE.name() + "=" + password);
            assertThat(SourceFactory.make(config, RunOptions.OF_CHECK, directory, new DiskQueue()).source()).as(source).isNotNull();
            made.add(config.get(Keys.SOURCE).getClass());
        }
        assertThat(made).containsExactlyInAnyOrder(SourceConfig.class.getPermittedSubclasses());
    }
}
