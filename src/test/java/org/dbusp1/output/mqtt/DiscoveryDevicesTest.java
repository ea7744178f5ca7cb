package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.TestDriverState;
import org.dbusp1.output.mqtt.HomeAssistantDiscovery.Announcement;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meter of the devices of Home Assistant, where a message does not hold the meter's number. */
class DiscoveryDevicesTest {
    private static final String ROOT = "dbus-p1/house";
    private static final MeterKey KEY = new MeterKey("house");
    private static final MeterIdentity UNNAMED = meter(Dialect.HAN, "", "");
    private static final MeterIdentity FIRST = meter(Dialect.AIDON, "AIDON_V0001", "7359992800000001");
    private static final MeterIdentity SECOND = meter(Dialect.AIDON, "AIDON_V0001", "7359992800000002");
    private static final String TITLE = "HAN Aidon, AIDON_V0001";

    @TempDir
    Path state;

    private final DiscoveryDevices devices = new DiscoveryDevices(TestDriverState.empty(), null);

    /** On a machine without the D-Bus there is no ESS, so there are no events about it. */
    @Test
    void theEventsAreThoseThatCanHappen() {
        DriverState without = TestDriverState.empty();
        without.onBus(false);
        assertThat(events(new DiscoveryDevices(without, null))).contains("meter_silent", "meter_silent_over", "month_peak", "port_closed")
                .doesNotContain("ess_not_used", "ess_too_slow", "phase_order", "limiter_stopped", "limiter_stopped_over");
        assertThat(events(devices)).contains("ess_not_used", "phase_order_over", "limiter_stopped");
    }

    private static List<String> events(DiscoveryDevices devices) {
        return devices.of(sent(FIRST, Quantity.POWER_IMPORT), ROOT).get(0).entities().stream()
                .filter(entity -> entity.id().equals(Entity.EVENT)).findFirst().orElseThrow().options();
    }

    private static MeterIdentity meter(Dialect dialect, String list, String number) {
        return new MeterIdentity(dialect, list, Optional.of(number).filter(text -> !text.isEmpty()).orElse(null), null);
    }

    private static Snapshot sent(MeterIdentity meter, Values values) {
        return sent(0, meter, values);
    }

    /** @param segment counts the meters of the run, as the guard does */
    private static Snapshot sent(int segment, MeterIdentity meter, Values values) {
        return Snapshots.of(values).meter(meter).key(KEY).interval(Duration.ofSeconds(10)).meterIndex(segment).take();
    }

    private static Snapshot sent(MeterIdentity meter, Quantity... quantities) {
        Values.Builder values = new Values.Builder();
        for (Quantity quantity : quantities) {
            values.set(quantity, quantity.unit().scaledOne());
        }
        return sent(meter, values.build());
    }

    private static Snapshot ofNextMeter(MeterIdentity meter, Quantity quantity) {
        return sent(1, meter, new Values.Builder().set(quantity, quantity.unit().scaledOne()).build());
    }

    private DiscoveryDevice of(MeterIdentity meter, Quantity... quantities) {
        return devices.of(sent(meter, quantities), ROOT).get(0);
    }

    /** Without the entity of events, which each meter has. */
    private static List<String> ids(DiscoveryDevice device) {
        return device.entities().stream().map(Entity::id).filter(id -> !id.equals(Entity.EVENT) && !id.startsWith("telegrams_")).toList();
    }

    @Test
    void aNumberThatComesLaterIsOfTheSameMeter() {
        of(UNNAMED, Quantity.POWER_IMPORT);
        DiscoveryDevice named = of(FIRST, Quantity.VOLTAGE_L1);
        assertThat(ids(named)).containsExactlyInAnyOrder("power_import_w", "voltage_l1_v");
        assertThat(named.serial()).isEqualTo(FIRST.equipmentId());
        assertThat(named.model()).isEqualTo(TITLE);
    }

    @Test
    void aMessageWithoutNumberAndNameChangesNoDescription() {
        DiscoveryDevice named = of(FIRST, Quantity.POWER_IMPORT);
        assertThat(of(UNNAMED, Quantity.POWER_IMPORT)).isEqualTo(named);
    }

