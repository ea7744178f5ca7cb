package org.dbusp1.decode.sml;

import java.util.ArrayList;
import java.util.List;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.decode.sml.SmlValue.Type;
import org.dbusp1.meter.CosemUnit;

/**
 * SML_GetList.Res, which a meter sends without a request: {@code list of 7 = clientId, serverId, listName,
 * actSensorTime, valList, listSignature, actGatewayTime} (SML 1.03, 5.1.8).
 *
 * @param server the server's id; absent if the meter leaves it out
 */
record ListResponse(SmlValue server, List<SmlEntry> entries) {
    private static final int FIELDS = 7;
    private static final int CODE = 6;

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
        int unit = reader.smallNumber(CosemUnit.NONE);
        int scaler = reader.byteNumber(SmlEntry.UNSCALED);
        SmlValue value = reader.valueOrList();
        reader.skip(1);
        return new SmlEntry(code, status, unit, scaler, value.type(), value);
    }
}
