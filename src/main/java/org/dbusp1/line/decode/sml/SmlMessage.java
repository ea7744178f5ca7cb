package org.dbusp1.line.decode.sml;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import org.dbusp1.line.decode.SmlReader;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/** The lists of an SML file (SML_GetList.Res); registers without a value are left out. */
record SmlMessage(Frame frame, List<SmlFile.Entry> entries) implements Message {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** The number of the unit of phase angles; their symbol is written in ASCII, "deg". */
    private static final int DEGREES = 8;

    @Override
    public byte[] bytes() {
        return frame.bytes();
    }

    @Override
    public List<Register> registers() {
        return entries.stream().filter(entry -> entry.value().size() > 0).map(SmlMessage::register).toList();
    }

    /**
     * {@inheritDoc} A status word that shows an import proves nothing: that of a DZG DWS7612.1t shows one while the house feeds in. A
     * negative number may be withheld ({@link SignFault}).
     */
    @Override
    public boolean showsExport() {
        StatusWord status = StatusWord.of(SmlFile.Entry.byChannel(entries));
        return status != null && status.exporting() || entries.stream().anyMatch(SmlMessage::showsExport);
    }

    private static boolean showsExport(SmlFile.Entry entry) {
        Quantity quantity = entry.quantity();
        return quantity != null && (quantity.isOfExport()
                || quantity.unit() == Unit.WATT && entry.value().fitsLong() && entry.value().number() < 0);
    }

    private static Register register(SmlFile.Entry entry) {
        SmlReader.Value value = entry.value();
        boolean number = value.isNumber();
        Integer scaler = !number || entry.scaler() == SmlFile.Entry.NO_SCALER ? null : entry.scaler();
        return new Register(entry.printedCode(), entry.type(), number ? value.bigInteger().toString()
                : HEX.formatHex(value.octets()), scaler, unit(entry.unit()),
                number ? Register.scaled(new BigDecimal(value.bigInteger()), entry.scalerOrZero()) : null,
                number ? null : value.text(),
                entry.status().fitsLong() ? entry.status().number() : null);
    }

    private static String unit(int number) {
        return number == DEGREES ? "deg" : Unit.cosemSymbol(number).orElse("");
    }
}
