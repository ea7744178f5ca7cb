package org.dbusp1.decode.han;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.HdlcHeader;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Unit;

/**
 * A binary meter's message. Its registers and headers are parsed only on request.
 *
 * @param sent    the push, without the header of its frame
 * @param listing the list in it, with the scales of its definition
 */
record HanMessage(Frame frame, Push sent, RegisterList listing) implements Message {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int CHECK = 2;
    private static final int LLC = 3;

    @Override
    public byte[] bytes() {
        return frame.bytes();
    }

    /** {@inheritDoc} A message without a frame has no checksum. */
    @Override
    public boolean hasNoChecksum() {
        return frame.checked() == Frame.Checked.UNPROVEN;
    }

    @Override
    public List<Register> registers() {
        return listing.entries().stream().map(this::register).toList();
    }

    @Override
    public Optional<Push> push() {
        return Optional.of(new Push(header(), sent.invokeId(), sent.dateTime(), sent.body()));
    }

    /** Returns the header of the first frame, which follows the flag. */
    private Optional<Push.Header> header() {
        if (frame.format() != Frame.Format.HDLC) {
            return Optional.empty();
        }
        byte[] bytes = frame.bytes();
        return HdlcHeader.of(bytes, 1, bytes.length).map(header -> {
            int hcs = 1 + header.size();
            return new Push.Header(HdlcHeader.TYPE, header.segmented(), header.length(), header.client(),
                    header.server(), header.control(), lowFirst(bytes, hcs),
                    lowFirst(bytes, 1 + header.length() - CHECK),
                    (int) HdlcHeader.number(bytes, hcs + CHECK, hcs + CHECK + LLC));
        });
    }

    private static int lowFirst(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    private Register register(RegisterList.Entry entry) {
        Optional<BigDecimal> number = entry.value().number();
        Optional<RegisterList.Scale> scale = number.flatMap(any -> entry.scale());
        return new Register(entry.obis().map(HanMessage::code).orElse(""), entry.value().type().title(),
                raw(entry.value()),
                scale.map(known -> OptionalInt.of(known.exponent())).orElseGet(OptionalInt::empty),
                scale.flatMap(known -> Unit.cosemSymbol(known.unit())).orElse(""),
                scale.flatMap(known -> number.map(n -> Register.scaled(n, known.exponent()))), text(entry.value()));
    }

    private static String raw(AXdr value) {
        if (value instanceof AXdr.Bytes bytes) {
            return HEX.formatHex(bytes.bytes());
        }
        return (value instanceof AXdr.Whole whole ? Optional.of(whole.value()) : value.number()).map(BigDecimal::toPlainString).orElse("");
    }

    /** Returns the text, time or code in octets; empty if there are no octets or they hold something else. */
    private static Optional<String> text(AXdr value) {
        if (!(value instanceof AXdr.Bytes bytes)) {
            return Optional.empty();
        }
        if (bytes.type() == AXdr.Type.OCTET_STRING && bytes.bytes().length == 0) {
            return Optional.of("");
        }
        return value.text().or(() -> CosemTime.of(bytes.bytes()).map(CosemTime::toString)).or(() -> value.obis().map(HanMessage::code));
    }

    /** Returns all six groups of a code, with a dot before F as in the meters' documents. */
    private static String code(Obis obis) {
        return obis.a() + "-" + obis.b() + ":" + obis.c() + "." + obis.d() + "." + obis.e() + "." + obis.f();
    }
}
