package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.UserException;
import org.dbusp1.driver.DiskQueue;
import org.dbusp1.line.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The source of a page with the telegram, as the configuration names it. */
class PageSourceTest {
    @TempDir
    private Path root;

    private Source source(String address) throws UserException {
        Config config = TestConfig.options(root, "source=" + address);
        return SourceFactory.make(config, RunOptions.OF_CHECK, root, new DiskQueue()).source();
    }

    @ParameterizedTest
    @CsvSource({"http://192.168.1.23, http 192.168.1.23/", "http://meter.local:8080/p1?x=1, http meter.local:8080/p1?x=1",
        "https://192.168.1.23/a, http 192.168.1.23/a", "http://[fe80::1]/a, http [fe80::1]/a"})
    void isKnownByHostPortAndPath(String address, String identity) throws UserException {
        assertThat(source(address).lineIdentity()).contains(identity);
    }

    /** The address is printed by several commands, and stands in the log. */
    @Test
    void anAddressWithAPasswordIsRefusedAndNotPrinted() {
        assertThatThrownBy(() -> source("http://me:secret@192.168.1.23/a")).isInstanceOf(UserException.class)
                .hasMessageContaining("no user and no password").hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http:///a", "http://a b/", "http://h:99999/", "http://h/#x", "https://h_x/"})
    void whatIsNoAddressIsAMistake(String address) {
        assertThatThrownBy(() -> source(address)).isInstanceOf(UserException.class).hasMessageContaining("http://HOST/PATH");
    }
}
