package org.dbusp1.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dbusp1.config.RunOptions;
import org.dbusp1.config.TestConfig;
import org.dbusp1.process.UserException;
import org.dbusp1.state.FileStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFactoryTest {
    @TempDir
    private Path root;

    private String name(String source) throws UserException {
        return new PipelineFactory(TestConfig.options(root, source), RunOptions.OF_CHECK, root, null, Runnable::run).cableOrName();
    }

    /** The number of a dongle is known after its first reading only: what the owner chose before is found again. */
    @Test
    void whatIsRememberedOfADongleHasTheSameNameBeforeAndAfterItsFirstReading() throws Exception {
        assertThat(name("source=homewizard")).isEqualTo("homewizard");
        new FileStateStore(root.resolve("dongle.properties"), "dongle").remember("serial", "5c2faf000000");
        assertThat(name("source=homewizard")).isEqualTo("homewizard");
        assertThat(name("source=tcp://192.168.1.20:2001")).isEqualTo("192.168.1.20_2001");
        assertThat(name("serial.port=/dev/ttyNone")).isEqualTo("ttyNone");
    }
}
