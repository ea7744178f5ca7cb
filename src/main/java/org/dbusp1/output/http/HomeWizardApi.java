package org.dbusp1.output.http;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Message.Details.RunningPeak;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.GridMeter;
import org.dbusp1.metering.GridMeter.Part;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * The local API, version 1, of HomeWizard's P1 meter (its public documentation, "P1 Meter"), for clients that know only this API.
 * Absent values have no field; two keys are misspelt as in the original. Ids are made of the meter's key and the installation's secret:
 * stable, and nobody finds the meter's number in them.
 */
final class HomeWizardApi {
    static final String PRODUCT_TYPE = "HWE-P1";
    static final String PRODUCT_NAME = "P1 Meter (emulated by dbus-p1)";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyMMddHHmmss");
    private static final int INTERNAL_ERROR = 901;
    private static final String NO_WIFI = "dbus-p1, no Wi-Fi";
    private static final String SILENT = "no telegrams come from the meter";
    private static final String UNKNOWN_CURRENT = "a current is unknown: it was there, and is missing, or cannot be true";
    /** What is answered by this API, and what a client is told while it is awaited. Clients protect a fuse by the currents. */
    private static final Map<Part, String> AWAITED = new EnumMap<>(Map.of(
            Part.POWER, "the net power is unknown: none has come yet, the meter's power cannot be true, or its export has not come",
            Part.LONG_LIST, "the meter's list with its currents, or with all its phases, has not come yet",
            Part.CURRENTS, UNKNOWN_CURRENT,
            Part.WITHHELD_CURRENTS, UNKNOWN_CURRENT,
            Part.COUNTERS, "the counters are unknown: the meter's number, or its list of each hour, has not come yet"));
    /** Of a dongle next to its router, in percent: some clients show nothing without this key. */
    private static final int FULL_STRENGTH = 100;

    static final Map<Quantity, String> KEYS = new EnumMap<>(Map.ofEntries(
            Map.entry(Quantity.TARIFF, "active_tariff"),
            Map.entry(Quantity.ENERGY_IMPORT, "total_power_import_kwh"),
            Map.entry(Quantity.ENERGY_IMPORT_T1, "total_power_import_t1_kwh"),
            Map.entry(Quantity.ENERGY_IMPORT_T2, "total_power_import_t2_kwh"),
            Map.entry(Quantity.ENERGY_IMPORT_T3, "total_power_import_t3_kwh"),
            Map.entry(Quantity.ENERGY_IMPORT_T4, "total_power_import_t4_kwh"),
            Map.entry(Quantity.ENERGY_EXPORT, "total_power_export_kwh"),
            Map.entry(Quantity.ENERGY_EXPORT_T1, "total_power_export_t1_kwh"),
            Map.entry(Quantity.ENERGY_EXPORT_T2, "total_power_export_t2_kwh"),
            Map.entry(Quantity.ENERGY_EXPORT_T3, "total_power_export_t3_kwh"),
            Map.entry(Quantity.ENERGY_EXPORT_T4, "total_power_export_t4_kwh"),
            Map.entry(Quantity.POWER_NET, "active_power_w"),
            Map.entry(Quantity.POWER_L1, "active_power_l1_w"),
            Map.entry(Quantity.POWER_L2, "active_power_l2_w"),
            Map.entry(Quantity.POWER_L3, "active_power_l3_w"),
            Map.entry(Quantity.VOLTAGE_L1, "active_voltage_l1_v"),
            Map.entry(Quantity.VOLTAGE_L2, "active_voltage_l2_v"),
            Map.entry(Quantity.VOLTAGE_L3, "active_voltage_l3_v"),
            Map.entry(Quantity.CURRENT_L1, "active_current_l1_a"),
            Map.entry(Quantity.CURRENT_L2, "active_current_l2_a"),
            Map.entry(Quantity.CURRENT_L3, "active_current_l3_a"),
            Map.entry(Quantity.FREQUENCY, "active_frequency_hz"),
            Map.entry(Quantity.VOLTAGE_SAGS_L1, "voltage_sag_l1_count"),
            Map.entry(Quantity.VOLTAGE_SAGS_L2, "voltage_sag_l2_count"),
            Map.entry(Quantity.VOLTAGE_SAGS_L3, "voltage_sag_l3_count"),
            Map.entry(Quantity.VOLTAGE_SWELLS_L1, "voltage_swell_l1_count"),
            Map.entry(Quantity.VOLTAGE_SWELLS_L2, "voltage_swell_l2_count"),
            Map.entry(Quantity.VOLTAGE_SWELLS_L3, "voltage_swell_l3_count"),
            Map.entry(Quantity.POWER_FAILURES, "any_power_fail_count"),
            Map.entry(Quantity.LONG_POWER_FAILURES, "long_power_fail_count"),
            Map.entry(Quantity.DEMAND_IMPORT, "active_power_average_w"),
            Map.entry(Quantity.PEAK_IMPORT, "montly_power_peak_w")));

