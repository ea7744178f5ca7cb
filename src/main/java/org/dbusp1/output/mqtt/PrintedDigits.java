package org.dbusp1.output.mqtt;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Register;

/**
 * The digits of a P1 telegram exactly as printed, with leading zeros. Keeps the registers of the last message, because
 * a message parses them again on each call. Used by one thread.
 */
final class PrintedDigits {
    private static final String TEXT = "text";
    private static final Pattern DIGITS = Pattern.compile("\\d+(\\.\\d+)?");

    private Optional<Message> message = Optional.empty();
    private final Map<String, String> groups = new HashMap<>();

    /**
     * The digits of a register of the electricity meter.
     *
     * @param code C.D.E of its OBIS code
     * @param unit the unit that must follow; empty for none
     */
    Optional<String> of(Message asked, String code, String unit) {
        read(asked);
        return Optional.ofNullable(groups.get(code)).flatMap(group -> digits(group, unit));
    }

    /** The digits of an M-Bus device's counter, which is the last group, after the time. */
    Optional<String> of(Message asked, MBusDevice device) {
        read(asked);
        String prefix = "mbus" + device.channel() + ":";
        String unit = device.reading().map(MBusDevice.Counter::unit).orElse("");
        return Stream.of("24.2.1", "24.2.3")
                .map(code -> groups.get(prefix + code)).filter(Objects::nonNull).findFirst()
                .flatMap(group -> digits(group, unit));
    }

    private void read(Message asked) {
        if (message.isPresent() && message.get() == asked) {
            return;
        }
        message = Optional.of(asked);
        groups.clear();
        for (Register register : asked.registers()) {
            if (register.type().equals(TEXT) && register.raw().endsWith(")")) {
                String raw = register.raw();
                String last = raw.substring(raw.lastIndexOf('(') + 1, raw.length() - 1);
                place(register.obis()).ifPresent(place -> groups.putIfAbsent(place, last));
            }
        }
    }

    private static Optional<String> place(String text) {
        try {
            Obis obis = Obis.parse(text);
            boolean device = obis.a() == 0 && obis.b() > 0;
            return Optional.of((device ? "mbus" + obis.b() + ":" : "") + obis.c() + "." + obis.d() + "." + obis.e());
        } catch (IllegalArgumentException noCode) {
            return Optional.empty();
        }
    }

    private static Optional<String> digits(String group, String unit) {
        int star = group.indexOf('*');
        String digits = star < 0 ? group : group.substring(0, star);
        String printed = star < 0 ? "" : group.substring(star + 1);
        return printed.equals(unit) && DIGITS.matcher(digits).matches() ? Optional.of(digits) : Optional.empty();
    }
}
