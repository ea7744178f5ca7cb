package org.dbusp1.line.decode.han;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.dbusp1.line.decode.register.RegisterTable.RegisterType;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.HdlcHeader;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A binary meter's message. Registers and headers are parsed only on request.
 *
 * @param registerList     the list in the push, with the scales of the list's definition
 * @param hasAssumedScales whether all scales are those of the list's definition
 */
record HanMessage(Frame frame, Push pushWithoutHeader, RegisterList registerList, boolean hasAssumedScales) implements Message {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int CHECKSUM_BYTES = 2;
    private static final int LLC_BYTES = 3;

    @Override
    public byte[] bytes() {
        return frame.bytes();
    }

    /** {@inheritDoc} A DLMS message that came without HDLC or M-Bus has none: its {@link Frame} is the message alone. */
    @Override
    public boolean hasNoChecksum() {
        return frame.proof() == Frame.Proof.UNPROVEN;
    }

    @Override
    public boolean hasUncheckedTag() {
        return frame.hasUncheckedTag();
    }

    @Override
    public List<Register> registers() {
        return registerList.elements().stream().map(this::register).toList();
    }

    @Override
    public List<String> unreadDevices() {
        return registerList.elements().stream().filter(element -> element.definition().kind() == RegisterType.MBUS_ID)
                .map(element -> text(element.value())).filter(number -> number != null && !number.isBlank()).toList();
    }

    @Override
    public @Nullable Push push() {
        return new Push(header(), pushWithoutHeader.invokeId(), pushWithoutHeader.dateTime(), pushWithoutHeader.body());
    }

    private Push.@Nullable Header header() {
        if (frame.format() != Frame.Format.HDLC) {
            return null;
        }
        byte[] bytes = frame.bytes();
        HdlcHeader header = Objects.requireNonNull(HdlcHeader.of(bytes, 1, bytes.length));
        int hcs = 1 + header.size();
        return new Push.Header(header.segmented(), header.length(), header.client(), header.server(),
                header.control(), littleEndian(bytes, hcs), littleEndian(bytes, 1 + header.length() - CHECKSUM_BYTES),
                (int) AXdr.unsigned(bytes, hcs + CHECKSUM_BYTES, hcs + CHECKSUM_BYTES + LLC_BYTES));
    }

    private static int littleEndian(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    private Register register(RegisterList.Element element) {
        BigDecimal number = element.value().number();
        RegisterList.Scale scale = element.value().type().isPlainNumber() ? element.scale() : null;
        return new Register(element.obis() == null ? "" : code(element.obis()), element.value().type(), raw(element.value()),
                scale == null ? null : scale.exponent(),
                scale == null ? "" : Unit.cosemSymbol(scale.unit()).orElse(""),
                number == null || scale == null ? null : Register.scaled(number, scale.exponent()),
                text(element.value()));
    }

    private static String raw(AXdr value) {
        if (value instanceof AXdr.Bytes bytes) {
            return HEX.formatHex(bytes.bytes());
        }
        BigDecimal number = value instanceof AXdr.Whole whole ? whole.value() : value.number();
        return number == null ? "" : number.toPlainString();
    }

    /** Returns the text, time or code in octets; null for other octets and for a value that is no octets. */
    private static @Nullable String text(AXdr value) {
        if (!(value instanceof AXdr.Bytes bytes)) {
            return null;
        }
        String text = bytes.type() == AXdr.Type.OCTET_STRING && bytes.bytes().length == 0 ? "" : value.text();
        ClockTime time = CosemTime.parse(bytes.bytes());
        Obis code = value.obis();
        return text != null ? text : time != null ? time.toString() : code == null ? null : code(code);
    }

    /** Returns all six groups of a code, with a dot before F as in the meters' documents. */
    private static String code(Obis obis) {
        return obis.a() + "-" + obis.b() + ":" + obis.c() + "." + obis.d() + "." + obis.e() + "." + obis.f();
    }
}
