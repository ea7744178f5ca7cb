package org.dbusp1.line.decode.sml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.line.decode.SmlReader;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.line.frame.Crc16;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The messages between a start and an end sequence (SML 1.03, 5.1): each is {@code list of 6 = transactionId, groupNo,
 * abortOnError, messageBody, crc16, endOfSmlMsg}, and its body a list of 2, a tag and the content that the tag names.
 *
 * @param list   the first list response, with the entries of later responses of the same server; null without a list response
 * @param checks the kinds of CRC that prove every message; empty if no kind does
 */
record SmlFile(@Nullable ListResponse list, Set<Crc16> checks) {
    private static final int FIELDS = 6;
    private static final int CHOICE = 2;
    private static final int GET_LIST_RESPONSE = 0x0701;
    private static final int NO_TAG = -1;

    static SmlFile read(byte[] messages) throws SmlReader.MalformedException {
        SmlReader reader = new SmlReader(messages);
        ListResponse list = null;
        Set<Crc16> checks = EnumSet.of(Crc16.X_25, Crc16.KERMIT);
        while (!reader.ended()) {
            int start = reader.position();
            reader.list(FIELDS);
            reader.skip(3);
            reader.list(CHOICE);
            if (reader.number(Integer.MIN_VALUE, Integer.MAX_VALUE, NO_TAG) == GET_LIST_RESPONSE) {
                ListResponse response = ListResponse.read(reader);
                list = list == null ? response : list.with(response);
            } else {
                reader.skip(1);
            }
            int end = reader.position();
            int sent = checksum(reader);
            reader.endOfMessage();
            checks.removeIf(check -> check.onLine(messages, start, end) != sent);
        }
        return new SmlFile(list, checks);
    }

    /** Parses a checksum; some meters omit the byte that is sent first if it is 0. */
    private static int checksum(SmlReader reader) throws SmlReader.MalformedException {
        SmlReader.Value sent = reader.value();
        SmlReader.expect(sent.isNumber() && sent.size() <= 2);
        return (int) sent.unsigned().number();
    }

    /**
     * SML_GetList.Res, which a meter sends without a request: {@code list of 7 = clientId, serverId, listName,
     * actSensorTime, valList, listSignature, actGatewayTime} (SML 1.03, 5.1.8).
     *
     * @param serverId the server's id; {@code ABSENT} if the meter omits the id
     */
    record ListResponse(SmlReader.Value serverId, List<Entry> entries) {
        private static final int FIELDS = 7;
        private static final List<Obis> MAKERS = Obis.list("1-0:96.50.1*1", "129-129:199.130.3*255");
        private static final List<Obis> NUMBERS = Obis.list("1-0:96.1.0*255", "1-0:0.0.9*255", "0-0:96.1.255*255", "1-0:0.0.0*255");
        private static final List<Obis> VERSIONS = Obis.list("1-0:0.2.0*0");

        static ListResponse read(SmlReader reader) throws SmlReader.MalformedException {
            reader.list(FIELDS);
            reader.skip(1);
            SmlReader.Value server = reader.value();
            reader.skip(2);
            int count = reader.list();
            List<Entry> entries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                entries.add(entry(reader));
            }
            reader.skip(2);
            return new ListResponse(server, entries);
        }

        ListResponse with(ListResponse later) {
            if (!Arrays.equals(serverId.octets(), later.serverId.octets())) {
                return this;
            }
            List<Entry> all = new ArrayList<>(entries);
            all.addAll(later.entries);
            return new ListResponse(serverId, all);
        }

        private static Entry entry(SmlReader reader) throws SmlReader.MalformedException {
            reader.list(FIELDS);
            SmlReader.Value name = reader.value();
            SmlReader.expect(name.type() == Type.OCTET_STRING && name.size() == Obis.GROUPS);
            SmlReader.Value status = reader.value();
            // The time is a list of two; Holley DTZ541 sends a bare number, Froetec ZG22 a list of three.
            reader.skip(1);
            int unit = reader.number(Integer.MIN_VALUE, Integer.MAX_VALUE, Unit.NO_COSEM_UNIT);
            int scaler = reader.number(Byte.MIN_VALUE, Byte.MAX_VALUE, Entry.NO_SCALER);
            SmlReader.Value value = reader.value();
            reader.skip(1);
            return new Entry(new Obis(name.number()), status, unit, scaler, value.type(), value);
        }

