package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.data.Offset;
import org.dbusp1.TestTelegram;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.mqtt.MqttSettings.ProfileSettings;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ProfilesTest {
    @AutoClose
    private final MqttRig rig = new MqttRig();
    private final Mosquitto broker = rig.broker;
    private final Subscriber subscriber = rig.subscriber;
    private final TestOutputs outputs = rig.outputs;
    private final House house = House.of("dsmr50");

    private MqttOutput output(MqttSettings settings) {
        return outputs.open(settings);
    }

    private MqttOutput output(Profile... profiles) {
        return output(TestSettings.of(broker.port(), profiles));
    }

    private MqttSettings with(ProfileSettings... profiles) {
        return TestSettings.publishing(TestSettings.of(broker.port()), List.of(profiles), Duration.ZERO,
                Duration.ofMinutes(10));
    }

    /** The first snapshot connects; each value of the second was in the first or has changed. */
    private void connect(MqttOutput output, Snapshot snapshot) {
        output.snapshot(snapshot);
        subscriber.await("dbus-p1/house/status", "online");
    }

    /** Returns an output that has published these lines of a telegram. */
    private MqttOutput connected(Profile profile, String... lines) {
        MqttOutput output = output(profile);
        connect(output, dsmr5(lines));
        return output;
    }

    private Snapshot dsmr5(String... lines) {
        return house.snapshotOf(TestTelegram.dsmr5(lines).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void nativeSendsEverythingInOneObjectWithEachTelegram() {
        MqttOutput output = output(Profile.NATIVE);
        Snapshot first = house.next();
        connect(output, first);
        Snapshot second = house.next();
        output.snapshot(second);
        JsonNode state = subscriber.await(received -> received.topic().equals("dbus-p1/house/state")
                && received.json().get("time").asText().equals(second.reading().time().orElseThrow().toString())).json();
        for (Quantity quantity : Quantity.values()) {
            assertThat(state.has(quantity.key())).as(quantity.key()).isEqualTo(second.values().has(quantity));
            if (second.values().has(quantity)) {
                assertThat(state.get(quantity.key()).decimalValue())
                        .isEqualByComparingTo(second.values().decimal(quantity));
            }
        }
        assertThat(state.get("arrival").asText()).isEqualTo(second.arrival().toString());
        assertThat(subscriber.all("dbus-p1/house/state")).hasSize(2);
    }

    @Test
    void nativeHasATopicForEachQuantityThatChangesWithIt() {
        MqttOutput output = connected(Profile.NATIVE, "1-0:1.7.0(00.500*kW)", "1-0:2.7.0(00.000*kW)", "1-0:32.7.0(230.1*V)");
        subscriber.await("dbus-p1/house/voltage_l1_v", "230.1");
        output.snapshot(dsmr5("1-0:1.7.0(00.501*kW)", "1-0:2.7.0(00.000*kW)", "1-0:32.7.0(230.1*V)"));
        subscriber.await("dbus-p1/house/power_net_w", "501");
        assertThat(subscriber.all("dbus-p1/house/power_export_w")).hasSize(1);
        assertThat(subscriber.all("dbus-p1/house/voltage_l1_v")).hasSize(1);
    }

    @Test
    void nativeEmptiesATopicThatTheMeterNoLongerSends() {
        MqttOutput output = connected(Profile.NATIVE, "1-0:1.7.0(00.500*kW)", "1-0:32.7.0(230.1*V)");
        subscriber.await("dbus-p1/house/voltage_l1_v", "230.1");
        output.snapshot(dsmr5("1-0:1.7.0(00.500*kW)"));
        subscriber.await("dbus-p1/house/voltage_l1_v", "");
        try (Subscriber late = Subscriber.on(broker, "dbus-p1/house/+")) {
            late.await("dbus-p1/house/state");
            assertThat(late.await("dbus-p1/house/power_import_w").retained()).isTrue();
            assertThat(late.all("dbus-p1/house/voltage_l1_v")).isEmpty();
        }
    }

    @Test
    void nativeHasTheMetersBehindTheMeter() {
        House house = House.of("emucs171");
        connect(output(Profile.NATIVE), house.next());
        JsonNode gas = subscriber.await(received -> received.topic().matches("dbus-p1/house/mbus/./state")
                && received.json().get("medium").asText().equals("gas")).json();
        assertThat(gas.get("value").decimalValue()).isPositive();
        assertThat(gas.get("unit").asText()).isEqualTo("m3");
        assertThat(gas.get("timestamp").asText()).startsWith("2026-03-02T12:");
        String channel = gas.get("channel").asText();
        assertThat(new BigDecimal(subscriber.await("dbus-p1/house/mbus/" + channel + "/value").payload()))
                .isEqualByComparingTo(gas.get("value").decimalValue());
    }

    @Test
    void nativeHasTheDemandWindow() {
        House house = new House("emucs17", "house", new DemandSettings(DemandSettings.Window.AUTO, OptionalLong.of(2500)));
        Snapshot snapshot = house.next();
        connect(output(Profile.NATIVE), snapshot);
        JsonNode state = subscriber.await("dbus-p1/house/state").json();
        for (String name : List.of("demand_mean_w", "demand_forecast_w", "demand_allowed_w")) {
            assertThat(state.get(name).isIntegralNumber()).as(name).isTrue();
            assertThat(subscriber.await("dbus-p1/house/" + name).payload()).isEqualTo(state.get(name).asText());
        }
        assertThat(state.get("demand_mean_w").asLong()).isEqualTo(snapshot.demand().orElseThrow().meanWatts().orElseThrow());
        assertThat(state.get("demand_end").asText()).isEqualTo("2026-03-02T13:00:00+01:00");
    }

    @Test
    void p1meter2mqttPrintsTheDigitsOfTheTelegram() {
        connected(Profile.P1METER2MQTT, "1-0:1.8.1(004821.307*kWh)", "1-0:1.8.2(000017.000*kWh)", "0-0:96.14.0(0002)",
                "1-0:1.7.0(00.512*kW)", "1-0:32.7.0(231.4*V)", "1-0:31.7.0(002*A)", "1-0:21.7.0(00.512*kW)",
                "0-1:24.1.0(003)", "0-1:96.1.0(4730303538)", "0-1:24.2.1(260115200500W)(02113.450*m3)",
                "0-2:24.1.0(003)", "0-2:96.1.0(4730303539)", "0-2:24.2.1(260115200500W)(00007.001*m3)",
                "0-4:24.1.0(007)", "0-4:96.1.0(4730303540)", "0-4:24.2.1(260115200500W)(00321.999*m3)");
        String root = "sensors/power/p1meter/";
        subscriber.await(root + "consumption_tarif_high", "004821.307");
        subscriber.await(root + "consumption_tarif_low", "000017.000");
        subscriber.await(root + "actual_tarif_group", "0002");
        subscriber.await(root + "actual_consumption", "00.512");
        subscriber.await(root + "instant_voltage_l1", "231.4");
        subscriber.await(root + "instant_power_current_l1", "002");
        subscriber.await(root + "instant_power_usage_l1", "00.512");
        subscriber.await(root + "gas_meter_m3", "02113.450");
        subscriber.await(root + "gas_meter_m3_2", "00007.001");
        subscriber.await(root + "water_meter_m3", "00321.999");
        assertThat(subscriber.all(root + "actual_received")).isEmpty();
        assertThat(subscriber.all(root + "gas_meter_m3").get(0).qos()).isZero();
        subscriber.await("hass/status", "p1 meter alive: p1meter");
    }

    @Test
    void p1meter2mqttWritesKilowattsWhereTheMeterPrintsWatts() {
        House house = House.of("austria");
        Snapshot snapshot = house.next();
        connect(output(Profile.P1METER2MQTT), snapshot);
        assertThat(subscriber.await("sensors/power/p1meter/actual_consumption").payload()).isEqualTo(
                snapshot.values().decimal(Quantity.POWER_IMPORT).movePointLeft(3).toPlainString());
    }

    @Test
    void p1meter2mqttSendsOnlyWhatChangedAndAllOfItOnceInAWhile() {
        ProfileSettings profile = TestSettings.standard(Profile.P1METER2MQTT).get(0);
        MqttOutput output = output(TestSettings.publishing(TestSettings.of(broker.port()), List.of(profile),
                Duration.ZERO,
                Duration.ofMillis(300)));
        Snapshot same = dsmr5("1-0:1.7.0(00.500*kW)", "1-0:32.7.0(230.1*V)");
        connect(output, same);
        String topic = "sensors/power/p1meter/instant_voltage_l1";
        subscriber.await(topic);
        output.snapshot(same);
        output.snapshot(dsmr5("1-0:1.7.0(00.501*kW)", "1-0:32.7.0(230.1*V)"));
        subscriber.await("sensors/power/p1meter/actual_consumption", "00.501");
        int before = subscriber.all(topic).size();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (subscriber.all(topic).size() == before && System.nanoTime() < end) {
            output.snapshot(same);
        }
        assertThat(subscriber.all(topic)).hasSizeGreaterThan(before);
    }

    @Test
    void nothingOfTheCompatibleProfilesIsRetainedUnlessAsked() {
        MqttOutput output = output(with(new ProfileSettings(Profile.P1METER2MQTT, "elsewhere/<key>", 1, true),
                new ProfileSettings(Profile.RAW, "raw", 0, false)));
        connect(output, House.of("dsmr50").next());
        assertThat(subscriber.await("elsewhere/house/actual_consumption").qos()).isEqualTo(1);
        subscriber.await("raw/house/telegram");
        try (Subscriber late = Subscriber.on(broker, "#")) {
            assertThat(late.await("elsewhere/house/actual_consumption").retained()).isTrue();
            assertThat(late.all("raw/house/telegram")).isEmpty();
        }
    }

    @Test
    void dsmrReaderSpeaksAsDsmrReaderDoes() {
        connect(output(Profile.DSMR_READER), dsmr5(
                "1-0:1.8.1(004821.307*kWh)", "1-0:2.8.1(000001.000*kWh)", "1-0:1.7.0(00.512*kW)",
                "1-0:32.7.0(231.4*V)", "1-0:31.7.0(002*A)", "0-0:96.14.0(0002)", "0-0:96.7.21(00004)",
                "0-1:24.1.0(003)", "0-1:96.1.0(4730303538)", "0-1:24.2.1(260115200500W)(02113.450*m3)"));
        subscriber.await("dsmr/reading/timestamp", "2026-01-15T19:10:09Z");
        subscriber.await("dsmr/reading/electricity_delivered_1", "4821.307");
        subscriber.await("dsmr/reading/electricity_currently_delivered", "0.512");
        subscriber.await("dsmr/reading/phase_voltage_l1", "231.4");
        subscriber.await("dsmr/reading/phase_power_current_l1", "2");
        subscriber.await("dsmr/reading/extra_device_delivered", "2113.450");
        subscriber.await("dsmr/meter-stats/dsmr_version", "50");
        subscriber.await("dsmr/meter-stats/electricity_tariff", "2");
        subscriber.await("dsmr/meter-stats/power_failure_count", "4");
        subscriber.await("dsmr/meter-stats/rejected_telegrams", "0");
        subscriber.await("dsmr/consumption/gas/read_at", "2026-01-15T19:05:00Z");
        subscriber.await("dsmr/consumption/gas/currently_delivered", "0.000");
        assertThat(subscriber.all("dsmr/reading/electricity_currently_returned")).isEmpty();
        Subscriber.Delivered json = subscriber.await("dsmr/json");
        assertThat(json.json().get("electricity_delivered_1").isTextual()).isTrue();
        assertThat(json.json().get("phase_power_current_l1").isNumber()).isTrue();
        assertThat(json.json().get("electricity_currently_returned").isNull()).isTrue();
        try (Subscriber late = Subscriber.on(broker, "dsmr/json", "-q", "2")) {
            Subscriber.Delivered kept = late.await("dsmr/json");
            assertThat(kept.retained()).isTrue();
            assertThat(kept.qos()).isEqualTo(2);
        }
    }

    /** Also where the gas meter's number is sent later. */
    @Test
    void dsmrReaderGetsTheGasUsedSinceTheReadingBefore() {
        MqttOutput output = connected(Profile.DSMR_READER, "1-0:1.7.0(00.512*kW)", "0-1:24.1.0(003)",
                "0-1:24.2.1(260115200500W)(02113.450*m3)");
        output.snapshot(dsmr5("1-0:1.7.0(00.512*kW)", "0-1:24.1.0(003)", "0-1:96.1.0(4730303538)",
                "0-1:24.2.1(260115201000W)(02113.561*m3)"));
        assertThat(subscriber.await(received -> received.topic().equals("dsmr/consumption/gas/json")
                && received.payload().contains("19:10")).payload()).isEqualTo("{\"read_at\":\"2026-01-15T19:10:00Z\","
                + "\"delivered\":\"2113.561\",\"currently_delivered\":\"0.111\"}");
    }

    @Test
    void dsmrReaderGetsGasInCubicMetresAlsoWhereTheMeterCountsLitres() {
        connected(Profile.DSMR_READER, "1-0:1.7.0(00.512*kW)", "0-1:24.1.0(003)", "0-1:96.1.0(4730303538)",
                "0-1:24.2.1(260115200500W)(02113450*dm3)");
        subscriber.await("dsmr/reading/extra_device_delivered", "2113.450");
        subscriber.await("dsmr/consumption/gas/delivered", "2113.450");
    }

    /** German meters with SML send the balance of import and export; the other programs know no such value. */
    @Test
    void otherProgramsGetImportAndExportOfAMeterThatSendsTheBalanceAlone() {
        House house = House.of("sml-iskra");
        Snapshot snapshot = house.next();
        assertThat(snapshot.values().has(Quantity.POWER_IMPORT)).isFalse();
        MqttOutput output = output(Profile.DSMR_READER, Profile.P1METER2MQTT);
        connect(output, snapshot);
        BigDecimal net = snapshot.values().decimal(Quantity.POWER_NET).movePointLeft(3);
        for (String prefix : List.of("dsmr/reading/electricity_currently_", "sensors/power/p1meter/actual_")) {
            boolean reader = prefix.startsWith("dsmr");
            String imported = subscriber.await(prefix + (reader ? "delivered" : "consumption")).payload();
            String exported = subscriber.await(prefix + (reader ? "returned" : "received")).payload();
            assertThat(new BigDecimal(imported)).isCloseTo(net.max(BigDecimal.ZERO), Offset.offset(new BigDecimal("0.0005")));
            assertThat(new BigDecimal(exported)).isCloseTo(net.negate().max(BigDecimal.ZERO),
                    Offset.offset(new BigDecimal("0.0005")));
        }
    }

    /** Heat meters count in GJ, MJ or kWh, some only the water. */
    @ParameterizedTest
    @CsvSource({"00012.345*GJ, 00012.345", "02500.000*MJ, 2.500", "01000.000*kWh, 3.600", "00001.500*MWh, 5.400", "00123.000*m3,"})
    void heatIsInGigajoulesWhateverTheMeterCountsIn(String printed, String gigajoules) {
        MqttOutput output = connected(Profile.P1METER2MQTT, "1-0:1.7.0(00.512*kW)", "0-1:24.1.0(004)",
                "0-1:24.2.1(260115200500W)(" + printed + ")", "0-2:24.1.0(003)", "0-2:24.2.1(260115200500W)(02113.450*m3)");
        subscriber.await("sensors/power/p1meter/gas_meter_m3", "02113.450");
        output.offline();
        subscriber.await("dbus-p1/house/status", "offline");
        assertThat(subscriber.all("sensors/power/p1meter/thermal_gj")).extracting(Subscriber.Delivered::payload)
                .allMatch(value -> value.equals(gigajoules))
                .hasSizeGreaterThanOrEqualTo(gigajoules == null ? 0 : 1);
    }

    /** The meter was replaced by one that sends less while the driver was off, or a demand tariff was switched off. */
    @Test
    void whatWasSentBeforeARestartAndIsAbsentNowIsEmptied() {
        MqttOutput first = output(Profile.NATIVE);
        connect(first, dsmr5("1-0:1.7.0(00.512*kW)", "1-0:52.7.0(231.4*V)"));
        subscriber.await("dbus-p1/house/voltage_l2_v", "231.4");
        outputs.close(first);
        connect(output(Profile.NATIVE), dsmr5("1-0:1.7.0(00.512*kW)"));
        subscriber.await("dbus-p1/house/voltage_l2_v", "");
        try (Subscriber late = Subscriber.on(broker, "dbus-p1/#")) {
            late.await("dbus-p1/house/power_import_w", "512");
            assertThat(late.all("dbus-p1/house/voltage_l2_v")).isEmpty();
        }
    }

    /** The new gas meter begins at 0: what the old one showed is not subtracted. */
    @Test
    void aNewGasMeterHasUsedNothingAtItsFirstReading() {
        MqttOutput output = connected(Profile.DSMR_READER, "1-0:1.7.0(00.512*kW)", "0-1:24.1.0(003)", "0-1:96.1.0(4730303538)",
                "0-1:24.2.1(260115200500W)(02113.450*m3)");
        output.snapshot(dsmr5("1-0:1.7.0(00.512*kW)", "0-2:24.1.0(003)", "0-2:96.1.0(4730303539)",
                "0-2:24.2.1(260115201000W)(00000.012*m3)"));
        String json = "dsmr/consumption/gas/json";
        assertThat(subscriber.await(received -> received.topic().equals(json) && received.payload().contains("19:10")).payload())
                .endsWith("\"delivered\":\"0.012\",\"currently_delivered\":\"0.000\"}");
        output.snapshot(dsmr5("1-0:1.7.0(00.512*kW)", "0-2:24.1.0(003)", "0-2:96.1.0(4730303539)",
                "0-2:24.2.1(260115201500W)(00000.015*m3)"));
        assertThat(subscriber.await(received -> received.topic().equals(json) && received.payload().contains("19:15")).payload())
                .endsWith("\"currently_delivered\":\"0.003\"}");
    }

    /** Not every gas meter has a number; after some messages the guard believes a counter that jumped. */
    @Test
    void aGasCounterThatJumpsHasUsedNothing() {
        MqttOutput output = connected(Profile.DSMR_READER, "1-0:1.7.0(00.512*kW)", "0-1:24.1.0(003)",
                "0-1:24.2.1(260115200500W)(02113.450*m3)");
        for (int minute = 10; minute < 60; minute += 5) {
            output.snapshot(dsmr5("1-0:1.7.0(00.512*kW)", "0-1:24.1.0(003)",
                    "0-1:24.2.1(26011520" + minute + "00W)(09113.450*m3)"));
        }
        assertThat(subscriber.await(received -> received.topic().equals("dsmr/consumption/gas/json")
                && received.payload().contains("9113.450")).payload()).endsWith("\"currently_delivered\":\"0.000\"}");
    }

    /** Seen from border to border: what was drawn by its end belongs to it. */
    @Test
    void dsmrReaderGetsTheQuarterThatEnded() {
        House house = House.of("emucs17");
        MqttOutput output = output(Profile.DSMR_READER);
        connect(output, house.next());
        Snapshot begin = house.next();
        Snapshot end = begin;
        for (Snapshot now = begin; now.reading().time().orElseThrow().instant().isBefore(House.START.plusSeconds(1_030));
                now = house.next()) {
            long second = now.reading().time().orElseThrow().epochSecond();
            begin = second == House.START.plusSeconds(120).getEpochSecond() ? now : begin;
            end = second == House.START.plusSeconds(1_020).getEpochSecond() ? now : end;
            if (second > House.START.plusSeconds(1_000).getEpochSecond()) {
                output.snapshot(now);
            }
        }
        String root = "dsmr/consumption/quarter-hour-peak-electricity/";
        subscriber.await(root + "read_at_start", "2026-03-02T12:00:00Z");
        subscriber.await(root + "read_at_end", "2026-03-02T12:15:00Z");
        subscriber.await(root + "average_delivered", end.values().decimal(Quantity.ENERGY_IMPORT)
                .subtract(begin.values().decimal(Quantity.ENERGY_IMPORT)).multiply(BigDecimal.valueOf(4))
                .setScale(3).toPlainString());
    }

    @Test
    void dsmrReaderGetsDaysMonthsAndYears() {
        Snapshot first = house.next();
        Snapshot last = first;
        for (int second = 0; second < 3_600; second++) {
            last = house.next();
        }
        connect(output(Profile.DSMR_READER), last);
        JsonNode day = subscriber.await("dsmr/day-consumption").json();
        assertThat(new BigDecimal(day.get("electricity_returned_merged").asText())).isPositive().isEqualByComparingTo(
                last.values().decimal(Quantity.ENERGY_EXPORT).subtract(first.values().decimal(Quantity.ENERGY_EXPORT)));
        assertThat(day.get("gas").isTextual()).isTrue();
        assertThat(day.has("total_cost")).isFalse();
        subscriber.await("dsmr/day-consumption/electricity2_returned");
        subscriber.await("dsmr/current-month/electricity_merged", day.get("electricity_merged").asText());
        assertThat(subscriber.await("dsmr/current-period").json().get("current_year_electricity_merged"))
                .isEqualTo(day.get("electricity_merged"));
    }

    @Test
    void rawIsTheTelegramByteForByte() {
        Snapshot snapshot = House.of("dsmr50").next();
        connect(output(Profile.RAW), snapshot);
        assertThat(subscriber.await("dbus-p1/house/telegram").bytes()).isEqualTo(snapshot.reading().message().bytes());
    }

    @Test
    void roundsKeepTheirDistance() {
        ProfileSettings profile = TestSettings.standard(Profile.RAW).get(0);
        MqttOutput output = output(TestSettings.publishing(TestSettings.of(broker.port()), List.of(profile),
                Duration.ofHours(1), Duration.ofHours(2)));
        connect(output, house.next());
        for (int i = 0; i < 5; i++) {
            output.snapshot(house.next());
        }
        output.offline();
        subscriber.await("dbus-p1/house/status", "offline");
        assertThat(subscriber.all("dbus-p1/house/telegram")).hasSize(1);
    }

    @Test
    void severalAtOnceDoNotMix() {
        connect(output(Profile.values()), House.of("dsmr50").next());
        for (String topic : List.of("dbus-p1/house/state", "sensors/power/p1meter/actual_consumption", "dsmr/json",
                "dbus-p1/house/telegram")) {
            subscriber.await(topic);
        }
        assertThat(Optional.of(subscriber.all("dbus-p1/house/status"))).hasValueSatisfying(all ->
                assertThat(all).extracting(Subscriber.Delivered::payload).containsOnly("online"));
    }
}
