package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dbusp1.Snapshots;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.TestDemand;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.Fact;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.QuantityFacts;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.ValueFormat;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.TestDriverState;
import org.dbusp1.output.mqtt.HomeAssistantDiscovery.Announcement;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Home Assistant's rules for announcements of sensors, as its MQTT integration and its sensor platform check them. */
class DiscoveryRulesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** By the id of a sensor; the counters of M-Bus devices have their own. */
    private static final Map<String, ValueFormat> FORMATS = Stream.concat(QuantityFacts.ALL.stream(), NativeTable.facts(Stream.of("mqtt", "http")))
            .collect(Collectors.toMap(Fact::topic, Fact::format));
    private static final DiscoveryDevice.CommonFields FRAME = new DiscoveryDevice.CommonFields("dbus-p1/house/status", "1.0", 60);

    /** Units that a device class allows; an empty text for none. */
    private static final Map<String, Set<String>> UNITS = Map.ofEntries(
            Map.entry("energy", Set.of("Wh", "kWh", "MWh", "MJ", "GJ")), Map.entry("power", Set.of("W", "kW")),
            Map.entry("voltage", Set.of("V")), Map.entry("current", Set.of("A")), Map.entry("frequency", Set.of("Hz")),
            Map.entry("reactive_power", Set.of("var")), Map.entry("apparent_power", Set.of("VA")),
            Map.entry("power_factor", Set.of("", "%")), Map.entry("gas", Set.of("m\u00b3")),
            Map.entry("water", Set.of("m\u00b3")), Map.entry("enum", Set.of("")), Map.entry("timestamp", Set.of("")));
    private static final DemandConfig FLANDERS = new DemandConfig(Tariff.named("flanders"), 2_500L);
    private static final Set<String> COUNTED = Set.of("energy", "gas", "water");
    private static final Set<String> STATELESS = Set.of("enum", "timestamp");
    private static final Set<String> FIELDS = Set.of("name", "unique_id", "value_template", "device_class",
            "state_class", "unit_of_measurement", "entity_category", "suggested_display_precision", "expire_after", "options",
            "enabled_by_default");
    private static final Set<String> DEVICE_FIELDS = Set.of("identifiers", "name", "model", "serial_number", "via_device");

    static Stream<String> dialects() {
        // An encrypted meter, once decrypted, sends the same as others of its make.
        return Dialects.all().stream().map(SimulatedDialect::name).filter(name -> !name.equals("han-kaifa-at"));
    }

    private static List<DiscoveryDevice> announcements(String dialect) {
        Snapshot snapshot = SampleMeter.house(dialect, "house", dialect.equals("emucs17") ? FLANDERS
                : new DemandConfig(null, 2_500L)).next();
        return new DiscoveryDevices(TestDriverState.empty(), null).of(snapshot, "dbus-p1/house");
    }

    private static JsonNode json(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void aDemandTariffKeepsItsSensorsWhileAFigureIsAbsent() {
        Snapshot snapshot = SampleMeter.house("emucs17", "house", FLANDERS).next();
        DiscoveryDevices devices = new DiscoveryDevices(TestDriverState.empty(), null);
        List<String> ids = ids(devices.of(snapshot, "dbus-p1/house"));
        Demand window = snapshot.demand();
        Snapshot without = Snapshots.like(snapshot).demand(TestDemand.window(window.start(), window.window(), 0L, null, null)).take();
        assertThat(ids(devices.of(without, "dbus-p1/house"))).contains("demand_bill_w", "demand_peak_1_time").isEqualTo(ids);
    }

    /** The standard promises a telegram every 4 s; that the meter is asked once a minute is known after some telegrams. */
    @Test
    void measurementsOfASlowMeterDoNotExpireBetweenItsTelegrams() {
        Snapshot first = SampleMeter.house("dsmr50").next();
        HomeAssistantDiscovery discovery = new HomeAssistantDiscovery(FRAME, first.key(), "dbus-p1/house",
                TestDriverState.empty(),
                StateStore.NONE);
        discovery.connected();
        long now = 1;
        assertThat(expiry(discovery.messages(SampleMeter.every(4, first), now))).isEqualTo(60);
        assertThat(discovery.messages(SampleMeter.every(20, first), now)).isEmpty();
        assertThat(expiry(discovery.messages(SampleMeter.every(60, first), now))).isEqualTo(360);
        assertThat(discovery.messages(SampleMeter.every(61, first), now)).isEmpty();
        assertThat(discovery.messages(SampleMeter.every(4, first), now)).isEmpty();
    }

    private static long expiry(List<Announcement> messages) {
        return json(messages.get(0).message().payload()).at("/components/power_net_w/expire_after").asLong();
    }

    private static List<String> ids(List<DiscoveryDevice> devices) {
        return devices.get(0).entities().stream().map(Entity::id).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theIntervalForEssIsEnabledOnlyWhereEssMayUseTheMeter(boolean onBus) {
        DriverState driver = TestDriverState.empty();
        driver.onBus(onBus);
        // After some telegrams the interval is measured.
        Snapshot measured = Stream.generate(SampleMeter.house("dsmr50")::next).limit(10).reduce((earlier, later) -> later).orElseThrow();
        assertThat(new DiscoveryDevices(driver, null).of(measured, "dbus-p1/house").get(0).entities())
                .filteredOn(entity -> entity.id().equals("line_grade")).singleElement()
                .extracting(Entity::enabledByDefault).isEqualTo(onBus);
    }

    @Test
    void everySensorReadsAFieldThatTheStateHas() {
        Snapshot snapshot = SampleMeter.house("emucs171").next();
        JsonNode state = json(NativeTable.state(snapshot, Fact.SnapshotInput.of(snapshot, TestDriverState.empty())));
        assertThat(new DiscoveryDevices(TestDriverState.empty(), null).of(snapshot, "dbus-p1/house").get(0).entities())
                // Absent while no window needs a limit.
                .filteredOn(entity -> entity.platform().equals("sensor") && !entity.fieldOrTopic().equals("demand_allowed_w"))
                .isNotEmpty().allMatch(entity -> state.has(entity.fieldOrTopic()));
    }

    @Test
    void aReplacedGasMeterOnAnotherChannelKeepsItsIds() {
        DiscoveryDevices devices = new DiscoveryDevices(TestDriverState.empty(), null);
        DiscoveryDevice old = gas(devices, SampleMeter.house("dsmr50"),
                "0-1:24.1.0(003)", "0-1:96.1.0(41)", "0-1:24.2.1(260115200500W)(02113.450*m3)");
        // After a restart: the old one stays in the telegrams, and reports no more.
        DiscoveryDevice young = gas(devices, SampleMeter.house("dsmr50"), "0-1:24.1.0(003)", "0-1:96.1.0(41)", "0-1:24.2.1()()",
                "0-2:24.1.0(003)", "0-2:96.1.0(4230303030303031)", "0-2:24.2.1(260115210500W)(00000.001*m3)");
        assertThat(old.stateTopic()).isEqualTo("dbus-p1/house/mbus/1/state");
        assertThat(young).usingRecursiveComparison().ignoringFields("model", "serial", "stateTopic").isEqualTo(old);
        assertThat(young.stateTopic()).isEqualTo("dbus-p1/house/mbus/2/state");
        assertThat(young.serial()).isEqualTo("B0000001");
    }

    /** Its topic by channel has another medium then: the entity would show cubic metres of gas as water. */
    @Test
    void aDeviceIsRemovedBeforeOneOfAnotherMediumHasItsChannel() {
        SampleMeter house = SampleMeter.house("dsmr50");
        HomeAssistantDiscovery discovery = run(new MapMemory());
        Snapshot water = sent(house, "0-2:24.1.0(007)", "0-2:96.1.0(41)", "0-2:24.2.1(260115200500W)(00088.250*m3)");
        List<Announcement> first = discovery.messages(water, 1);
        assertThat(topics(first)).contains("homeassistant/device/p1_house_water/config");
        first.forEach(message -> message.acknowledged().run());
        // Another device has to last a minute.
        Snapshot gas = water;
        for (int second = 0; second <= 61; second++) {
            gas = sent(house, "0-2:24.1.0(003)", "0-2:96.1.0(42)", "0-2:24.2.1(260115200500W)(02113.450*m3)");
        }
        List<Announcement> later = discovery.messages(gas, 2);
        assertThat(later.get(0).message()).extracting(Publication::topic, message -> message.payload().length, Publication::retain)
                .containsExactly("homeassistant/device/p1_house_water/config", 0, true);
        assertThat(topics(later)).contains("homeassistant/device/p1_house_gas/config");
        assertThat(discovery.messages(gas, 3)).isEmpty();
        discovery.connected();
        List<Announcement> again = discovery.messages(gas, 4);
        assertThat(removals(again)).as("not acknowledged").containsExactly("homeassistant/device/p1_house_water/config");
        again.forEach(message -> message.acknowledged().run());
        discovery.connected();
        assertThat(removals(discovery.messages(gas, 5))).as("acknowledged").isEmpty();
    }

    private static final String[] GAS_ON_1 = {"0-1:24.1.0(003)", "0-1:96.1.0(42)", "0-1:24.2.1(260115200500W)(02113.450*m3)"};
    private static final String WATER_ON_2 = "0-2:24.1.0(007)\r\n0-2:96.1.0(41)\r\n0-2:24.2.1(260115200500W)(00088.250*m3)";

    private static HomeAssistantDiscovery run(StateStore store) {
        HomeAssistantDiscovery discovery = new HomeAssistantDiscovery(FRAME, new MeterKey("house"), "dbus-p1/house",
                TestDriverState.empty(), store);
        discovery.connected();
        return discovery;
    }

    /** Returns what an earlier run with a gas meter on channel 1 and a water meter on channel 2 has left. */
    private static MapMemory left() {
        MapMemory store = new MapMemory();
        run(store).messages(sent(SampleMeter.house("dsmr50"), String.join("\r\n", GAS_ON_1), WATER_ON_2), 0)
                .forEach(message -> message.acknowledged().run());
        assertThat(store.kept).containsOnlyKeys("p1_house", "p1_house_gas", "p1_house_water");
        return store;
    }

    private static List<String> removals(List<Announcement> messages) {
        return messages.stream().map(Announcement::message).filter(message -> message.payload().length == 0).map(Publication::topic).toList();
    }

    /** The owner deletes it there: after a power cut meters leave out a device, or its counter, until it has reported. */
    @ParameterizedTest
    @ValueSource(strings = {WATER_ON_2, "0-2:24.1.0(007)\r\n0-2:96.1.0(41)\r\n0-2:24.2.1()()", "0-2:24.1.0(003)\r\n0-2:24.2.1()()",
        "0-1:24.1.0(003)\r\n0-1:96.1.0(43)\r\n0-1:24.2.1(260115200500W)(00001.000*m3)", "0-0:96.14.0(0001)"})
    void aDeviceThatIsGoneIsNeitherRemovedNorAnnounced(String lines) {
        HomeAssistantDiscovery discovery = run(left());
        Snapshot without = sent(SampleMeter.house("dsmr50"), lines);
        Set<String> reporting = without.published().numberedDevices().stream()
                .map(device -> DiscoveryDevice.id(without.key(), device.device().medium(), device.number())).collect(Collectors.toSet());
        for (long hours : new long[] {0, 27, 1_000}) {
            discovery.connected();
            List<Announcement> messages = discovery.messages(without, TimeUnit.HOURS.toNanos(hours));
            assertThat(removals(messages)).isEmpty();
            assertThat(topics(messages)).contains(DiscoveryDevice.topic("p1_house"));
            assertThat(topics(messages).stream().filter(topic -> topic.matches(".*_(gas|water)/config")))
                    .isSubsetOf(reporting.stream().map(DiscoveryDevice::topic).toList());
        }
    }

    /** Its topic by channel has another medium from now on. */
    @Test
    void aDeviceOfAnEarlierRunIsRemovedWhenItsChannelHasAnotherMedium() {
        HomeAssistantDiscovery discovery = run(left());
        List<Announcement> exchanged = discovery.messages(sent(SampleMeter.house("dsmr50"),
                "0-2:24.1.0(003)", "0-2:96.1.0(42)", "0-2:24.2.1(260115200500W)(02113.450*m3)"), 1);
        assertThat(removals(exchanged)).containsExactly("homeassistant/device/p1_house_water/config");
        assertThat(topics(exchanged)).contains("homeassistant/device/p1_house_gas/config");
    }

    @Test
    void aDeviceWithoutACounterHasNoNumberAndIsNotAnnounced() {
        List<Announcement> messages = run(StateStore.NONE).messages(sent(SampleMeter.house("dsmr50"), "0-1:24.1.0(003)",
                "0-1:96.1.0(41)", "0-1:24.2.1(632525252525S)(00000.000)", "0-2:24.1.0(003)", "0-2:96.1.0(42)",
                "0-2:24.2.1(260115200500W)(02113.450*m3)"), 1);
        assertThat(topics(messages)).containsExactly("homeassistant/device/p1_house/config", "homeassistant/device/p1_house_gas/config");
        assertThat(new String(messages.get(1).message().payload(), StandardCharsets.UTF_8)).contains("dbus-p1/house/mbus/2/state");
    }

    /** Each announcement is written by the broker, and read by all of its clients. */
    @ParameterizedTest
    @CsvSource({"'', 1", "number, 1", "no number, 1", "medium, 1", "counter, 1", "absent, 1", "unit, 1", "time, 1", "exchanged, 2"})
    void aDeviceThatChangesInEachSecondTelegramIsAnnouncedOnce(String what, int announcements) {
        HomeAssistantDiscovery discovery = run(StateStore.NONE);
        SampleMeter house = SampleMeter.house("dsmr50");
        Set<String> announced = new LinkedHashSet<>();
        for (int second = 0; second < 90; second++) {
            boolean other = second % 2 == 1;
            String number = what.equals("number") && other || what.equals("exchanged") && second > 10 ? "43" : "42";
            String time = String.format(Locale.ROOT, "(26011520%02d%02dW)", second / 60, second % 60);
            String gas = "0-1:24.1.0(" + (what.equals("medium") && other ? "007" : "003") + ")\r\n"
                    + (what.equals("no number") && other ? "" : "0-1:96.1.0(" + number + ")\r\n")
                    + (what.equals("time") && other ? "0-1:24.2.3" : "0-1:24.2.1" + time)
                    + (what.equals("unit") && other ? "(02113.450*kWh)" : what.equals("counter") && other ? "(00013.450*m3)" : "(02113.450*m3)");
            Snapshot snapshot = sent(house, (what.equals("absent") || what.equals("exchanged") && second > 80) && other ? "0-0:96.14.0(0001)" : gas);
            discovery.messages(snapshot, second).stream().map(Announcement::message)
                    .filter(message -> !message.topic().equals(DiscoveryDevice.topic("p1_house")))
                    .forEach(message -> announced.add(new String(message.payload(), StandardCharsets.UTF_8)));
        }
        assertThat(announced).hasSize(announcements);
    }

    private static List<String> topics(List<Announcement> messages) {
        return messages.stream().map(Announcement::message).filter(message -> message.payload().length > 0).map(Publication::topic).toList();
    }

    private static Snapshot sent(SampleMeter house, String... lines) {
        String text = TestTelegram.dsmr5("1-0:1.7.0(00.500*kW)", String.join("\r\n", lines));
        return house.sent(text.getBytes(StandardCharsets.ISO_8859_1)).orElseThrow();
    }

    private static DiscoveryDevice gas(DiscoveryDevices devices, SampleMeter house, String... lines) {
        Snapshot sent = house.sent(TestTelegram.dsmr5(lines).getBytes(StandardCharsets.ISO_8859_1)).orElseThrow();
        return devices.of(sent, "dbus-p1/house").stream().filter(device -> device.id().equals("p1_house_gas")).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aDeviceFollowsTheRules(String dialect) {
        Set<String> ids = new HashSet<>();
        for (DiscoveryDevice device : announcements(dialect)) {
            JsonNode payload = json(device.message(FRAME).payload());
            assertThat(names(payload)).containsExactlyInAnyOrder("device", "origin", "components", "state_topic", "availability_topic");
            head(payload);
            assertThat(DiscoveryDevice.topic(device.id())).matches("homeassistant/device/[a-zA-Z0-9_-]+/config");
            assertThat(payload.get("components")).isNotEmpty();
            payload.get("components").properties().forEach(component -> {
                assertThat(component.getKey()).matches("[a-zA-Z0-9_-]+");
                if (component.getKey().equals("event")) {
                    assertThat(component.getValue().get("platform").asText()).isEqualTo("event");
                    event(component.getValue(), "platform", "state_topic");
                } else {
                    assertThat(component.getValue().get("platform").asText()).isEqualTo("sensor");
                    sensor(component.getKey(), component.getValue(), payload.at("/device/name").asText(), "platform");
                }
                assertThat(ids.add(component.getValue().get("unique_id").asText())).as("unique").isTrue();
            });
            energyIsOfferedOnce(payload.get("components"), "energy_import");
            energyIsOfferedOnce(payload.get("components"), "energy_export");
        }
    }

    /** With a total and its tariffs the energy dashboard would count twice. */
    private static void energyIsOfferedOnce(JsonNode components, String direction) {
        List<String> counters = names(components).stream().filter(name -> name.startsWith(direction)).toList();
        assertThat(counters.stream().filter(name -> components.get(name).path("enabled_by_default").asBoolean(true)))
                .hasSize(counters.isEmpty() ? 0 : 1);
    }

    @Test
    void everyQuantityFollowsThem() {
        List<String> names = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            DiscoveryDevice device = new DiscoveryDevice("p1_house", "Smart meter", null, "any", null,
                    null, "dbus-p1/house/state", List.of(NativeTable.sensor(quantity, 2)));
            JsonNode sensor = json(device.message(FRAME).payload()).get("components").get(quantity.key());
            sensor(quantity.key(), sensor, "Smart meter", "platform");
            names.add(sensor.get("name").asText());
        }
        assertThat(names).doesNotHaveDuplicates().hasSize(EnumSet.allOf(Quantity.class).size());
    }

    /** Checks what every announcement holds about the device and about its origin. */
    private static void head(JsonNode payload) {
        JsonNode device = payload.get("device");
        assertThat(DEVICE_FIELDS).containsAll(names(device));
        assertThat(device.get("identifiers")).hasSize(1);
        device.properties().forEach(field -> assertThat(
                field.getValue().isTextual() || field.getKey().equals("identifiers")).as(field.getKey()).isTrue());
        assertThat(payload.at("/origin/name").asText()).isNotEmpty();
        assertThat(names(payload.get("origin"))).containsExactlyInAnyOrder("name", "sw_version");
        for (String topic : List.of("state_topic", "availability_topic")) {
            assertThat(payload.get(topic).asText()).matches(Topics::isRoot);
        }
    }

    /** An event of Home Assistant needs its types, and no value. */
    private static void event(JsonNode event, String... besides) {
        Set<String> fields = names(event);
        fields.removeAll(Set.of(besides));
        assertThat(fields).containsExactlyInAnyOrder("name", "unique_id", "event_types", "availability_template", "entity_category");
        assertThat(event.get("state_topic").asText()).isEqualTo("dbus-p1/house/event");
        assertThat(event.get("event_types")).isNotEmpty();
    }

    /** The state class of what has no device class: a text has none, and what never falls is a counter. */
    private static String stateClass(ValueFormat format) {
        return switch (format) {
            case TEXT, HEX, LIST, TEXTS, CUBIC_METER -> "";
            case TOTAL, COUNTER, KILOVAR_HOUR -> "total_increasing";
            default -> "measurement";
        };
    }

    private static void sensor(String id, JsonNode sensor, String deviceName, String... besides) {
        Set<String> fields = names(sensor);
        fields.removeAll(Set.of(besides));
        assertThat(FIELDS).containsAll(fields);
        assertThat(fields).contains("name", "unique_id", "value_template");
        assertThat(sensor.get("name").asText().toLowerCase(Locale.ROOT)).doesNotStartWith(deviceName.toLowerCase(Locale.ROOT));
        String deviceClass = sensor.path("device_class").asText();
        String stateClass = sensor.path("state_class").asText();
        String unit = sensor.path("unit_of_measurement").asText();
        if (!deviceClass.isEmpty()) {
            assertThat(UNITS).containsKey(deviceClass);
            assertThat(UNITS.get(deviceClass)).as(sensor.toString()).contains(unit);
            assertThat(stateClass).isEqualTo(STATELESS.contains(deviceClass) ? ""
                    : COUNTED.contains(deviceClass) ? "total_increasing" : "measurement");
        } else {
            assertThat(stateClass).as(id).isEqualTo(stateClass(FORMATS.getOrDefault(id, ValueFormat.COUNTER)));
        }
        assertThat(sensor.has("options")).isEqualTo(deviceClass.equals("enum"));
        assertThat(StreamSupport.stream(sensor.path("options").spliterator(), false).allMatch(JsonNode::isTextual)).isTrue();
        assertThat(sensor.path("entity_category").asText()).isIn("", "diagnostic");
        assertThat(sensor.path("expire_after").asInt(1)).isPositive();
        assertThat(sensor.path("suggested_display_precision").asInt(0)).isNotNegative();
    }
}