        /** Returns the maker's letters: from the maker's register, else from the server's id; null without letters. */
        @Nullable String maker() {
            String maker = identification();
            return maker != null || serverId.type() != Type.OCTET_STRING ? maker : MeterNumber.maker(serverId.octets());
        }

        /** Returns the text of the maker's register; null without it. */
        @Nullable String identification() {
            return first(MAKERS).text();
        }

        /** Returns the meter's number: from the first register with a number, else the server's id; null without either. */
        @Nullable String equipmentId() {
            SmlReader.Value sent = first(NUMBERS);
            return MeterNumber.of(sent == SmlReader.Value.ABSENT ? serverId : sent);
        }

        @Nullable String version() {
            return first(VERSIONS).text();
        }

        /** Returns the octets of the first of the codes that the meter sends; {@code ABSENT} if the meter sends none of the codes. */
        private SmlReader.Value first(List<Obis> codes) {
            for (Obis code : codes) {
                for (Entry entry : entries) {
                    if (entry.code().equals(code) && entry.value().type() == Type.OCTET_STRING) {
                        return entry.value();
                    }
                }
            }
            return SmlReader.Value.ABSENT;
        }
    }

    /**
     * A register in a list: {@code list of 7 = objName, status, valTime, unit, scaler, value, valueSignature} (SML 1.03,
     * 5.1.8).
     *
     * @param status the status word; {@code ABSENT} if the entry has none
     * @param unit   number of the unit, see {@link Unit#cosemUnit}; {@link Unit#NO_COSEM_UNIT} without a unit
     * @param scaler power of ten of the number, -128 to 127, or {@link #NO_SCALER}
     * @param type   the type as it was sent; a corrected value may have another type
     * @param value  {@code ABSENT} for an empty octet string, which EMH's eHZ-IW8 sends in place of a missing value, and for a
     *               list
     */
    record Entry(Obis code, SmlReader.Value status, int unit, int scaler, Type type, SmlReader.Value value) {
        /** The scaler of a number without a scaler, which is used unscaled. */
        static final int NO_SCALER = Integer.MIN_VALUE;

        /** The highest channel (group B) with the meaning of channel 0: EasyMeter's Q3C sends the import on 1-1 and the export on 1-2. */
        private static final int LAST_CHANNEL = 2;
        /** The highest group E of totals and tariffs. */
        private static final int LAST_TARIFF = 5;

        /** Returns the entries of channel 0 first: if a register is sent on two channels, the value on channel 0 counts. */
        static List<Entry> byChannel(List<Entry> entries) {
            return entries.stream().sorted(Comparator.comparingInt(Entry::channel)).toList();
        }

        int channel() {
            return code.b();
        }

        /** Returns the code that all codes with one meaning share, see {@link RegisterTable#key}; from channel 3 on the code itself. */
        Obis key() {
            return channel() <= LAST_CHANNEL ? RegisterTable.key(code) : code;
        }

        /** Returns the quantity of the register; null if the driver has no quantity for the register (angles, keys, 1-0:1.7.1 of Hager). */
        @Nullable Quantity quantity() {
            return code.a() == 1 && channel() <= LAST_CHANNEL && code.e() <= LAST_TARIFF ? RegisterTable.numericQuantity(code) : null;
        }

        Entry withValue(SmlReader.Value other) {
            return new Entry(code, status, unit, scaler, type, other);
        }

        int scalerOrZero() {
            return scaler == NO_SCALER ? 0 : scaler;
        }

        /** Returns the code as German meters print it, always with group F: {@code 1-0:16.7.0*255}. */
        String printedCode() {
            return code.withoutF() + "*" + code.f();
        }
    }
}
