package org.dbusp1.output.mqtt;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Archive;

/** Layouts of topics: our own, and those of other programs whose users have built on them. */
public enum Profile {
    /** Everything, by meter. */
    NATIVE("native", "dbus-p1", 0, true, true, true, archive -> NativeTable.rows()),
    /** The topics and digits of P1Meter2Mqtt. */
    P1METER2MQTT("p1meter2mqtt", "sensors/power/p1meter", 0, false, false, false, archive -> P1Meter2MqttTable.rows()),
    /** The topics of dsmr-reader, which Home Assistant's integration of that name listens to. */
    DSMR_READER("dsmr-reader", "dsmr", 2, true, false, false, DsmrReaderTable::rows),
    /** Each telegram as it came. */
    RAW("raw", "dbus-p1", 0, false, true, false, archive -> RawTable.rows());

    private final String text;
    private final String base;
    private final int qos;
    private final boolean retain;
    private final boolean byMeter;
    private final boolean empties;
    private final Function<Optional<Archive>, List<Row>> rows;

    Profile(String text, String base, int qos, boolean retain, boolean byMeter, boolean empties,
            Function<Optional<Archive>, List<Row>> rows) {
        this.text = text;
        this.base = base;
        this.qos = qos;
        this.retain = retain;
        this.byMeter = byMeter;
        this.empties = empties;
        this.rows = rows;
    }

    /** As it is called in the configuration. */
    public String text() {
        return text;
    }

    /** Where its topics lie when nobody says otherwise. */
    public String base() {
        return base;
    }

    /** Its quality of service when nobody says otherwise. */
    public int qos() {
        return qos;
    }

    /** Whether its states are retained when nobody says otherwise. */
    public boolean retain() {
        return retain;
    }

    /** Whether a topic is emptied when the meter no longer says it; the others' programs never do that. */
    boolean empties() {
        return empties;
    }

    /** The root of its topics for a meter. */
    String root(String base, MeterKey key) {
        return byMeter ? Topics.ofMeter(base, key) : Topics.filled(base, key);
    }

    /** What that program says when it has connected. */
    Optional<Message> greeting() {
        return this == P1METER2MQTT ? Optional.of(Message.of("hass/status", "p1 meter alive: p1meter", 0, false))
                : Optional.empty();
    }

    /**
     * Its topics.
     *
     * @param archive the history, for those that tell of it; absent where none is kept
     */
    List<Row> rows(Optional<Archive> archive) {
        return rows.apply(archive);
    }
}
