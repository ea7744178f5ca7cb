package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;
import static org.dbusp1.metering.guard.Telegrams.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.service.ShownPowers;
import org.dbusp1.gx.service.ShownPowers.Powers;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A house whose meter sends an import every few seconds, and import, export and phases now and then, through guard and D-Bus. */
class HouseNearZeroTest {
    private final GuardedLine line = new GuardedLine(new Guard(new Guard.Options(null, StateStore.NONE, Guard.Origin.NETWORK,
            null)));
    private final ShownPowers bus = new ShownPowers();

    /**
     * Lists, each with its second: an import, and after a slash an export; and what is shown after the last: the total, the phases,
     * and the power that everything but D-Bus and Modbus gets.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an import shows the phases of its list   | 300/0@0                             | 300: 100, 150, 50; 300
            a little later too                       | 300/0@0 305@2.5                     | 305: 100, 150, 50; 305
            a newer total stands for old phases      | 300/0@0 400@2.5                     | 400: 400; 400
            and they return after half a minute      | 300/0@0 400@2.5 300/0@10 300@20 300/0@30 300/0@39 | 300: 300; 300
            in which they agreed                     | 300/0@0 400@2.5 300/0@10 300@20 300/0@30 300/0@40 | 300: 100, 150, 50; 300
            it imported, and its export is not known | 300/0@0 0@2.5                       | 0: 0; none
            also with the lists that follow          | 300/0@0 0@2.5 0@5 0@7.5             | 0: 0; none
            until the next list that has both        | 300/0@0 0@2.5 0@5 0/900@10          | -900: -900; -900
            or an import                             | 300/0@0 0@2.5 20@5                  | 20: 20; 20
            for half a minute at most                | 300/0@0 0@2.5 0@10 0@20 0@30 0@32.4 | 0: 0; none
            then it is absent                        | 300/0@0 0@2.5 0@10 0@20 0@30 0@32.5 | none: ; none
            after the next import again              | 300/0@0 0@2.5 20@5 0@7.5 0@20 0@30 0@37.4 | 0: 0; none
            an export that is known stays            | 0/900@0 0@2.5                       | -900: -300, -450, -150; -900
            also one of zero                         | 0/0@0 0@2.5                         | 0: 0, 0, 0; 0
            until the house has imported             | 0/900@0 20@2.5 0@5                  | 0: 0; none
            at first nothing is known                | 0@0 0@2.5                           | none: ; none
            an import without any export is enough   | 300@0 0@2.5                         | 0: 0; none
            an export that is too old is none        | 0/900@0 0@10 0@20 0@30 0@31         | none: ; none
            a silence ends what was known            | 300/0@0 0@35 0@37.5                 | none: ; none
            """)
    void whatIsShown(String name, String lists, String expected) {
        Snapshot last = null;
        Powers shown = null;
        for (String list : lists.split(" ")) {
            String[] parts = list.split("[/@]");
            Values sent = parts.length == 2 ? shortList(Integer.parseInt(parts[0]))
                    : longList(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            Optional<Snapshot> published = line.accept(Double.parseDouble(parts[parts.length - 1]),
                    Telegrams.reading(Dialect.AIDON, "6525", Optional.of("A"), sent));
            if (published.isPresent()) {
                last = published.get();
                shown = bus.after(last);
            }
        }
        List<String> phases = new ArrayList<>();
        shown.phases().forEach(watts -> phases.add(Long.toString(Math.round(watts))));
        assertThat(shown.total().map(watts -> Long.toString(Math.round(watts))).orElse("none") + ": " + String.join(", ", phases) + "; "
                + (last.published().values().has(POWER_NET) ? last.published().values().scaled(POWER_NET) / 1_000 : "none"))
                .isEqualTo(expected);
    }

    private static Values shortList(int imported) {
        return imported == 0 ? values(POWER_IMPORT, 0) : values(POWER_IMPORT, imported, POWER_NET, imported);
    }

    private static Values longList(int imported, int exported) {
        int net = imported - exported;
        return values(POWER_IMPORT, imported, POWER_EXPORT, exported, POWER_NET, net, POWER_L1, net / 3, POWER_L2, net / 2,
                POWER_L3, net / 6, VOLTAGE_L1, 230);
    }
}