    /** HomeWizard's meter has whole watts: Domoticz' plugin reads 1470.27 as 147027. */
    private static final Set<Quantity> WHOLE = EnumSet.of(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);
    private static final Map<Medium, String> TYPES = Map.of(Medium.GAS, "gas_meter", Medium.WATER, "water_meter",
            Medium.HOT_WATER, "warm_water_meter", Medium.HEAT, "heat_meter");

    private final InstallationSecret secret;

    HomeWizardApi(InstallationSecret secret) {
        this.secret = secret;
    }

    Response device(LiveState state) {
        Snapshot last = state.lastSnapshot();
        String serial = last == null ? null : serial(last.key());
        if (serial == null) {
            return error(last == null ? SILENT : "the file of ids cannot be read; see the log");
        }
        return Response.json(json -> {
            json.writeStringField("product_type", PRODUCT_TYPE);
            json.writeStringField("product_name", PRODUCT_NAME);
            json.writeStringField("serial", serial);
            json.writeStringField("firmware_version", "5.18");
            json.writeStringField("api_version", "v1");
        });
    }

    Response data(LiveState state) {
        Snapshot now = state.validSnapshot();
        if (now == null) {
            return error(SILENT);
        }
        Part awaited = now.grid().awaited(AWAITED.keySet());
        return awaited == null ? Response.json(json -> data(json, now)) : error(Objects.requireNonNull(AWAITED.get(awaited)));
    }

    static Response system() {
        return Response.json(json -> json.writeBooleanField("cloud_enabled", false));
    }

    /** Returns the answer to {@code PUT /api/v1/identify}, for which HomeWizard's meter blinks. */
    static Response identify() {
        return Response.json(json -> json.writeStringField("identify", "ok"));
    }

    private static Response error(String description) {
        return Response.json(json -> json.object("error", error -> {
            error.writeNumberField("id", INTERNAL_ERROR);
            error.writeStringField("description", description);
        })).withStatus(503);
    }

    private void data(JsonWriter json, Snapshot now) throws IOException {
        Values values = shown(now.grid());
        // Clients recognise the API's version by this key: without the key they look for the names of version 2.
        json.writeStringField("wifi_ssid", NO_WIFI);
        json.writeNumberField("wifi_strength", FULL_STRENGTH);
        json.text("unique_id", id(now.key().text()));
        String version = now.reading().meter().version();
        json.number("smr_version", version != null && version.matches("[0-9]{1,9}") ? Integer.parseInt(version) : null);
        json.writeStringField("meter_model", PublicTexts.identification(now.reading().meter()));
        for (Quantity quantity : values.present()) {
            if (KEYS.containsKey(quantity) && !isOtherTariff(quantity, values)) {
                BigDecimal value = values.decimal(quantity);
                json.writeNumberField(KEYS.get(quantity), WHOLE.contains(quantity) ? value.setScale(0, RoundingMode.HALF_UP) : value);
            }
        }
        onlyTariff(json, values, Quantity.ENERGY_IMPORT, Quantity.ENERGY_IMPORT_T1);
        onlyTariff(json, values, Quantity.ENERGY_EXPORT, Quantity.ENERGY_EXPORT_T1);
        if (now.grid().hasOnePhase() && values.has(Quantity.CURRENT_L1)) {
            // SmartEVSE reads no other current of a meter of one phase.
            json.writeNumberField("active_current_a", values.decimal(Quantity.CURRENT_L1).abs());
        }
        RunningPeak runningPeak = now.reading().message().details().peakImport();
        json.number("montly_power_peak_timestamp", runningPeak == null || runningPeak.time() == null ? null
                : stamp(runningPeak.time()));
        devices(json, now);
    }

