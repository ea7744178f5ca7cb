package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;
import static org.dbusp1.system.GxDevice.GRID;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests what the whole driver logs and does when somebody on the GX device sets the order of the phases. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class PhaseOrderIT {
    private static final String SETTINGS = "com.victronenergy.settings";
    private static final String SETTING = "/Settings/Devices/p1_E0047000/Phases";

    @TempDir
    Path directory;

    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);

    private DriverProcess driver(String phases) throws IOException {
        DriverProcess driver = gx.driver("--venus.phases=" + phases);
        await("the service", () -> gx.onBus());
        return driver;
    }

    private void set(String text) {
        gx.client().item(SETTINGS, SETTING, "SetValue", "v:s", text);
    }

    private String setting() {
        return gx.client().item(SETTINGS, SETTING, "GetValue").get(1).asText();
    }

    private static List<String> lines(DriverProcess driver, String part) {
        return driver.output().lines().filter(line -> line.contains(part)).toList();
    }

    /** Of a driver, and of the next one with another configuration. */
    @Test
    void aSettingThatCountsOneThatIsRefusedAndOneOfOnePhaseAreReported() throws Exception {
        try (DriverProcess driver = driver("L1,L2,L3")) {
            set("L3,L1,L2");
            await("the other phase", () -> gx.shows("L3", 100));
            for (int i = 1; i <= 12; i++) {
                set(i == 10 ? "kitchen\nsink" : "L1,L1,L2");
                await("the setting back", () -> setting().equals("L3,L1,L2"));
                assertThat(gx.client().item(GRID, "/P1/Phases", "SetValue", "v:s", "M" + i).get(1).asInt()).isEqualTo(2);
            }
            gx.meter().watts(200);
            await("the next telegrams", () -> gx.shows("L3", 200));
            assertThat(gx.client().value(GRID, "/P1/Phases").asText()).isEqualTo("L3,L1,L2");
            assertThat(lines(driver, "order of phases is")).containsExactly(
                    "INFO " + GRID + ": the order of phases is L3,L1,L2, by the setting Phases, not as configured");
            assertThat(lines(driver, "L1,L1,L2")).as("the same again is not reported again").singleElement().asString()
                    .contains("the setting Phases of p1_E0047000 is refused", "as in L2,L3,L1", "it stays L3,L1,L2");
            assertThat(lines(driver, "sink")).singleElement().asString().contains("kitchen?sink").endsWith("; 10 times so far");
            assertThat(lines(driver, "of /P1/Phases of p1_E0047000 is refused")).hasSize(2)
                    .last().asString().contains("the value M10 of").endsWith("; 10 times so far");

            set("L2");
            await("the one phase", () -> gx.shows("L2", 200));
            gx.meter().watts(100);
            await("the next telegrams", () -> gx.shows("L2", 100));
            await("the warning", () -> !lines(driver, "L2 and L3 are not published").isEmpty());
            assertThat(lines(driver, "L2 and L3 are not published")).as("of a meter with three").hasSize(1);
            set("L2,L3,L1");
            await("three phases", () -> !lines(driver, "the order of phases is L2,L3,L1").isEmpty());
            assertThat(driver.runs()).isTrue();
        }
        await("its end", () -> !gx.onBus());
        try (DriverProcess second = driver("L3,L1,L2")) {
            await("the phase of the setting", () -> gx.shows("L2", 100));
            await("the line about it", () -> lines(second, "not as configured").size() == 1);
            set("");
            await("the configured phase", () -> gx.shows("L3", 100));
            await("a line", () -> !lines(second, ": the order of phases is L3,L1,L2, as configured").isEmpty());
        }
    }
}