    @Test
    void anotherNumberIsAnotherMeterAlsoAfterAMessageWithoutOne() {
        of(FIRST, Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1);
        of(UNNAMED, Quantity.POWER_IMPORT);
        DiscoveryDevice other = devices.of(ofNextMeter(SECOND, Quantity.POWER_IMPORT), ROOT).get(0);
        assertThat(ids(other)).containsExactly("power_import_w");
        assertThat(other.serial()).isEqualTo(SECOND.equipmentId());
    }

    /** Meters of several countries send no number: the guard knows them by other signs. The owner deletes what the new one lacks. */
    @Test
    void whatAReplacedMeterLacksIsNotAnnouncedAndNotRemoved() {
        HomeAssistantDiscovery discovery = restarted(UNNAMED, Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1);
        long later = TimeUnit.SECONDS.toNanos(10);
        assertThat(text(acknowledged(discovery.messages(sent(FIRST, Quantity.POWER_IMPORT), later)))).contains("p1_house_voltage_l1_v");
        List<Publication> replaced = acknowledged(discovery.messages(ofNextMeter(UNNAMED, Quantity.POWER_IMPORT), 2 * later));
        assertThat(text(replaced)).contains("p1_house_power_import_w").doesNotContain("serial_number", "AIDON", "voltage_l1_v");
        assertThat(replaced).noneMatch(message -> message.payload().length == 0);
        assertThat(acknowledged(discovery.messages(ofNextMeter(UNNAMED, Quantity.POWER_IMPORT), 3 * later))).isEmpty();
    }

    /** A continued counter is absent for up to an hour after a start. */
    @Test
    void whatWasAnnouncedIsAnnouncedAfterAStartOfTheSameMeter() {
        Announced earlier = new Announced(TITLE, FIRST.equipmentId(),
                List.of("power_import_w", "import_continued_kwh", "today_import_kwh", "demand_peak_2_time", "output_mqtt_fault"));
        DiscoveryDevices after = new DiscoveryDevices(TestDriverState.empty(), earlier);
        String[] known = {"power_import_w", "import_continued_kwh", "today_import_kwh", "demand_peak_2_time"};
        assertThat(ids(after.of(sent(UNNAMED, Quantity.POWER_IMPORT), ROOT).get(0))).containsExactlyInAnyOrder(known);
        assertThat(ids(after.of(sent(FIRST, Quantity.POWER_IMPORT), ROOT).get(0))).containsExactlyInAnyOrder(known);
        assertThat(ids(after.of(sent(SECOND, Quantity.POWER_IMPORT), ROOT).get(0))).containsExactly("power_import_w");
        assertThat(ids(new DiscoveryDevices(TestDriverState.empty(), earlier).of(sent(SECOND, Quantity.POWER_IMPORT), ROOT).get(0)))
                .containsExactly("power_import_w");
    }

    @Test
    void theNameOfOneMakersListIsNotThatOfAnothersMeter() {
        of(meter(Dialect.AIDON, "AIDON_V0001", ""), Quantity.POWER_IMPORT);
        assertThat(of(meter(Dialect.KAIFA, "", ""), Quantity.POWER_IMPORT).model()).isEqualTo("HAN Kaifa");
    }

    @Test
    void theTariffsToChooseFromAreOnlyAdded() {
        DiscoveryDevice second = devices.of(sent(FIRST, new Values.Builder().set(Quantity.TARIFF, 2).build()), ROOT).get(0);
        assertThat(second.entities().get(0).options()).containsExactly("0", "1", "2");
        assertThat(devices.of(sent(FIRST, new Values.Builder().set(Quantity.TARIFF, 1).build()), ROOT).get(0)).isEqualTo(second);
        assertThat(devices.of(sent(FIRST, Values.NONE), ROOT).get(0)).isEqualTo(second);
    }