    /**
     * Returns what a grid meter shows; but the total of several phases is on none of them: by the power of L1, SmartEVSE would give the
     * current of L1 a direction. A phase that never has a current has 0 A: SmartEVSE counts the currents, and reads the first so many.
     */
    private static Values shown(GridMeter grid) {
        Values.Builder shown = new Values.Builder().setAll(grid.values());
        grid.assumedCounters().forEach(shown::withhold);
        if (grid.power(Phase.L1) == null) {
            shown.withhold(Quantity.POWER_L1);
        }
        for (Phase phase : Phase.ALL) {
            Long current = grid.withoutCurrent().contains(phase) ? Long.valueOf(0) : grid.current(phase);
            if (current != null) {
                shown.set(phase.current(), current);
            }
        }
        return shown.build();
    }

    private static boolean isOtherTariff(Quantity quantity, Values values) {
        return quantity == Quantity.TARIFF && (values.scaled(quantity) < 1 || values.scaled(quantity) > 4);
    }

    /** Writes the total of a meter without tariffs as tariff 1, because clients add up the tariffs. */
    private static void onlyTariff(JsonWriter json, Values values, Quantity total, Quantity first) throws IOException {
        if (values.has(total) && !values.has(first)) {
            json.writeNumberField(KEYS.get(first), values.decimal(total));
        }
    }

    private void devices(JsonWriter json, Snapshot now) throws IOException {
        MBusDevice gas = now.published().meter(Medium.GAS).orElse(null);
        CounterReading gasReading = gas == null ? null : gas.reading();
        if (gas != null && gasReading != null && gasReading.cubicMeters().isPresent()) {
            json.writeNumberField("total_gas_m3", gasReading.cubicMeters().get());
            if (gasReading.time() != null) {
                json.writeNumberField("gas_timestamp", stamp(gasReading.time()));
            }
            json.text("gas_unique_id", id(now.key() + "/" + gas.channel()));
        }
        json.array("external", now.published().devices().stream().filter(device ->
                // Clients need the time of each device.
                TYPES.containsKey(device.medium()) && device.reading() != null && device.reading().time() != null
                ).toList(), (items, device) -> {
            CounterReading counter = Objects.requireNonNull(device.reading());
            Optional<BigDecimal> volume = counter.cubicMeters();
            items.object(fields -> {
                fields.text("unique_id", id(now.key() + "/" + device.channel()));
                fields.writeStringField("type", TYPES.get(device.medium()));
                fields.writeNumberField("timestamp", stamp(Objects.requireNonNull(counter.time())));
                fields.writeNumberField("value", volume.orElse(counter.value()));
                fields.writeStringField("unit", volume.isPresent() ? "m3" : counter.unit());
            });
        });
    }

    private static long stamp(Stamp stamp) {
        return Long.parseLong(STAMP.format(OffsetDateTime.ofInstant(stamp.instant(), ZoneOffset.ofTotalSeconds(stamp.offsetSeconds()))));
    }

    /** Returns twelve hex digits, a locally administered MAC address, which no device has; null while there are no ids. */
    @Nullable String serial(MeterKey key) {
        String id = id(key.text());
        return id == null ? null : "02" + id.substring(0, 10);
    }

    /** Returns 32 hex digits; null while there are no ids. */
    private @Nullable String id(String name) {
        String id = secret.id(name);
        return id == null ? null : id.substring(0, 32);
    }
}
