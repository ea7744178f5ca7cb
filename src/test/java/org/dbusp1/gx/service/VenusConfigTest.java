package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VenusConfigTest {
    @TempDir
    private Path root;

    @Test
    void theScreenHasTheSwitchOfNotificationsUnlessTheConfigurationHasThemOff() throws Exception {
        assertThat(switches("venus.enabled=true")).containsEntry(Switch.NOTIFICATIONS, true);
        assertThat(switches("venus.enabled=true", "venus.notifications=false")).doesNotContainKey(Switch.NOTIFICATIONS).isNotEmpty();
    }

    /** No machine that builds this program has the paths of Venus OS. */
    @Test
    void aMeterIsPublishedOnVenusOsOrWhereTheOwnerSaysSo() throws Exception {
        assertThat(VenusConfig.isEnabled(TestConfig.options(root))).isFalse();
        assertThat(VenusConfig.isEnabled(TestConfig.options(root, "venus.enabled=AUTO"))).isFalse();
        assertThat(VenusConfig.isEnabled(TestConfig.options(root, "venus.enabled=true"))).isTrue();
        assertThat(switches()).isEmpty();
    }

    private Map<Switch, Boolean> switches(String... options) throws Exception {
        return VenusConfig.switches(TestConfig.options(root, options), false, false);
    }
}