    /** Returns the discovery of a run after one in which the broker acknowledged these messages of the meter. */
    private HomeAssistantDiscovery restarted(MeterIdentity before, Quantity... had) {
        StateStore store = new FileStateStore(state.resolve("home-assistant.properties"), "announcements");
        DiscoveryDevice.CommonFields frame = new DiscoveryDevice.CommonFields(ROOT + "/status", "1.0", 60);
        HomeAssistantDiscovery earlier = new HomeAssistantDiscovery(frame, KEY, ROOT, TestDriverState.empty(), store);
        earlier.connected();
        acknowledged(earlier.messages(sent(before, had), 0));
        HomeAssistantDiscovery discovery = new HomeAssistantDiscovery(frame, KEY, ROOT, TestDriverState.empty(), store);
        discovery.connected();
        return discovery;
    }

    /** Lets the broker acknowledge them. */
    private static List<Publication> acknowledged(List<Announcement> announcements) {
        announcements.forEach(announcement -> announcement.acknowledged().run());
        return announcements.stream().map(Announcement::message).toList();
    }

    private static String text(List<Publication> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(message -> text.append(message.topic()).append(' ')
                .append(new String(message.payload(), StandardCharsets.UTF_8)).append('\n'));
        return text.toString();
    }

    @Test
    void whatTheBrokerAcknowledgedIsPublishedAgainWithTheFirstShortList() {
        HomeAssistantDiscovery discovery = restarted(FIRST, Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1, Quantity.ENERGY_IMPORT);
        long later = TimeUnit.SECONDS.toNanos(10);
        List<Publication> first = acknowledged(discovery.messages(sent(UNNAMED, Quantity.POWER_IMPORT), later));
        assertThat(first).hasSize(1).noneMatch(message -> message.payload().length == 0);
        assertThat(text(first)).contains("p1_house_energy_import_total_kwh", "p1_house_voltage_l1_v",
                "\"serial_number\":\"7359992800000001\"", "\"model\":\"" + TITLE + "\"");
        assertThat(acknowledged(discovery.messages(sent(FIRST, Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1), 2 * later))).isEmpty();
    }

    @Test
    void aMeterExchangedMeanwhileIsAnnouncedWithItsOwnEntitiesWhenItsNumberComes() {
        HomeAssistantDiscovery discovery = restarted(FIRST, Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1);
        long later = TimeUnit.SECONDS.toNanos(10);
        acknowledged(discovery.messages(sent(UNNAMED, Quantity.POWER_IMPORT), later));
        List<Publication> exchanged = acknowledged(discovery.messages(sent(SECOND, Quantity.POWER_IMPORT), 2 * later));
        assertThat(text(exchanged)).contains("\"serial_number\":\"7359992800000002\"").doesNotContain("voltage_l1_v");
    }

    @Test
    void anyNameOfAMeterIsTheSameAfterARestart() {
        for (Announced announced : List.of(new Announced("DSMR 5, ISK5\\2M550 = \u00e9", "E0047", List.of("tariff")),
                new Announced("", null, List.of()))) {
            Path file = state.resolve("home-assistant.properties");
            announced.remember(new FileStateStore(file, "announcements"), "p1_house");
            assertThat(Announced.recall(new FileStateStore(file, "announcements"), "p1_house")).isEqualTo(announced);
        }
    }

    @Test
    void whatARunWithoutTheNumberLeftIsOfTheSameMeter() {
        HomeAssistantDiscovery discovery = restarted(UNNAMED, Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1);
        List<Publication> messages = acknowledged(discovery.messages(sent(FIRST, Quantity.POWER_IMPORT), TimeUnit.SECONDS.toNanos(10)));
        assertThat(text(messages)).contains("p1_house_voltage_l1_v", "\"serial_number\":\"7359992800000001\"");
        assertThat(messages).noneMatch(message -> message.payload().length == 0);
    }

    @Test
    void aDeviceIsMadeAgainOnlyWhenSomethingOfItHasChanged() {
        DiscoveryDevice first = of(FIRST, Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1);
        assertThat(of(FIRST, Quantity.POWER_IMPORT)).isSameAs(first);
        assertThat(of(UNNAMED, Quantity.VOLTAGE_L1)).isSameAs(first);
        assertThat(ids(of(FIRST, Quantity.CURRENT_L1))).contains("power_import_w", "voltage_l1_v", "current_l1_a");
    }
}
