package org.dbusp1.app.report;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.app.report.LineReport.ReportRow;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Health;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.driver.LineState;
import org.dbusp1.driver.MeterKeyResolver;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.meter.Country;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.GridMeter;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.NumberMask;
import org.dbusp1.output.feedback.IntervalGrade;
import org.jspecify.annotations.Nullable;

/** Makes the report about a line: the same for {@code check} and for a running driver. Used by one thread at a time. */
public final class Reporter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** The most bytes of rejected text that a row shows; of other bytes half as many, in hex. */
    private static final int EXCERPT = 40;
    private static final HexFormat HEX = HexFormat.of();
    /** Bytes in each line of {@link #dump}. */
    private static final int LINE_BYTES = 16;

    private final String source;
    private final boolean forEss;
    private final ReportTexts texts;
    private final ZoneId zone;
    private final Remedies remedies;
    private final Carrier carrier;
    private final @Nullable Country portsOf;
    private final @Nullable ZoneId configuredZone;
    private final BytesCause bytesCause = new BytesCause();

    /**
     * @param source source of the bytes, for people
     * @param carrier what brings the bytes
     * @param forEss whether ESS may use the meter
     * @param zone the owner's zone
     * @param portsOf the country whose ports are expected at the meter; null: unknown
     * @param configuredZone the owner's choice of the zone of the meter's clock; null without one
     */
    Reporter(String source, Carrier carrier, boolean forEss, Remedies remedies, ZoneId zone, @Nullable Country portsOf,
            @Nullable ZoneId configuredZone) {
        this.configuredZone = configuredZone;
        this.source = source;
        this.forEss = forEss;
        this.texts = remedies.texts();
        this.zone = zone;
        this.remedies = remedies;
        this.carrier = carrier;
        this.portsOf = portsOf;
    }

    /**
     * Returns the reporter for a configuration. The country comes from the time zone of configuration, GX device or machine: a dialect
     * that the owner has set may be of several countries, and shows only what is at the meter. If D-Bus is off, the reports say nothing
     * about ESS.
     *
     * @param stateDirectory the directory where the meters of cables are remembered
     * @param device the owner's choices on the screen of the GX device, for language and time zone
     */
    public static Reporter of(Config config, Path stateDirectory, DeviceChoices device) {
        ZoneId configuredZone = config.get(Keys.METER_ZONE).orElse(null);
        Country country = inZone(configuredZone != null ? configuredZone.getId()
                : device.zoneName(System.getenv("TZ"), Path.of("/etc/localtime")));
        Country ofProfile = config.get(Keys.METER_DIALECT).flatMap(Dialect::country).orElse(null);
        boolean known = config.get(Keys.SOURCE) instanceof SourceConfig.Serial serial
                && MeterKeyResolver.remembered(stateDirectory, serial.port()) != null;
        return new Reporter(SourceConfig.name(config), Carrier.of(config.get(Keys.SOURCE)), VenusConfig.isEnabled(config),
                new Remedies(ReportTexts.of(device), country, config.get(Keys.SERIAL_SETTINGS).isEmpty(), known), device.timeZone(),
                ofProfile == null ? country : ofProfile, configuredZone);
    }

    public ReportTexts texts() {
        return texts;
    }

    /** Returns whether the reason why the source gives nothing is for the owner: that of a source on the network has the remedy in it. */
    boolean tellsObstacle() {
        return carrier != Carrier.SERIAL;
    }

    boolean isForEss() {
        return forEss;
    }

    private static @Nullable Country inZone(@Nullable String zone) {
        return Arrays.stream(Country.values()).filter(country -> country.zone().equals(zone)).findFirst().orElse(null);
    }

    /** Returns the finding of {@link #report}, without its texts. */
    public Condition finding(LineState state) {
        return Diagnosis.of(state, carrier, forEss, bytesCause).get(0);
    }

    /** Returns the report about a line. @param requests the tried states of the data request lines, for people; null if none were tried */
    public LineReport report(LineState state, @Nullable String requests) {
        List<Condition> findings = Diagnosis.of(state, carrier, forEss, bytesCause);
        List<ReportRow> rows = new ArrayList<>();
        rows.add(ReportRow.of("Port", state.obstacle() != null ? state.obstacle() : port(state)));
        if (requests != null) {
            rows.add(ReportRow.of("Data request", requests));
        }
        Snapshot snapshot = state.snapshot();
        if (snapshot != null) {
            meter(snapshot, rows);
        }
        if (state.good() + state.telegramCounts().rejectedTotal() > 0) {
            telegrams(state, rows);
        }
        if (state.good() == 0) {
            rows.add(ReportRow.of("Received", withWatchedTime(state, text("received.bytes", Map.of("counted", state.bytes())))));
        }
        if (state.fresh() && snapshot != null) {
            values(state, snapshot, rows);
        }
        rejected(state, rows);
        Finding doubt = doubt(findings.get(0), state);
        return new LineReport(findings.get(0), result(findings, doubt), rows,
                remedies.about(doubt == null ? Finding.of(findings.get(0)) : doubt, findings.get(findings.size() - 1), state,
                        Connection.of(carrier, state, portsOf)));
    }

    /** Returns the report of a driver, with what ESS and the outputs do. @param follow null if nothing follows the inverters */
    LineReport report(LineState state, Finding ess, @Nullable Finding follow, List<Health> outputs) {
        LineReport line = report(state, null);
        List<ReportRow> rows = new ArrayList<>(line.rows());
        if (ess.is(Condition.ESS_OTHER_ROLE)) {
            rows.removeIf(row -> row.label().equals("Export"));
        }
        if (!ess.is(Condition.ESS_UNKNOWN)) {
            rows.add(ReportRow.of("ESS", texts.conditionTexts().both(ess)));
            if (follow != null) {
                rows.add(ReportRow.of("", text("name.follow_the_inverter", Map.of()) + ": " + texts.conditionTexts().text(follow)));
            }
        }
        if (!outputs.isEmpty()) {
            String text = texts.outputs(outputs, zone);
            // Topics and files may contain the meter's key.
            MeterKey key = state.snapshot() == null ? null : state.snapshot().key();
            rows.add(new ReportRow("Outputs", text, NumberMask.withoutKey(text, key)));
        }
        // A meter without power has nothing wrong at its cable, and at a start nothing is wrong yet.
        boolean nothingToDo = ess.is(Condition.ESS_GRID_LOST) || line.finding() == Condition.LINE_LISTENING;
        return new LineReport(line.finding(), line.result(), rows, nothingToDo ? List.of() : line.advice());
    }

    private String result(List<Condition> findings, @Nullable Finding doubt) {
        String result = doubt == null ? texts.result(findings.get(0), forEss) : texts.conditionTexts().text(doubt);
        return findings.size() == 1 ? result : texts.damage(result, findings.get(1));
    }

    /** Returns the doubt about a meter, with its figures; null for another finding. */
    static @Nullable Finding doubt(Condition finding, LineState state) {
        Snapshot snapshot = state.snapshot();
        return snapshot == null ? null : Stream.of(Watches.doubtfulPower(snapshot), Watches.uncountedPower(snapshot),
                Watches.wrongClock(snapshot)).filter(doubt -> doubt != null && doubt.is(finding)).findFirst().orElse(null);
    }

    private String text(String key, Map<String, ?> facts) {
        return texts.text(key, facts);
    }

    private String withWatchedTime(LineState state, String counted) {
        return state.watched().isZero() ? counted
                : text("telegrams.in", Map.of("counted", counted, "time", duration(state.watched())));
    }

    private String port(LineState state) {
        String found = state.good() > 0 ? "port.found" : "port.trying";
        return state.settings() == null ? source
                : text(remedies.probing() ? found : "port.configured", Map.of("port", source, "settings", state.settings()));
    }

    private void meter(Snapshot snapshot, List<ReportRow> rows) {
        MeterIdentity meter = snapshot.reading().meter();
        String title = meter.dialect().title();
        ZoneId metersZone = configuredZone != null ? configuredZone : snapshot.reading().zone();
        String zoneIsBy = configuredZone != null ? "zone.configured"
                : metersZone.equals(meter.dialect().zone()) ? "zone.country" : "zone.device";
        String versioned = meter.versionForPeople().map(version -> text("meter.version", Map.of("meter", title, "version", version)))
                .orElse(title);
        rows.add(ReportRow.of("Meter", meter.dialect().port() == Dialect.Port.HAN ? text("meter.han", Map.of("meter", versioned))
                : meter.dialect() == Dialect.P1 ? text("meter.guess", Map.of("meter", versioned)) : versioned));
        if (!zoneIsBy.equals("zone.country") || meter.dialect().isAlsoFinnish()) {
            rows.add(ReportRow.of("Zone", text(zoneIsBy, Map.of("zone", metersZone))));
        }
        if (!meter.identification().isEmpty()) {
            rows.add(new ReportRow("", meter.identification(), NumberMask.NUMBERS));
        }
        if (meter.equipmentId() != null) {
            rows.add(new ReportRow("Number", meter.equipmentId(), NumberMask.ALL));
        }
        if (snapshot.reading().message().hasUncheckedTag()) {
            rows.add(ReportRow.of("Encryption", text("encryption.unchecked", Map.of())));
        }
        if (meter.dialect().sendsChecksum() && snapshot.reading().message().hasNoChecksum()) {
            rows.add(ReportRow.of("Checksum", text("checksum.none", Map.of())));
        }
        IntervalGrade grade = IntervalGrade.of(snapshot.interval());
        String fitness = text(forEss ? "interval." + grade.key() : "interval.plain", Map.of("seconds", seconds(snapshot.interval())));
        // Before the interval is measured: a meter may send more often than its type promises.
        String promised = grade == IntervalGrade.FIT ? text("interval.promised", Map.of("interval", fitness))
                : text("interval.unknown", Map.of());
        rows.add(ReportRow.of("Interval", snapshot.measuredInterval() != null ? fitness : promised));
        if (snapshot.measuredInterval() != null) {
            rows.add(ReportRow.of("For ESS", texts.forEss(Diagnosis.sendsNoNetPower(snapshot) ? "display" : grade.key())));
        }
        addDoubt("Power", Watches.doubtfulPower(snapshot), rows);
        addDoubt("Counter", Watches.uncountedPower(snapshot), rows);
        if (forEss && snapshot.grid().has(GridMeter.Trait.SHOWS_NO_EXPORT)) {
            rows.add(ReportRow.of("Export", text("hint.no_export", Map.of())));
        }
        addDoubt("Clock", Watches.wrongClock(snapshot), rows);
        if (lacksMonthPeak(snapshot)) {
            rows.add(ReportRow.of("Peaks", text("peaks.missing", Map.of())));
        }
    }

    private void addDoubt(String label, @Nullable Finding doubt, List<ReportRow> rows) {
        if (doubt != null) {
            rows.add(ReportRow.of(label, texts.conditionTexts().text(doubt)));
        }
    }

    /**
     * Returns whether a Belgian meter does not send its month peak, which Fluvius ends a year after the port was opened
     * (github.com/home-assistant/home-assistant.io/issues/33086).
     */
    private static boolean lacksMonthPeak(Snapshot snapshot) {
        Values printed = snapshot.reading().values();
        return snapshot.reading().meter().dialect().equals(Dialect.BELGIUM) && printed.has(Quantity.DEMAND_IMPORT)
                && !printed.has(Quantity.PEAK_IMPORT);
    }

    private static String seconds(Duration interval) {
        long tenths = Math.round(interval.toMillis() / 100.0);
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10);
    }

    private void telegrams(LineState state, List<ReportRow> rows) {
        String counted = telegramCounts(state);
        String time = lastTelegramTime(state);
        rows.add(ReportRow.of("Telegrams", time == null ? counted : text("telegrams.last", Map.of("counted", counted, "time", time))));
        if (state.telegramCounts().repaired() > 0) {
            Map<String, Long> repairs = new TreeMap<>();
            state.telegramCounts().repairs().forEach((repair, count) -> repairs.put(texts.repair(repair), count));
            rows.add(ReportRow.of("Repaired", countsByName(repairs)));
        }
        if (state.telegramCounts().rejectedTotal() > 0) {
            Map<String, Long> causes = new TreeMap<>();
            state.telegramCounts().rejected().forEach((cause, count) -> causes.put(cause(cause), count));
            long early = state.good() > 0 ? state.countsBeforeFirstGood().rejectedTotal() : 0;
            String rejected = countsByName(causes);
            rows.add(ReportRow.of("Rejected", early == 0 ? rejected : text("rejected.early", Map.of("counted", rejected, "count", early))));
        }
        if (state.telegramCounts().foreign() > 0) {
            long foreign = state.telegramCounts().foreign();
            rows.add(ReportRow.of("Other meter", text(foreign == 1 ? "telegrams.one" : "telegrams.several", Map.of("count", foreign))));
        }
        if (state.sinceFirstGood().compareTo(MINUTE) >= 0) {
            double hours = state.sinceFirstGood().toMillis() / 3_600_000.0;
            rows.add(ReportRow.of("Noise", text("noise.hourly", Map.of("counted", noise(state), "time", duration(state.sinceFirstGood()),
                    "telegrams", Math.round(state.damaged() / hours), "bytes", Math.round(state.strayBytes() / hours)))));
        } else if (!state.sinceFirstGood().isZero()) {
            rows.add(ReportRow.of("Noise", text("noise.so_far", Map.of("counted", noise(state)))));
        }
    }

    /** Returns the numbers of good and bad telegrams and the time in which they arrived, for people. */
    String telegramCounts(LineState state) {
        return withWatchedTime(state, text("telegrams.counted",
                Map.of("good", state.telegramCounts().intact(), "repaired", state.telegramCounts().repaired(),
                "rejected", state.telegramCounts().rejectedTotal())));
    }

    /** Returns which driver has the port, and when it reports. */
    ReportRow driverRow() {
        return ReportRow.of("Driver", text("driver.report",
                Map.of("process", ProcessId.self().pid(), "time", TIME.withZone(zone).format(Instant.now()))));
    }

    /** Returns the report of a driver that no longer reports. @param facts those of its last report */
    public static CheckText hanging(List<String> facts) {
        ReportTexts texts = ReportTexts.ofDevice();
        LineReport hangs = new LineReport(Condition.LINE_HANGS, texts.result(Condition.LINE_HANGS, true), List.of(),
                List.of(texts.text("step.restart", Map.of())));
        return new CheckText(Condition.LINE_HANGS, facts, hangs.text(texts, false).result());
    }

    private String noise(LineState state) {
        return text("noise.counted", Map.of("telegrams", state.damaged(), "bytes", state.strayBytes()));
    }

    private String cause(RejectCause cause) {
        return text("cause." + cause.code(), Map.of());
    }

    private static String countsByName(Map<String, Long> counted) {
        List<String> parts = new ArrayList<>();
        counted.forEach((what, count) -> parts.add(count + " x " + what));
        return String.join("; ", parts);
    }

    private void values(LineState state, Snapshot snapshot, List<ReportRow> rows) {
        Values values = snapshot.published().values();
        if (values.has(Quantity.POWER_NET)) {
            BigDecimal power = values.decimal(Quantity.POWER_NET);
            String directed = text(power.signum() < 0 ? "values.to_grid" : "values.from_grid",
                    Map.of("power", text(power.abs(), Quantity.POWER_NET)));
            PowerOrigin origin = values.netOrigin();
            rows.add(ReportRow.of("Power", origin == null || origin == PowerOrigin.SENT ? directed
                    : text("values.power_by", Map.of("power", directed, "origin", text("origin." + origin.key(), Map.of())))));
        }
        for (Phase phase : Phase.ALL) {
            List<String> parts = Stream.of(phase.voltage(), phase.current(), phase.power()).filter(values::has)
                    .map(quantity -> text(values, quantity)).toList();
            if (!parts.isEmpty()) {
                rows.add(ReportRow.of(phase.name(), String.join("  ", parts)));
            }
        }
        List<String> energies = new ArrayList<>();
        if (values.has(Quantity.ENERGY_IMPORT)) {
            energies.add(text("values.bought", Map.of("energy", text(values, Quantity.ENERGY_IMPORT))));
        }
        if (values.has(Quantity.ENERGY_EXPORT)) {
            energies.add(text("values.sold", Map.of("energy", text(values, Quantity.ENERGY_EXPORT))));
        }
        if (!energies.isEmpty()) {
            rows.add(ReportRow.of("Energy", String.join(", ", energies)));
        }
        snapshot.published().devices().forEach(device -> device(device, rows));
        for (String number : state.unreadDevices()) {
            rows.add(ReportRow.of("Gas, water", text("values.not_read", Map.of())));
            rows.add(new ReportRow("Its number", number, NumberMask.ALL));
        }
        // The list of a binary meter with its devices may come once an hour.
        if (snapshot.published().devices().isEmpty() && snapshot.reading().meter().dialect().port() != Dialect.Port.HAN) {
            rows.add(ReportRow.of("Gas, water", text("values.no_device", Map.of())));
        }
        if (!snapshot.published().withheld().isEmpty()) {
            rows.add(ReportRow.of("Withheld", text("values.withheld",
                    Map.of("names", String.join(", ", snapshot.published().withheld().keys())))));
        }
    }

    /** @param quantity has to be known */
    private static String text(Values values, Quantity quantity) {
        return text(values.decimal(quantity), quantity);
    }

    private static String text(BigDecimal value, Quantity quantity) {
        return value.toPlainString() + " " + quantity.unit().symbol();
    }

    private String reading(MBusDevice.@Nullable CounterReading reading) {
        if (reading == null) {
            return text("values.no_reading", Map.of());
        }
        String value = reading.value().toPlainString() + " " + reading.unit();
        return reading.time() == null ? value : text("values.read_at", Map.of("reading", value, "time", reading.time()));
    }

    private void device(MBusDevice device, List<ReportRow> rows) {
        String medium = device.medium().name().charAt(0) + device.medium().name().substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        rows.add(ReportRow.of(medium, text("values.channel", Map.of("reading", reading(device.reading()), "channel", device.channel()))));
        if (device.id() != null) {
            rows.add(new ReportRow("Its number", device.id(), NumberMask.ALL));
        }
    }

    private void rejected(LineState state, List<ReportRow> rows) {
        String label = "Last rejected";
        for (RejectedFrame rejected : state.rejected()) {
            String time = state.sourceEnded() ? "" : TIME.withZone(zone).format(rejected.time()) + " ";
            rows.add(new ReportRow(label, time + text("rejected.last", Map.of("cause", cause(rejected.cause()),
                    "size", rejected.bytes().length, "bytes", excerpt(rejected.bytes()))), NumberMask.NUMBERS));
            label = "";
        }
    }

    /**
     * Returns the time of day of the last good telegram: for a log by the meter's clock, for a line by this machine's in the owner's
     * zone.
     */
    private @Nullable String lastTelegramTime(LineState state) {
        if (!state.sourceEnded()) {
            return state.lastGood() == null ? null : TIME.withZone(zone).format(state.lastGood());
        }
        Stamp time = state.snapshot() == null ? null : state.snapshot().reading().time();
        return time == null ? null : TIME.withZone(ZoneOffset.ofTotalSeconds(time.offsetSeconds())).format(time.instant());
    }

    static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    /**
     * Returns rejected telegrams as lines for people: the time and cause of each, then its bytes.
     *
     * @param isLog whether the telegrams are from a log, which does not show the time of their arrival
     */
    public static List<String> dump(List<RejectedFrame> rejected, boolean isLog) {
        List<String> lines = new ArrayList<>();
        for (RejectedFrame telegram : rejected) {
            lines.add((isLog ? "" : telegram.time() + "  ") + telegram.cause().description() + "; " + telegram.bytes().length + " bytes");
            for (int offset = 0; offset < telegram.bytes().length; offset += LINE_BYTES) {
                lines.add(hex(telegram.bytes(), offset));
            }
        }
        return lines;
    }

    /** Returns a line for at most sixteen bytes: the offset of the first byte, the bytes in hex, and the bytes as text. */
    private static String hex(byte[] bytes, int offset) {
        StringBuilder line = new StringBuilder(HEX.toHexDigits(offset)).append("  ");
        for (int at = offset; at < offset + LINE_BYTES; at++) {
            line.append(at < bytes.length ? HEX.toHexDigits(bytes[at]) : "  ");
            line.append(at % (LINE_BYTES / 2) == LINE_BYTES / 2 - 1 ? "  " : " ");
        }
        line.append('|');
        for (int at = offset; at < Math.min(bytes.length, offset + LINE_BYTES); at++) {
            line.append(SafeText.isPrintable(bytes[at]) ? (char) bytes[at] : '.');
        }
        return line.append('|').toString();
    }

    /** Returns the beginning of rejected bytes in one line: as text if they are text, else in hex. */
    private static String excerpt(byte[] bytes) {
        int length = Math.min(EXCERPT, bytes.length);
        if (!isText(bytes)) {
            String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, length / 2);
            return (hex + (bytes.length > length / 2 ? " ..." : "")).strip();
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".") + (bytes.length > length ? "..." : "");
    }

    private static boolean isText(byte[] bytes) {
        return bytes.length > 0 && (bytes[0] == '/' || SafeText.countPrintable(bytes, bytes.length) * 5 > bytes.length * 4);
    }
}
