package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.dbusp1.Snapshots;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.line.decode.NetPower;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A meter of three phases with import and export, the whole 475 W and the phases 2,714 W unless a test says otherwise. */
class TotalCheckTest {
    private TotalCheck check = new TotalCheck(Origin.LINE);
    private @Nullable DoubtfulPower found;

    private void send(int messages, String values) {
        for (int i = 0; i < messages; i++) {
            Values.Builder sent = new Values.Builder();
            for (String value : values.split(" ")) {
                String[] words = value.split("=");
                Quantity quantity = Quantity.valueOf(words[0]);
                sent.set(quantity, Math.round(Double.parseDouble(words[1]) * quantity.unit().scaledOne()));
            }
            new NetPower().complete(sent, Evidence.ofList(Set.of()));
            Snapshot snapshot = Snapshots.of(sent.build()).take();
            found = check.accept(snapshot.reading(), snapshot.published());
        }
    }

    private static String whole(int watts) {
        return "POWER_IMPORT=" + Math.max(0, watts) + " POWER_EXPORT=" + Math.max(0, -watts);
    }

    private static String phases(int one, int two, int three) {
        return " POWER_IMPORT_L1=%d POWER_EXPORT_L1=0 POWER_IMPORT_L2=%d POWER_EXPORT_L2=0 POWER_IMPORT_L3=0 POWER_EXPORT_L3=%d"
                .formatted(one, two, three);
    }

    @Test
    void aTotalThatStandsStillWhileThePhasesMoveIsFoundAfterHundredMessages() {
        send(50, whole(475) + phases(2_000, 1_000, 286));
        send(10, whole(475) + phases(475, 0, 0));
        send(49, whole(475) + phases(2_000, 1_000, 286));
        assertThat(found).isNull();
        send(1, whole(475) + phases(2_000, 1_000, 286));
        assertThat(found).isEqualTo(new DoubtfulPower(DoubtfulPower.Cause.TOTAL_STANDS, 475, 2_714));
        send(1, whole(475) + phases(475, 0, 0));
        assertThat(found).as("the total is the same").isNotNull();
        send(1, whole(476) + phases(2_000, 1_000, 286));
        assertThat(found).as("it has changed").isNull();
        send(98, whole(476) + phases(2_000, 1_000, 286));
        assertThat(found).as("and begun anew").isNull();
    }

    @Test
    void aLogKeepsWhatWasFound() {
        check = new TotalCheck(Origin.LOG);
        send(100, whole(475) + phases(2_000, 1_000, 286));
        send(1, whole(476) + phases(476, 0, 0));
        assertThat(found).isNotNull();
    }

    /** 500 W or half of the total, whichever is more. */
    @ParameterizedTest
    @CsvSource({"0, 500, false", "0, 501, true", "-2000, -1000, false", "-2000, -999, true", "3000, 1500, false", "3000, 1499, true"})
    void theDifferenceIsLargeForTheTotal(int total, int phases, boolean isFound) {
        send(100, whole(total) + phases(Math.max(0, phases), 0, Math.max(0, -phases)));
        assertThat(found != null).isEqualTo(isFound);
    }

    @ParameterizedTest
    @CsvSource({
        "the total has no export, POWER_IMPORT=475 POWER_IMPORT_L1=2714 POWER_EXPORT_L1=0",
        "a phase has no export, POWER_IMPORT=475 POWER_EXPORT=0 POWER_IMPORT_L1=2714",
        "a phase has no power, POWER_IMPORT=475 POWER_EXPORT=0 POWER_IMPORT_L1=2714 POWER_EXPORT_L1=0 VOLTAGE_L2=230",
        "no phase has a power, POWER_IMPORT=475 POWER_EXPORT=0 VOLTAGE_L1=230"})
    void isNotJudged(String name, String values) {
        send(200, values);
        assertThat(found).as(name).isNull();
    }

    @ParameterizedTest
    @CsvSource({"one phase, POWER_IMPORT=475 POWER_EXPORT=0 POWER_IMPORT_L1=2714 POWER_EXPORT_L1=0",
        "signed powers, POWER_NET=475 POWER_L1=2714 VOLTAGE_L1=230"})
    void isJudgedToo(String name, String values) {
        send(100, values);
        assertThat(found).as(name).isNotNull();
    }

    @Test
    void anotherMeterIsNotDoubtedThoughItSendsNoTotal() {
        send(100, whole(475) + phases(2_000, 1_000, 286));
        assertThat(found).isNotNull();
        check.forgetMeter();
        send(1, "VOLTAGE_L1=230");
        assertThat(found).isNull();
        send(99, whole(475) + phases(2_000, 1_000, 286));
        assertThat(found).as("it has to show it anew").isNull();
        send(1, whole(475) + phases(2_000, 1_000, 286));
        assertThat(found).isNotNull();
    }
}
