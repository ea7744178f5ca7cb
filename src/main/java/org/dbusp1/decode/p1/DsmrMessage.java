package org.dbusp1.decode.p1;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.QuarterHour;
import org.dbusp1.meter.Message.Register;

/** A P1 telegram. Its registers and details are read anew from the bytes at each call. */
record DsmrMessage(byte[] bytes, Optional<String> repair, boolean hasNoChecksum, MeterClock clock)
        implements Message {
    private static final String TYPE = "text";

    @Override
    public List<Register> registers() {
        List<Register> registers = new ArrayList<>();
        RegisterScanner scanner = new RegisterScanner();
        scanner.start(bytes);
        while (scanner.next()) {
            registers.add(register(scanner));
        }
        return List.copyOf(registers);
    }

    @Override
    public Optional<QuarterHour> quarterHour() {
        return QuarterHourRecord.last(bytes, clock);
    }

    @Override
    public Details details() {
        return new DsmrDetails(bytes, clock).read();
    }

    private Register register(RegisterScanner scanner) {
        int from = scanner.from();
        int to = scanner.to();
        String obis = PrintedText.plain(bytes, scanner.codeFrom(), from);
        String raw = PrintedText.plain(bytes, from, to);
        int inside = from + 1;
        int close = BracketGroups.close(bytes, inside, to);
        NumberReader number = new NumberReader();
        if (isText(RegisterTable.meaning(scanner.code().packed()).kind()) || !findNumber(number, bytes, from, to)) {
            return new Register(obis, TYPE, raw, OptionalInt.empty(), "", Optional.empty(),
                    PrintedText.decoded(bytes, inside, close));
        }
        BigDecimal value = number.decimal();
        String unit = PrintedText.plain(bytes, number.unitFrom(), number.unitTo());
        return new Register(obis, TYPE, raw, OptionalInt.of(-value.scale()), unit, Optional.of(value),
                Optional.empty());
    }

    /** Finds the number in one group, or beside a time in two groups; a longer list holds no single number. */
    private static boolean findNumber(NumberReader number, byte[] bytes, int from, int to) {
        int second = BracketGroups.group(bytes, from, to, 1);
        boolean list = BracketGroups.group(bytes, from, to, 2) < to;
        int group = second < to ? BracketGroups.numberOfTimed(bytes, from, to) : from + 1;
        return !list && number.readNumber(bytes, group, to);
    }

    private static boolean isText(RegisterTable.Kind kind) {
        return switch (kind) {
            case CLOCK, UNIX_CLOCK, CLOCK_DATE, CLOCK_TIME, VERSION, HEX_VERSION, METER_NUMBER,
                    PLAIN_METER_NUMBER, MESSAGE, MESSAGE_CODE, MBUS_ID, MBUS_OTHER -> true;
            case NUMBER, TIMED_NUMBER, TARIFF, FUSE, BREAKER, LIMITER, PEAK_HISTORY, FAILURES, QUARTER_HOUR,
                    MBUS_TYPE, MBUS_VALVE, MBUS_READING, MBUS_OLD_READING, GAS_OF_HOUR, UNKNOWN -> false;
        };
    }
}
