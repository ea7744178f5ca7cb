package org.dbusp1.output.http;

import java.util.OptionalLong;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.Tariffs;
import org.dbusp1.output.mqtt.House;

/** Houses that a demand tariff bills. */
final class Bills {
    private Bills() {
    }

    static House flanders() {
        return new House("emucs17", "house",
                new DemandSettings(Tariffs.named("flanders"), OptionalLong.of(4_000)));
    }
}
