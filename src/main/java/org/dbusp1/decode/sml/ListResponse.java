package org.dbusp1.decode.sml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.decode.sml.SmlValue.Type;
import org.dbusp1.meter.Unit;

/**
 * SML_GetList.Res, which a meter sends without a request: {@code list of 7 = clientId, serverId, listName,
 * actSensorTime, valList, listSignature, actGatewayTime} (SML 1.03, 5.1.8).
 *
 * @param server the server's id; absent if the meter leaves it out
 */
record ListResponse(SmlValue server, List<SmlEntry> entries) {
    private static final int FIELDS = 7;
    private static final int CODE = 6;
    private static final List<Long> MAKERS = SmlEntry.codes("1-0:96.50.1*1", "129-129:199.130.3*255");
    private static final List<Long> NUMBERS =
            SmlEntry.codes("1-0:96.1.0*255", "1-0:0.0.9*255", "0-0:96.1.255*255", "1-0:0.0.0*255");
    private static final List<Long> VERSIONS = SmlEntry.codes("1-0:0.2.0*0");

    static ListResponse read(SmlReader reader) throws DecodeException {
        reader.list(FIELDS);
        reader.skip(1);
        SmlValue server = reader.value();
        reader.skip(2);
        int count = reader.list();
        List<SmlEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            SmlEntry entry = entry(reader);
            if (entry.value().type() != Type.ABSENT) {
                entries.add(entry);
            }
        }
        reader.skip(2);
        return new ListResponse(server, entries);
    }

    private static SmlEntry entry(SmlReader reader) throws DecodeException {
        reader.list(FIELDS);
        int start = reader.position();
        SmlValue name = reader.value();
        if (name.type() != Type.OCTETS || name.size() != CODE) {
            throw new DecodeException("no OBIS code", start);
        }
        long code = 0;
        for (int at = name.from(); at < name.to(); at++) {
            code = code << 8 | name.bytes()[at] & 0xFF;
        }
        SmlValue status = reader.value();
        // The time is a list of two; Holley DTZ541 sends a bare number, Froetec ZG22 a list of three.
        reader.skip(1);
        int unit = reader.number(Integer.MIN_VALUE, Integer.MAX_VALUE, Unit.NO_COSEM_UNIT);
        int scaler = reader.number(Byte.MIN_VALUE, Byte.MAX_VALUE, SmlEntry.UNSCALED);
        SmlValue value = reader.valueOrList();
        reader.skip(1);
        return new SmlEntry(code, status, unit, scaler, value.type(), value);
    }

    /** Returns the maker's letters: from the register, else from the server's id. */
    Optional<String> maker() {
        return identification().or(() -> server.type() == Type.OCTETS ? MeterNumber.maker(server.octets())
                : Optional.empty());
    }

    /** Returns the maker's letters as the meter sends them. */
    Optional<String> identification() {
        return first(MAKERS).flatMap(value -> MeterNumber.text(value.octets()));
    }

    /** Returns the meter's number: from the first register that has one, else the server's id. */
    Optional<String> equipmentId() {
        return first(NUMBERS).flatMap(MeterNumber::of).or(() -> MeterNumber.of(server));
    }

    /** Returns the version of the firmware, as text. */
    Optional<String> version() {
        return first(VERSIONS).flatMap(value -> MeterNumber.text(value.octets()));
    }

    /** Returns the octets under the first of the codes that the meter sends. */
    private Optional<SmlValue> first(List<Long> codes) {
        for (long code : codes) {
            for (SmlEntry entry : entries) {
                if (entry.code() == code && entry.value().type() == Type.OCTETS) {
                    return Optional.of(entry.value());
                }
            }
        }
        return Optional.empty();
    }
}
