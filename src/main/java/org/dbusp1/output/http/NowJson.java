package org.dbusp1.output.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.Event;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.Texts;
import org.dbusp1.output.http.LiveStream.LiveState;

/**
 * {@code /api/now}, and each event of {@code /api/live}. Values that the meter did not send, and all its values once
 * they are no longer valid, are left out. Numbers that identify a meter or an M-Bus device are left out too.
 */
final class NowJson {
    private NowJson() {
    }

    /**
     * Returns the state of a meter as one object.
     *
     * @param events as {@link #events} returns them
     * @param zone   the time zone of the meter's clock; empty: that of its dialect, once it is known
     */
    static byte[] of(LiveState state, String events, EssVerdict ess, Optional<ZoneId> zone) {
        return JsonWriter.of(json -> {
            json.writeBooleanField("online", state.online());
            json.writeStringField("since", seconds(state.since()));
            if (state.snapshot().isPresent()) {
                Snapshot last = state.snapshot().get();
                json.writeStringField("arrival", seconds(last.arrival()));
                json.writeNumberField("interval", Math.round(last.interval().toMillis() / 100.0) / 10.0);
                json.writeNumberField("valid_for", Math.round(last.validFor().toMillis() / 100.0) / 10.0);
                json.writeStringField("meter", last.reading().meter().dialect().title());
            }
            json.text("zone", zone.or(() -> state.snapshot().map(last -> last.reading().meter().dialect().zone())).map(ZoneId::getId));
            if (state.current().isPresent()) {
                current(json, state.current().get());
            }
            json.object("line", line -> line(line, state));
            if (!ess.equals(EssVerdict.UNKNOWN)) {
                json.object("ess", fields -> ess(fields, ess));
            }
            json.writeFieldName("events");
            json.writeRawValue(events);
        });
    }

    /** Returns events as a JSON array, each with its text in the languages of the page. */
    static String events(List<Event> events) {
        return events.stream().map(event -> new String(JsonWriter.of(json -> {
            event.write(json);
            json.object("texts", texts -> {
                for (String language : Texts.LANGUAGES) {
                    texts.writeStringField(language, event.text(language));
                }
            });
        }), StandardCharsets.UTF_8)).collect(Collectors.joining(",", "[", "]"));
    }

    private static void ess(JsonWriter json, EssVerdict ess) throws IOException {
        json.writeStringField("state", ess.state().key());
        json.writeBooleanField("wrong", ess.state().wrong());
        json.writeStringField("text", ess.text());
        json.writeBooleanField("peak_shaving", ess.peakShaving());
        json.text("remedy", Optional.of(ess.remedy()).filter(remedy -> !remedy.isEmpty()));
        if (ess.between().isPresent()) {
            EssVerdict.Between doing = ess.between().get();
            json.object("between", fields -> {
                fields.writeStringField("state", doing.state().key());
                fields.writeStringField("text", doing.text());
                fields.writeNumberField("moves", doing.moves());
                if (doing.ageMillis().isPresent()) {
                    fields.writeNumberField("age_s", doing.ageMillis().getAsLong() / 1_000.0);
                }
                for (int phase = 1; phase <= doing.gains().size(); phase++) {
                    fields.number("gain_l" + phase + "_percent", doing.gains().get(phase - 1));
                }
                fields.number("missed_w", doing.missedWatts());
                fields.number("missed_by_plain_w", doing.missedByPlainWatts());
            });
        }
        if (ess.regulation().isPresent()) {
            EssVerdict.Regulation regulation = ess.regulation().get();
            json.object("regulation", fields -> {
                fields.writeNumberField("steps", regulation.steps());
                fields.writeNumberField("delay_s", regulation.delayMillis() / 1_000.0);
                fields.writeNumberField("overshoot_percent", regulation.overshootPercent());
                fields.number("bought_and_sold_wh_a_day", regulation.wattHoursADay());
            });
        }
    }

