package org.dbusp1.output.http;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.DeviceFact;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.Facts;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.ValueFormat;
import org.dbusp1.output.feedback.DriverState;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/now}, and each event of {@code /api/live}, without absent or expired values, and without numbers that identify a meter or
 * an M-Bus device.
 */
final class NowJson {
    private static final Texts ENGLISH = Texts.in(Texts.ENGLISH);

    private NowJson() {
    }

    /**
     * @param events as {@link PublicTexts#events} returns them
     * @param zone of the meter's clock; null: the zone of the meter's dialect, once the dialect is known
     */
    static byte[] of(LiveState state, String events, DriverState driver, PublicTexts publicTexts, @Nullable ZoneId zone) {
        Snapshot current = state.validSnapshot();
        FactInput view = Fact.SnapshotInput.of(current, state.telegramCounts(), driver);
        return JsonWriter.of(json -> {
            json.writeBooleanField("online", state.online());
            json.writeStringField("since", isoSeconds(state.since()));
            Snapshot last = state.lastSnapshot();
            if (last != null) {
                json.writeStringField("arrival", isoSeconds(last.arrival().machineTime()));
                json.writeNumberField("interval", Math.round(last.interval().toMillis() / 100.0) / 10.0);
                json.writeNumberField("valid_for", Math.round(last.validFor().toMillis() / 100.0) / 10.0);
                json.writeStringField("meter", last.reading().meter().dialect().title());
            }
            ZoneId known = zone != null || last == null ? zone : last.reading().zone();
            if (known != null) {
                json.writeStringField("zone", known.getId());
            }
            if (current != null) {
                current(json, current);
            }
            for (Map.Entry<String, List<Fact>> group : Facts.groups(view.outputHealth()).entrySet()) {
                facts(json, group.getKey(), group.getValue(), view, publicTexts);
            }
            RejectedFrame rejected = state.rejected();
            if (rejected != null) {
                json.object("last_rejected", fields -> rejected(fields, rejected));
            }
            json.writeFieldName("events");
            json.writeRawValue(events);
            json.writeFieldName("notices");
            json.writeRawValue(publicTexts.notices(driver.board(), state.online(), Instant.now()));
        });
    }

    private static void current(JsonWriter json, Snapshot now) throws IOException {
        Reading reading = now.reading();
        json.text("time", reading.time());
        json.object("values", values -> {
            for (Quantity quantity : now.published().values().present()) {
                values.writeNumberField(quantity.key(), now.published().values().decimal(quantity));
            }
        });
        json.object("rates", rates -> rates(rates, reading.meter().dialect(), now.published().values()));
        json.array("devices", now.published().devices(), (items, device) -> items.object(fields -> device(fields, device)));
        json.array("withheld", now.published().withheld().keys(), JsonWriter::writeString);
        Details details = reading.message().details();
        json.text("text", details.text());
        json.text("peak_import_month_time", details.peakImport() == null ? null : details.peakImport().time());
    }

    /** Writes the meaning of tariffs 1 and 2. With more tariffs the contract decides the meaning. */
    private static void rates(JsonWriter json, Dialect dialect, Values values) throws IOException {
        for (int tariff = 1; tariff <= 2 && !values.has(Quantity.ENERGY_IMPORT_T3); tariff++) {
            json.text(Integer.toString(tariff), dialect.rate(tariff).map(rate -> rate.name().toLowerCase(Locale.ROOT)).orElse(null));
        }
    }

    private static void device(JsonWriter json, MBusDevice device) throws IOException {
        json.writeNumberField("channel", device.channel());
        for (DeviceFact fact : DeviceFact.ALL) {
            if (fact != DeviceFact.ID) {
                fact.write(json, device);
            }
        }
    }

    /** Writes the facts of a group as an object, by the rest of their keys; no object if all facts are absent. */
    private static void facts(JsonWriter json, String group, List<Fact> facts, FactInput view, PublicTexts publicTexts)
            throws IOException {
        boolean isOpen = false;
        for (Fact fact : facts) {
            Object value = fact.format().isNumber() ? fact.decimal(view) : fact.print(view);
            if (value == null) {
                continue;
            }
            if (!isOpen) {
                json.writeFieldName(group);
                json.writeStartObject();
                isOpen = true;
            }
            if (value instanceof BigDecimal number) {
                json.number(fact.field(), number);
            } else if (fact.format() == ValueFormat.LIST) {
                json.writeFieldName(fact.field());
                json.writeRawValue(value.toString());
            } else {
                json.text(fact.field(), publicTexts.fault(value.toString()));
            }
        }
        if (isOpen) {
            if (group.equals("follow")) {
                // This text is no fact, because a path of the D-Bus would make it with every telegram.
                Finding follow = view.finding(Subject.FOLLOW);
                json.text("text", follow == null ? null
                        : ENGLISH.text("name.follow_the_inverter", Map.of()) + ": " + ENGLISH.text(follow));
            }
            json.writeEndObject();
        }
    }

    private static void rejected(JsonWriter json, RejectedFrame last) throws IOException {
        json.writeStringField("time", isoSeconds(last.time()));
        json.writeStringField("text", last.cause().description());
        json.writeStringField("cause", last.cause().code());
    }

    private static String isoSeconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
