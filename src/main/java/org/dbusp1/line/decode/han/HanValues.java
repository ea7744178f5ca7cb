package org.dbusp1.line.decode.han;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.line.decode.EnergyTotals;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.line.decode.NetPower;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the quantities from a list, and lets others be derived. Used by one thread. */
final class HanValues {
    private static final Logger LOG = LoggerFactory.getLogger(HanValues.class);
    private static final Set<Quantity> VOLTAGES = EnumSet.of(Quantity.VOLTAGE_L1, Quantity.VOLTAGE_L2, Quantity.VOLTAGE_L3);
    /** A lower voltage means a wrong scale, except 0: IT grids have no L2, and not every phase is connected. */
    private static final long LOWEST_MILLIVOLTS = 80_000;
    private static final long HIGHEST_MILLIVOLTS = 480_000;

    private static final Pattern TARIFF_TEXT = Pattern.compile("(?:T|RATE)0*(\\d{1,2})");
    private static final String RATE = "RATE";

    private final Values.Builder values = new Values.Builder();
    private final NetPower netPower = new NetPower();
    /** The quantities in this meter's lists so far. A total that some list sends is not calculated for a list without it. */
    private final Set<Quantity> sentBefore = EnumSet.noneOf(Quantity.class);
    private final ThinnedLog implausibleVoltage = ThinnedLog.onChange(LOG::warn);

    void reset() {
        sentBefore.clear();
        netPower.forgetMeter();
    }

    Values of(RegisterList listing) {
        values.clear();
        for (RegisterList.Element element : listing.elements()) {
            RegisterTable.Definition meaning = element.definition();
            if (meaning.kind() == RegisterTable.RegisterType.NUMBER) {
                set(meaning.requireQuantity(), element);
            } else if (meaning.kind() == RegisterTable.RegisterType.TARIFF) {
                tariff(element.value(), listing.dialect() == Dialect.CZECHIA);
            }
        }
        netPower.complete(values, Evidence.ofList(sentBefore));
        EnergyTotals.complete(values, sentBefore);
        return values.build();
    }

    private void set(Quantity quantity, RegisterList.Element element) {
        BigDecimal raw = element.value().number();
        RegisterList.Scale scale = element.scale();
        Long scaled = raw == null || scale == null || scale.unit() != quantity.unit().cosemUnit() ? null
                : quantity.scaled(raw, scale.exponent());
        if (scaled == null || implausible(quantity, scaled)) {
            values.unreadable(quantity);
        } else if (!values.has(quantity)) {
            values.set(quantity, scaled);
            sentBefore.add(quantity);
        }
    }

    /**
     * Parses the tariff: a number, or the number in one or two octets, as Iskra sends 00 01. Czech meters send the text T1, some
     * meters RATE2.
     */
    private void tariff(AXdr value, boolean asText) {
        String sent = Objects.requireNonNullElse(value.text(), "");
        Matcher text = TARIFF_TEXT.matcher(asText || sent.startsWith(RATE) ? sent : "");
        if (value instanceof AXdr.Whole whole && whole.number() != null) {
            values.set(Quantity.TARIFF, whole.bits());
        } else if (text.matches()) {
            values.set(Quantity.TARIFF, Long.parseLong(text.group(1)));
        } else if (value instanceof AXdr.Bytes octets && octets.text() == null
                && octets.bytes().length >= 1 && octets.bytes().length <= 2) {
            values.set(Quantity.TARIFF, new BigInteger(1, octets.bytes()).longValue());
        }
    }

    private boolean implausible(Quantity quantity, long scaled) {
        if (!VOLTAGES.contains(quantity) || scaled == 0 || scaled >= LOWEST_MILLIVOLTS && scaled <= HIGHEST_MILLIVOLTS) {
            return false;
        }
        implausibleVoltage.log("{} would be {} V: this meter uses another unit than its list specifies; withheld", quantity.key(),
                scaled / 1000.0);
        return true;
    }
}