    private static void current(JsonWriter json, Snapshot now) throws IOException {
        Reading reading = now.reading();
        json.text("time", reading.time());
        json.object("values", values -> {
            for (Quantity quantity : now.values().present()) {
                values.writeNumberField(quantity.key(), now.values().decimal(quantity));
            }
        });
        json.object("rates", rates -> rates(rates, reading.meter().dialect(), now.values()));
        json.array("devices", now.devices(), (items, device) -> items.object(fields -> device(fields, device)));
        if (now.demand().isPresent()) {
            json.object("demand", fields -> demand(fields, now.demand().get()));
        }
        json.array("withheld", now.withheld().keys(), JsonWriter::writeString);
        Details details = reading.message().details();
        json.text("text", details.text());
        json.text("peak_import_time", details.peakImport().flatMap(peak -> peak.time()));
    }

    /** Writes the meaning of tariffs 1 and 2. With more tariffs the contract gives the numbers other meanings. */
    private static void rates(JsonWriter json, Dialect dialect, Values values) throws IOException {
        for (int tariff = 1; tariff <= 2 && !values.has(Quantity.ENERGY_IMPORT_T3); tariff++) {
            json.text(Integer.toString(tariff), dialect.rate(tariff).map(rate -> rate.name().toLowerCase(Locale.ROOT)));
        }
    }

    private static void device(JsonWriter json, MBusDevice device) throws IOException {
        json.writeNumberField("channel", device.channel());
        json.writeStringField("medium", device.medium().name().toLowerCase(Locale.ROOT));
        if (device.reading().isPresent()) {
            MBusDevice.CounterReading counter = device.reading().get();
            json.writeNumberField("value", counter.value());
            json.writeStringField("unit", counter.unit());
            json.writeStringField("time", counter.time().toString());
        }
    }

    private static void demand(JsonWriter json, Demand demand) throws IOException {
        json.writeStringField("start", demand.start().toString());
        json.writeNumberField("seconds", demand.window().getSeconds());
        json.number("mean_w", demand.meanWatts());
        json.number("forecast_w", demand.forecastWatts());
        json.number("allowed_w", demand.allowedWatts());
        json.number("peak_w", demand.peakWatts());
        json.number("import_limit_a", demand.importLimit().amperes());
        json.writeStringField("import_limit_reason", demand.importLimit().reason().text());
        if (demand.importLimit().guard().isPresent()) {
            ImportLimit.PeakGuardReport guard = demand.importLimit().guard().get();
            json.writeStringField("guard", guard.status().state().text());
            json.number("guard_asked_w", guard.status().asked());
            json.number("guard_given_w", guard.status().given());
            json.writeNumberField("windows_kept", guard.kept());
            json.writeNumberField("windows_exceeded", guard.exceeded());
        }
        if (demand.bill().isPresent()) {
            bill(json, demand, demand.bill().get());
        }
        if (!demand.months().isEmpty()) {
            json.writeFieldName("months");
            json.writeRawValue(DemandText.months(demand.months()));
        }
    }

    private static void bill(JsonWriter json, Demand demand, Demand.Bill bill) throws IOException {
        json.writeStringField("tariff", bill.tariff());
        json.writeStringField("status", DemandText.status(demand, bill));
        json.number("bill_w", bill.watts());
        json.number("bill_forecast_w", bill.forecastWatts());
        json.number("bill_allowed_w", bill.allowedWatts());
        json.text("step", bill.step().map(DemandText::step));
        json.writeFieldName("peaks");
        json.writeRawValue(DemandText.peaks(bill.peaks()));
        json.writeNumberField("missing", bill.missing());
        json.writeNumberField("bill_months", bill.months());
    }

    private static void line(JsonWriter json, LiveState state) throws IOException {
        LineQuality quality = state.quality();
        json.writeNumberField("accepted", quality.accepted());
        json.writeNumberField("repaired", quality.repaired());
        json.writeNumberField("rejected", quality.rejectedTotal());
        json.object("causes", causes -> {
            for (Map.Entry<RejectCause, Long> cause : new TreeMap<>(quality.rejected()).entrySet()) {
                causes.writeNumberField(cause.getKey().code(), cause.getValue());
            }
        });
        if (state.rejected().isPresent()) {
            json.writeStringField("last_rejected", seconds(state.rejected().get().time()));
            json.writeStringField("last_cause", state.rejected().get().cause().sentence());
            json.writeStringField("last_code", state.rejected().get().cause().code());
        }
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
