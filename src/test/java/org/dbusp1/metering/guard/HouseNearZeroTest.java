package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;
import static org.dbusp1.metering.guard.TestValues.values;

import java.util.stream.Collectors;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.service.ShownPowers;
import org.dbusp1.gx.service.ShownPowers.Powers;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.HousePower;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A house whose meter sends an import every few seconds, and import, export and phases now and then, through guard and D-Bus. */
class HouseNearZeroTest {
    private final GuardedLine line = new GuardedLine(new Guard(new Guard.Options(null, StateStore.NONE, Origin.NETWORK,
            null)));
    private final ShownPowers bus = new ShownPowers();
    private final Messages messages = new Messages();
    private Snapshot last;
    private Powers shown;

    /**
     * Lists, each with its second, 0..720 for one a minute: an import, and after a slash an export; and what is shown after the last: on
     * D-Bus and Modbus the total and the phases, everywhere else import and export, the net power, the voltage, or all of a long list.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an import shows the phases of its list   | 300/0@0                                | 300: 100, 150, 50      | 300/0 net 300 all
            those of an earlier list are not | 300/0@0 305@2.5 | 305: 305 | 305/0 net 305 voltage
            a newer total stands for them | 300/0@0 400@2.5 | 400: 400 | 400/0 net 400 voltage
            and they return after half a minute      | 300/0@0 400@2.5 300/0@10 300@20 300/0@30 300/0@39 | 300: 300    | 300/0 net 300 all
            in which each list had them | 300/0@0 400@2.5 300/0@10 300/0@20 300/0@30 300/0@32.5 | 300: 100, 150, 50 | 300/0 net 300 all
            it imported, and its export is not known | 300/0@0 0@2.5                          | 0: 0                   | 0 voltage
            also with the lists that follow          | 300/0@0 0@2.5 0@5 0@7.5                | 0: 0                   | 0 voltage
            until the next list that has both        | 300/0@0 0@2.5 0@5 0/900@10             | -900: -900             | 0/900 net -900 all
            and after it                             | 300/0@0 0@2.5 0@5 0/900@10 0@12.5      | -900: -900             | 0/900 net -900 all
            or an import                             | 300/0@0 0@2.5 20@5                     | 20: 20                 | 20 net 20 voltage
            of which one may be lost                 | 300/0@0 0@0.5 0@10.5 0@19.5            | 0: 0                   | 0 voltage
            and the next one then says it            | 300/0@0 0@0.5 0@10.5 0@19.5 0/900@20   | -900: -900             | 0/900 net -900 all
            for 21 s after the import at most        | 300/0@0 0@2.5 0@10 0@20 0@20.9         | 0: 0                   | 0 voltage
            then it is absent                        | 300/0@0 0@2.5 0@10 0@20 0@21           | none:                  | 0 voltage
            after the next import again              | 300/0@0 0@2.5 20@5 0@7.5 0@20 0@25.9   | 0: 0                   | 0 voltage
            an export that is known stays            | 0/900@0 0@2.5                          | -900: -300, -450, -150 | 0/900 net -900 all
            one of zero does so on the grid meter    | 0/0@0 0@2.5 0@20.9                     | 0: 0                   | 0 voltage
            for 21 s after it was sent               | 0/0@0 0@2.5 0@21                       | none:                  | 0 voltage
            until the house has imported             | 0/900@0 20@2.5 0@5                     | 0: 0                   | 0 voltage
            which ends it                            | 0/900@0 20@2.5                         | 20: 20                 | 20/0 net 20 voltage
            at first nothing is known                | 0@0 0@2.5                              | none:                  | 0
            an import without any export is enough   | 300@0 0@2.5                            | 0: 0                   | 0
            an export that is too old is none        | 0/900@0 0@10 0@20 0@30 0@31            | none:                  | 0
            a silence ends what was known            | 300/0@0 0@35 0@37.5                    | none:                  | 0
            and so does a lost line                  | 300/0@0 lost 300@2.5 300@5             | 300: 300               | 300 net 300
            a long list that is rare holds as long   | 1/0@0..720 1@750                       | 1: 1                   | 1/0 net 1 voltage
            as one of its dialect, and no longer     | 1/0@0..720 1@751                       | 1: 1                   | 1 net 1
            nor does its export                      | 0/9@0..720 0@751                       | none:                  | 0
            """)
    void whatIsShown(String name, String lists, String onBus, String elsewhere) {
        for (String list : lists.split(" ")) {
            String[] parts = list.split("[/@]");
            String[] seconds = parts[parts.length - 1].split("\\.\\.");
            if (list.equals("lost")) {
                line.lose();
                continue;
            }
            for (double second = Double.parseDouble(seconds[0]); second <= Double.parseDouble(seconds[seconds.length - 1]); second += 60) {
                accept(second, parts.length == 2 ? shortList(Integer.parseInt(parts[0]))
                        : longList(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
            }
        }
        assertThat(shown.total().map(watts -> Long.toString(Math.round(watts))).orElse("none") + ": "
                + shown.phases().stream().map(watts -> Long.toString(Math.round(watts))).collect(Collectors.joining(", ")))
                .isEqualToNormalizingWhitespace(onBus);
        assertThat(last.published().values().toString().replaceAll("\\{power_import_w=|_w|,|}", "").replace(" power_export=", "/")
                .replace("power_net=", "net ").replaceAll("( power_l._?=\\S+)+ voltage_\\S+", " all").replaceAll("voltage_\\S+", "voltage"))
                .isEqualTo(elsewhere);
    }

    private void accept(double second, Values sent) {
        line.accept(second, Snapshots.of(sent).dialect(Dialect.AIDON).reading()).ifPresent(snapshot -> {
            last = snapshot;
            shown = bus.after(snapshot);
            HousePower.Known known = messages.after(snapshot).grid().house().known();
            assertThat(shown.standsIn()).as("the path that says so").isEqualTo(known != null && known.origin() == PowerOrigin.STAND_IN);
            boolean isPublished = snapshot.published().values().has(POWER_NET);
            assertThat(known == null ? null : known.origin()).as("the origin of %s", shown.total()).isEqualTo(shown.total().isEmpty() ? null
                    : !isPublished ? PowerOrigin.STAND_IN : sent.has(POWER_NET) ? PowerOrigin.SENT : PowerOrigin.EXPORT_GOES_ON);
        });
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
