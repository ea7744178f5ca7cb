package org.dbusp1.output.http;

import java.io.IOException;
import java.math.BigDecimal;
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
import org.dbusp1.feedback.EssVerdict;
import org.dbusp1.feedback.Event;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.EventJson;
import org.dbusp1.output.Fact;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.http.LiveStream.LiveState;
import org.dbusp1.problem.Texts;
import org.dbusp1.process.Health;

/**
 * {@code /api/now}, and each event of {@code /api/live}, without absent or expired values, and without numbers that identify a
 * meter or an M-Bus device.
 */
final class NowJson {
    /** Groups that hold only facts. */
    private static final List<String> GROUPS = Fact.ALL.stream().map(Fact::group).distinct()
            .filter(group -> !group.equals("demand") && !group.equals("follow")).toList();

    private NowJson() {
    }

    /**
     * Returns the state of a meter as one object.
     *
     * @param events as {@link #events} returns them
     * @param outputs health of the outputs other than the D-Bus
     * @param zone of the meter's clock; empty: that of its dialect, once known
     */
    static byte[] of(LiveState state, String events, EssVerdict ess, List<Health> outputs, Optional<ZoneId> zone) {
        Fact.View view = new Fact.Shown(state.current(), ess.follow(), outputs);
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
                current(json, state.current().get(), view);
            }
            json.object("line", line -> line(line, state));
            if (!ess.equals(EssVerdict.UNKNOWN)) {
                json.object("ess", fields -> ess(fields, ess));
            }
            if (ess.follow().isPresent()) {
                json.object("follow", fields -> {
                    facts(fields, "follow", view);
                    fields.writeStringField("text", ess.follow().get().text());
                });
            }
            for (String group : GROUPS) {
                if (Fact.ALL.stream().anyMatch(fact -> fact.group().equals(group) && fact.print(view).isPresent())) {
                    json.object(group, fields -> facts(fields, group, view));
                }
            }
            json.writeFieldName("events");
            json.writeRawValue(events);
        });
    }

    /** Returns events as a JSON array, each with its text in the languages of the page. */
    static String events(List<Event> events) {
        return events.stream().map(event -> new String(JsonWriter.of(json -> {
            EventJson.write(event, json);
            json.object("texts", texts -> {
                for (String language : Texts.LANGUAGES) {
                    texts.writeStringField(language, event.text(language));
                }
            });
        }), StandardCharsets.UTF_8)).collect(Collectors.joining(",", "[", "]"));
    }

    private static void ess(JsonWriter json, EssVerdict ess) throws IOException {
        json.writeStringField("state", ess.state().key());
        json.writeBooleanField("wrong", ess.state().isWrong());
        json.writeStringField("text", ess.text());
        json.writeBooleanField("peak_shaving", ess.peakShaving());
        json.text("remedy", Optional.of(ess.remedy()).filter(remedy -> !remedy.isEmpty()));
    }

    private static void current(JsonWriter json, Snapshot now, Fact.View view) throws IOException {
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
            json.object("demand", fields -> demand(fields, now.demand().get(), view));
        }
        json.array("withheld", now.withheld().keys(), JsonWriter::writeString);
        Details details = reading.message().details();
        json.text("text", details.text());
        json.text("peak_import_time", details.peakImport().flatMap(peak -> peak.time()));
    }

    /** Writes the meaning of tariffs 1 and 2. With more tariffs the contract decides it. */
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

    private static void demand(JsonWriter json, Demand demand, Fact.View view) throws IOException {
        json.writeStringField("start", demand.start().toString());
        json.writeNumberField("seconds", demand.window().getSeconds());
        facts(json, "demand", view);
        if (demand.bill().isPresent()) {
            json.writeFieldName("peaks");
            json.writeRawValue(DemandText.peaks(demand.bill().get().peaks()));
            json.writeNumberField("bill_months", demand.bill().get().months());
        }
        if (!demand.months().isEmpty()) {
            json.writeFieldName("months");
            json.writeRawValue(DemandText.months(demand.months()));
        }
    }

    /** Writes the facts of a group, by the rest of their keys. */
    private static void facts(JsonWriter json, String group, Fact.View view) throws IOException {
        for (Fact fact : Fact.ALL) {
            if (fact.group().equals(group)) {
                Optional<BigDecimal> number = fact.decimal(view);
                if (number.isPresent()) {
                    json.writeNumberField(fact.field(), number.get());
                }
                json.text(fact.field(), fact.text().apply(view));
            }
        }
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
            json.writeStringField("last_cause", state.rejected().get().cause().description());
            json.writeStringField("last_code", state.rejected().get().cause().code());
        }
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
