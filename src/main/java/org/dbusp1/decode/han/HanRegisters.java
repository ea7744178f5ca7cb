package org.dbusp1.decode.han;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.decode.register.RegisterDefinition;
import org.dbusp1.decode.register.RegisterKind;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.CosemUnit;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Register;

/** The registers of a binary meter's message as they were sent. */
final class HanRegisters {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HanRegisters() {
    }

    static List<Register> of(RegisterList listing, Optional<ListScales> scales) {
        List<Register> registers = new ArrayList<>();
        for (ListEntry entry : listing.entries()) {
            registers.add(register(entry, scales));
        }
        return registers;
    }

    private static Register register(ListEntry entry, Optional<ListScales> scales) {
        Optional<BigDecimal> number = HanValues.number(entry.value());
        Optional<ListEntry.Scale> scale = number.isEmpty() ? Optional.empty()
                : entry.scale().or(() -> defined(entry, scales));
        return new Register(entry.obis().map(HanRegisters::code).orElse(""), entry.value().type().title(),
                raw(entry.value()),
                scale.map(known -> OptionalInt.of(known.exponent())).orElseGet(OptionalInt::empty),
                scale.flatMap(known -> CosemUnit.symbol(known.unit())).orElse(""),
                scale.flatMap(known -> number.map(n -> value(n, known.exponent()))), text(entry.value()));
    }

    /** What the list's definition says of it. */
    private static Optional<ListEntry.Scale> defined(ListEntry entry, Optional<ListScales> scales) {
        RegisterDefinition meaning = RegisterTable.meaning(entry.code());
        if (meaning.kind() != RegisterKind.NUMBER) {
            return Optional.empty();
        }
        Quantity quantity = meaning.quantity();
        return HanValues.exponent(entry, quantity, scales)
                .map(exponent -> new ListEntry.Scale(exponent, CosemUnit.of(quantity.unit())));
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

    /** Text, a moment, or a code in octets. */
    private static Optional<String> text(AXdr value) {
        if (!(value instanceof AXdr.Bytes bytes)) {
            return Optional.empty();
        }
        return OctetText.of(value).or(() -> CosemTime.of(bytes.bytes()).map(CosemTime::toString))
                .or(() -> ListLayout.obis(value).map(HanRegisters::code));
    }

    /** All six groups, F with a dot as in the meters' own documents. */
    private static String code(Obis obis) {
        return obis.a() + "-" + obis.b() + ":" + obis.c() + "." + obis.d() + "." + obis.e() + "." + obis.f();
    }
}
