package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the web page shows of a telegram. */
class NowScriptTest {
    private static final Path SCRIPT = Path.of("src/main/resources/org/dbusp1/output/http/now.js");
    /** For installers: the D-Bus, MQTT and metrics have them. */
    private static final String LEFT_OUT = "ENERGY_COMBINED|ENERGY_(IM|EX)PORT_L.|POWER_(IM|EX)PORT.*|POWER_ABS|CURRENT_NEUTRAL|POWER_FACTOR.*"
            + "|REACTIVE_.*|APPARENT_.*|DEMAND_.*|PEAK_EXPORT|FUSE_.*|VOLTAGE_S.*";

    @ParameterizedTest
    @EnumSource(Quantity.class)
    void everyQuantityIsShownOrLeftOutOnPurpose(Quantity quantity) throws Exception {
        String script = Files.readString(SCRIPT);
        String template = quantity.key().replaceFirst("_l[1-3]", "_\\${l}").replaceFirst("_t[1-6]", "_t\\${t}");
        boolean shown = script.matches("(?s).*\\b" + quantity.key() + "\\b.*") || script.contains("`" + template + "`")
                || script.contains("`" + template.replaceFirst("import|export", "\\${way}") + "`");
        assertThat(shown).isNotEqualTo(quantity.name().matches(LEFT_OUT));
    }
}
