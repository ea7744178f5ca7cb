package org.dbusp1.decode.tic;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Register;

/** A TIC frame. Its registers and details are views of its groups. */
record TicMessage(byte[] bytes, List<Group> groups) implements Message {
    private static final String TYPE = "text";
    /** The text that the meter sends if there is no message. */
    private static final String NO_MESSAGE = "PAS DE MESSAGE";

    /**
     * A group of the frame.
     *
     * @param time its date; empty if it has none
     * @param data with their blanks
     */
    record Group(String label, String time, String data) {
    }

    @Override
    public List<Register> registers() {
        return groups.stream().map(TicMessage::register).toList();
    }

    private static Register register(Group group) {
        String name = group.label();
        String data = group.data();
        Optional<String> time = Optional.of(group.time()).filter(date -> !date.isEmpty());
        TicLabel label = TicLabel.of(name);
        if (label.isNumber() && isDigits(data)) {
            return new Register(name, TYPE, data, OptionalInt.of(0), label.unit(), Optional.of(new BigDecimal(data)),
                    Optional.empty(), OptionalLong.empty(), time);
        }
        return new Register(name, TYPE, data, OptionalInt.empty(), "", Optional.empty(), Optional.of(data.strip()),
                OptionalLong.empty(), time);
    }

    @Override
    public Details details() {
        Optional<String> message = Optional.empty();
        Optional<Details.Limiter> limit = Optional.empty();
        for (Register register : registers()) {
            switch (register.obis()) {
                case "MSG1" -> message = register.text().filter(text -> !text.isEmpty() && !text.replaceAll(" +", " ").equals(NO_MESSAGE));
                case "PCOUP" -> limit = register.value().map(value -> new Details.Limiter(value, register.unit()));
                default -> { }
            }
        }
        return new Details(message, Optional.empty(), Optional.empty(), limit, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    /** Returns whether the data are a number that a long can hold: no label has more than 14 digits. */
    static boolean isDigits(String data) {
        return !data.isEmpty() && data.length() <= 14 && data.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
