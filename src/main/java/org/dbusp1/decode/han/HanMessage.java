package org.dbusp1.decode.han;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.HdlcHeader;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/** A binary meter's message. Its registers and its headers are read only when they are requested. */
record HanMessage(Frame frame, DataNotification notification, RegisterList listing, Optional<ListScales> scales)
        implements Message {
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
        return frame.verdict() == Frame.Verdict.UNPROVEN;
    }

    @Override
    public List<Register> registers() {
        return listing.entries().stream().map(this::register).toList();
    }

    @Override
    public Optional<Push> push() {
        return Optional.of(new Push(header(), DataNotification.TAG, notification.invokeId(), notification.dateTime(),
                notification.body()));
    }

    /** Returns the header of the first frame, which is behind the frame's flag. */
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

    private Register register(ListEntry entry) {
        Optional<BigDecimal> number = HanValues.number(entry.value());
        Optional<ListEntry.Scale> scale = number.isEmpty() ? Optional.empty()
                : entry.scale().or(() -> defined(entry));
        return new Register(entry.obis().map(HanMessage::code).orElse(""), entry.value().type().title(),
                raw(entry.value()),
                scale.map(known -> OptionalInt.of(known.exponent())).orElseGet(OptionalInt::empty),
                scale.flatMap(known -> Unit.cosemSymbol(known.unit())).orElse(""),
                scale.flatMap(known -> number.map(n -> value(n, known.exponent()))), text(entry.value()));
    }

    /** Returns the scale by the list's definition. */
    private Optional<ListEntry.Scale> defined(ListEntry entry) {
        RegisterTable.Definition meaning = RegisterTable.meaning(entry.code());
        if (meaning.kind() != RegisterTable.Kind.NUMBER) {
            return Optional.empty();
        }
        Quantity quantity = meaning.quantity();
        return HanValues.exponent(entry, quantity, scales)
                .map(exponent -> new ListEntry.Scale(exponent, quantity.unit().cosem()));
    }

    private static BigDecimal value(BigDecimal raw, int exponent) {
        BigDecimal value = raw.scaleByPowerOfTen(exponent);
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    private static String raw(AXdr value) {
        if (value instanceof AXdr.Bytes bytes) {
            return HEX.formatHex(bytes.bytes());
        }
        return HanValues.number(value).map(BigDecimal::toPlainString).orElse("");
    }

    /** Returns the text, moment or code in octets; empty if they hold none. */
    private static Optional<String> text(AXdr value) {
        if (!(value instanceof AXdr.Bytes bytes)) {
            return Optional.empty();
        }
        return OctetText.of(value).or(() -> CosemTime.of(bytes.bytes()).map(CosemTime::toString))
                .or(() -> ListLayout.obis(value).map(HanMessage::code));
    }

    /** Returns all six groups of a code, F with a dot as in the meters' documents. */
    private static String code(Obis obis) {
        return obis.a() + "-" + obis.b() + ":" + obis.c() + "." + obis.d() + "." + obis.e() + "." + obis.f();
    }
}
