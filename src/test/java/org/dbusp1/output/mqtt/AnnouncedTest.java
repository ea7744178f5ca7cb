package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.dbusp1.base.state.FileStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of announcements over a restart. */
class AnnouncedTest {
    @TempDir
    Path state;

    private FileStateStore store() {
        return new FileStateStore(state.resolve("home-assistant.properties"), "announcements");
    }

    @Test
    void aRestartFindsModelNumberAndEntities() {
        for (Announced announced : List.of(new Announced("DSMR 5, ISK5\\2M550 = \u00e9", "E0047", List.of("tariff", "power_net_w")),
                new Announced("", null, List.of()))) {
            announced.remember(store(), "p1_house");
            assertThat(Announced.recall(store(), "p1_house")).isEqualTo(announced);
        }
        assertThat(Announced.recall(store(), "p1_other")).isNull();
    }

    @Test
    void aDeviceThatWasRemovedIsForgotten() {
        new Announced("M-Bus device on channel 1", null, List.of("reading", "read_at")).remember(store(), "p1_house_gas");
        Announced.forget(store(), "p1_house_gas");
        assertThat(Announced.recall(store(), "p1_house_gas")).isNull();
    }
}
