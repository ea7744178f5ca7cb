package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.NumberedDevice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceRuleTest {
    private static final Pattern DEVICE = Pattern.compile("(\\d):(\\w+):(\\w+)(?:@(\\d+)(!?))?");
    private static final Duration VALID_FOR = Duration.ofSeconds(5);
    private DeviceRule rule = new DeviceRule(() -> VALID_FOR);
    private long nanos;

    private GuardedReading check(List<MBusDevice> devices, @Nullable Stamp clock, long at) {
        return rule.check(new GuardedReading(new Snapshots().time(clock).devices(devices).reading(), at));
    }

    /**
     * Accepts a telegram with devices such as {@code 1:gas:old@1000}, channel, medium, number and time of its counter, ! of one that no
     * device shows. A duration such as PT4H lets time pass, {@code restart} begins anew.
     */
    private List<NumberedDevice> after(String telegram) {
        if (telegram.equals("restart")) {
            rule = new DeviceRule(() -> VALID_FOR);
            return List.of();
        }
        if (telegram.startsWith("PT")) {
            nanos += Duration.parse(telegram).toNanos();
            return List.of();
        }
        List<MBusDevice> devices = new ArrayList<>();
        Matcher device = DEVICE.matcher(telegram);
        while (device.find()) {
            int type = List.of("other", "", "electricity", "gas", "heat", "", "hot", "water").indexOf(device.group(2));
            BigDecimal value = "!".equals(device.group(5)) ? BigDecimal.ONE.negate() : BigDecimal.ONE;
            devices.add(new MBusDevice(Integer.parseInt(device.group(1)), type,
                    Optional.of(device.group(3)).filter(id -> !id.equals("none")).orElse(null), null,
                    Optional.ofNullable(device.group(4)).map(time -> new CounterReading(new Stamp(Long.parseLong(time), 3600), value, "m3"))
                            .orElse(null)));
        }
        nanos += Duration.ofSeconds(1).toNanos();
        return check(devices, null, nanos).numberedDevices();
    }

    /** The meters after the last of some telegrams; one without a counter in brackets. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            by channel | 1:gas:old@100 2:gas:new@200 | gas=old gas_2=new
            a second one from the start is there at once | 4:gas:b@1 2:gas:a@1 | gas=a gas_2=b
            and has its number then | 4:gas:b@1 2:gas:a@1; 4:gas:b@3 2:gas:a@1; 4:gas:b@3 2:gas:a@3 | gas=a gas_2=b
            one for each medium | 1:gas:g@1 2:water:w@1 3:hot:h@1 4:heat:k@1 | gas=g water=w hot_water=h heat=k
            another number is doubted                        | 1:gas:old@1000; 1:gas:new@500 | gas=(old)
            until it came four times                         | 1:gas:old@1000; 1:gas:new@500; PT40S; 1:gas:new@500; PT40S; 1:gas:new@500 \
            | gas=(old)
            over a minute                                    | 1:gas:old@1000; 1:gas:new@500; 1:gas:new@500; 1:gas:new@500; \
            1:gas:new@500; 1:gas:new@500; 1:gas:new@500; PT40S; 1:gas:new@500 | gas=(old)
            exchanged on the same channel                    | 1:gas:old@1000; 1:gas:new@500; PT20S; 1:gas:new@500; PT20S; 1:gas:new@500; \
            PT20S; 1:gas:new@500 | gas=new
            exchanged, with the old one's time               | 1:gas:old@1000; 1:gas:new@1000; PT20S; 1:gas:new@1000; PT20S; \
            1:gas:new@1000; PT20S; 1:gas:new@1000 | gas=new
            two numbers in turns                             | 1:gas:a@1; 1:gas:b@2; PT40S; 1:gas:a@3; PT40S; 1:gas:b@4; PT40S; \
            1:gas:a@5; PT40S; 1:gas:b@6; PT40S; 1:gas:a@7 | gas=a
            another number in each telegram                  | 1:gas:a@1; 1:gas:b@2; PT40S; 1:gas:c@3; PT40S; 1:gas:d@4; PT40S; 1:gas:e@5; \
            PT40S; 1:gas:f@6 | gas=(a)
            no number while one is doubted                   | 1:gas:a@1; 1:gas:b@2; 1:gas:none@3 | gas=(a)
            the doubted one has no number in each second     | 1:gas:a@1; 1:gas:b@2; PT20S; 1:gas:none@3; 1:gas:b@4; PT20S; \
            1:gas:none@4; 1:gas:b@5; PT20S; 1:gas:none@5; 1:gas:b@6; 1:gas:none@7 | gas=b
            a first number is believed at once               | 1:gas:none@1; 1:gas:a@2 | gas=a
            exchanged on another channel | 1:gas:old@1000; 1:gas:old@1000 2:gas:new@1300 | gas=old gas_2=new
            reports of the new one alone | 1:gas:o@1; 1:gas:o 2:gas:n@3; 1:gas:o 2:gas:n@6; 1:gas:o 2:gas:n@9 | gas=(o) gas_2=n
            for a day | 1:gas:o@1; 1:gas:o@1 2:gas:n@3; 1:gas:o@1 2:gas:n@6; 1:gas:o@1 2:gas:n@8; \
            PT26H; 1:gas:o@1 2:gas:n@9 | gas=n
            not if the old one reports between | 1:gas:o@1; 1:gas:o@1 2:gas:n@3; 1:gas:o@1 2:gas:n@6; 1:gas:o@1 2:gas:n@8; \
            1:gas:o@7 2:gas:n@8; \
            1:gas:o@7 2:gas:n@9 | gas=o gas_2=n
            both count | 1:gas:a@1 2:gas:b@2; 1:gas:a@3 2:gas:b@2; 1:gas:a@3 2:gas:b@4; 1:gas:a@5 2:gas:b@4 | gas=a gas_2=b
            both count, also after a restart | 1:gas:a@1 2:gas:b@1; 1:gas:a@3 2:gas:b@3; restart; 1:gas:a@3 2:gas:b@9 | gas=a gas_2=b
            one of two is silent for a day  | 1:gas:a@1 2:gas:b@1; 1:gas:a@2 2:gas:b@2; PT26H; 1:gas:a@2 2:gas:b@3 | gas=b
            and comes back | 1:gas:a@1 2:gas:b@1; 1:gas:a@2 2:gas:b@2; PT26H; 1:gas:a@2 2:gas:b@3; 1:gas:a@4 2:gas:b@5; \
            1:gas:a@6 2:gas:b@7 | gas=a gas_2=b
            one read daily keeps its number before one read hourly | 1:gas:a@1 2:gas:b@1; 1:gas:a@2 2:gas:b@2; 1:gas:a@2 2:gas:b@3; \
            1:gas:a@2 2:gas:b@4; 1:gas:a@2 2:gas:b@5; 1:gas:a@2 2:gas:b@6 | gas=a gas_2=b
            one of two leaves | 1:gas:a@1 2:gas:b@1; 1:gas:a@2 2:gas:b@2; 2:gas:b@3 | gas=(a) gas_2=b
            and is gone after a day | 1:gas:a@1 2:gas:b@1; 1:gas:a@2 2:gas:b@2; PT20H; 2:gas:b@3; PT10H; 2:gas:b@4 | gas=b
            a successor, after a restart without a clock | 1:gas:a@9; 1:gas:a 2:gas:b@10; PT26H; 1:gas:a 2:gas:b@11; restart; \
            1:gas:a@9 2:gas:b@12 | gas=a gas_2=b
            exchanged while the driver was off | 1:gas:a@9; restart; 1:gas:a 2:gas:b@10; 1:gas:a 2:gas:b@11; 1:gas:a 2:gas:b@12; \
            1:gas:a 2:gas:b@13 | gas=b
            an impossible counter is no exchange | 1:gas:a@1; 1:gas:a@2! 2:gas:b@3; 1:gas:a@3! 2:gas:b@4; 1:gas:a@4! 2:gas:b@5; \
            1:gas:a@5! 2:gas:b@6; 1:gas:a@6! 2:gas:b@7; 1:gas:a@7! 2:gas:b@8 | gas=(a) gas_2=b
            without numbers, on another channel | 1:gas:none@1; 1:gas:none 2:gas:none@3; PT26H; 1:gas:none 2:gas:none@3; \
            1:gas:none 2:gas:none@4 | gas=2
            a day after the last of the old one, also with a medium of another | 1:gas:a@1; PT26H; 1:water:b@2 | water=b
            a number that comes a day later is new at once    | 1:gas:a@1; PT26H; 1:gas:b@2 | gas=b
            and one without a number                         | 1:gas:a@1; PT26H; 1:gas:none@2 | gas=1
            within a day it is doubted                       | 1:gas:a@1; PT25H; 1:gas:b@2 | gas=(a)
            new at once, while the telegrams came without one | 1:gas:a@1; PT13H; -; PT13H; -; 1:gas:b@2 | gas=b
            two that came in turns for a day after it        | 1:gas:a@1; 1:gas:b@2; 1:gas:c@2; PT26H; 1:gas:b@3 | gas=b
            the same one, a day later                        | 1:gas:a@1; PT26H; 1:gas:a@2 | gas=a
            a telegram without the channel after an exchange | 1:gas:old@1; 1:gas:new@2; PT20S; 1:gas:new@2; PT20S; 1:gas:new@2; \
            PT20S; 1:gas:new@2; - | gas=(new)
            also of another medium                           | 1:water:w@1; 1:gas:g@1; PT20S; 1:gas:g@1; PT20S; 1:gas:g@1; \
            PT20S; 1:gas:g@1; - | gas=(g)
            one of two is replaced on another channel        | 2:water:a@1 3:water:b@1; 3:water:b@2 4:water:c@2; PT26H; \
            3:water:b@3 4:water:c@3 | water=b water_2=c
            silent                                           | 1:gas:g@1000; 1:gas:g | gas=(g)
            silent, and back                                 | 1:gas:g@1000; 1:gas:g; 1:gas:g@1000 | gas=g
            no longer in the telegram                        | 1:gas:g@1000; - | gas=(g)
            no longer for a day                              | 1:gas:g@1000; PT26H; - | ''
            its channel is another medium's                  | 1:water:w@1000; 1:gas:g@1000; PT20S; 1:gas:g@1000; PT20S; 1:gas:g@1000; \
            PT20S; 1:gas:g@1000 | gas=g
            also where the other has no counter              | 1:water:w@1000; 1:gas:g; PT20S; 1:gas:g; PT20S; 1:gas:g; PT20S; 1:gas:g | ''
            a number that is missing is that of the channel  | 1:gas:a@1; 1:gas:none@2 | gas=a
            a medium without a known meter | 1:other:x@1 2:electricity:e@1 | electricity=e other=x
            lists without devices between | 1:gas:g@1 2:gas:h@1; -; -; 1:gas:g@2 2:gas:h@2; -; 1:gas:g@2 2:gas:h@2 | gas=g gas_2=h""")
    void theMeterIsTheOneThatItWasWhileItReports(String about, String telegrams, String expected) {
        List<NumberedDevice> last = List.of();
        for (String telegram : telegrams.split(";")) {
            last = after(telegram.strip());
        }
        assertThat(last.stream().map(DeviceRuleTest::text).collect(Collectors.joining(" "))).as(about).isEqualTo(expected);
    }

    private static String text(NumberedDevice meter) {
        MBusDevice device = meter.device();
        String id = device.id() == null ? Integer.toString(device.channel()) : device.id();
        return device.medium().name().toLowerCase(Locale.ROOT) + (meter.number() > 1 ? "_" + meter.number() : "") + "="
                + (device.reading() != null ? id : "(" + id + ")");
    }

    private static MBusDevice gas(String id, long stampHours) {
        return new MBusDevice(1, 3, Optional.of(id).filter(text -> !text.isEmpty()).orElse(null), null,
                new CounterReading(new Stamp(stampHours * 3600, 3600), new BigDecimal("1.5"), "m3"));
    }

    /** Of a row, what has an exclamation mark shows no counter, and everything else shows one. */
    private static void expect(String message, String row, boolean withheld) {
        assertThat(withheld ? "withheld" : "published").as("%s of %s", message, row)
                .isEqualTo(message.endsWith("!") ? "withheld" : "published");
    }

    /**
     * The device, the hour of its time and the hour of the message; ! shows no counter. clock: the hour by the electricity
     * meter's clock at the first message, if it has one.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a counter holds for 26 hours after its last report              |     | a100@0 a100@26 a100@26.001!
            a new time makes it current again                               |     | a100@0 a100@27! a127@27 a127@53
            read each hour it holds as long                                 |     | a100@0 a101@1 a101@27 a101@27.001!
            an exchanged device starts anew                                 |     | a100@0 b100@25! b100@25.01! b100@25.02! b100@25.03
            at once, after the old one was gone for 26 hours                |     | a100@0 b100@27 a100@27.01! b100@27.02
            a time of days ago is too old at the start                      | 127 | a100@0! a100@1! a128@2
            a device that is read once a day does not vanish after a start  | 110 | a100@0 a100@16 a100@16.01! a124@17 a124@43
            """)
    void aCounterIsLeftOutWhenItsDeviceIsSilent(String name, Long clock, String messages) {
        for (String message : messages.split(" ")) {
            String[] parts = message.replace("!", "").split("(?<=[ab])|@");
            double hours = Double.parseDouble(parts[2]);
            Stamp now = clock == null ? null : new Stamp(clock * 3600 + (long) (hours * 3600), 3600);
            MBusDevice shown = check(List.of(gas(parts[0], Long.parseLong(parts[1]))), now, (long) (hours * 3600e9)).devices().get(0);
            expect(message, messages, shown.reading() == null);
        }
    }

    /** Nobody draws hot water at night. The litres, the hour of the message; ! shows no counter. */
    @ParameterizedTest
    @CsvSource({"100@0 100@26 100@26.001! 101@27 101@53 101@53.001!", "100@0 101@1 101@27 101@27.001!", "100@0 99@1! 99@2! 100@3"})
    void aCounterWithoutATimeHoldsForADayAfterItLastChanged(String messages) {
        for (String message : messages.split(" ")) {
            String[] parts = message.replace("!", "").split("@");
            MBusDevice water = new MBusDevice(1, null, null, null,
                    new CounterReading(null, new BigDecimal(parts[0]).movePointLeft(3), "m3"));
            MBusDevice shown = check(List.of(water), null, (long) (Double.parseDouble(parts[1]) * 3600e9)).devices().get(0);
            expect(message, messages, shown.reading() == null);
        }
    }

    /** One without a number takes its place on the channel and begins at 0; its clock stands. */
    @Test
    void theClockOfADeviceThatStandsDoesNotMakeItDoubtedForGood() {
        for (int hour = 0; hour < 48; hour++) {
            BigDecimal counter = hour < 24 ? new BigDecimal(5_000 + hour) : new BigDecimal(hour - 23);
            Stamp clock = new Stamp(Math.min(hour, 23) * 3600L, 3600);
            MBusDevice gas = new MBusDevice(1, 3, null, null, new CounterReading(clock, counter, "m3"));
            boolean shown = check(List.of(gas), null, Duration.ofHours(hour).toNanos()).devices().get(0).reading() != null;
            assertThat(shown).as("hour %d", hour).isEqualTo(hour < 24 || hour >= 27);
        }
    }

    /**
     * What telegrams with a gas meter, one each so many seconds, leave of its service: the number shown, brackets without a counter, - without
     * service. Letters are numbers, {@code ?} a counter that cannot follow, {@code w} another medium, {@code u} another unit, 0 no counter, . no
     * device.
     */
    @ParameterizedTest(name = "{0} each {1} s")
    @CsvSource(delimiter = '|', textBlock = """
            two numbers in turns          |  1 | abababab | a (a) a (a) a (a) a (a)
            two numbers and none in turns |  1 | a0ba0b   | a (a) (a) a (a) (a)
            two media in turns            |  1 | awawaw   | a (a) a (a) a (a)
            a counter that cannot follow  |  1 | a?a?a?   | a (a) a (a) a (a)
            in another unit               |  1 | auauau   | a (a) a (a) a (a)
            missing                       |  1 | a.a.a.   | a (a) a (a) a (a)
            for a minute                  | 30 | a....    | a (a) (a) - -
            of a slower meter for three   | 50 | a.....   | a (a) (a) (a) - -
            until another is believed     | 20 | abbbbb   | a (a) (a) (a) b b
            before it, when it is gone    | 25 | abbbb    | a (a) (a) - b
            never believed                |  1 | 00..0    | - - - - -
            """)
    void aServiceThatIsThereStaysForAMinute(String about, int interval, String telegrams, String expected) {
        rule = new DeviceRule(() -> VALID_FOR.plusSeconds(interval == 50 ? 3 * interval : 0));
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < telegrams.length(); i++) {
            char sent = telegrams.charAt(i);
            CounterReading counter = new CounterReading(new Stamp(i, 3600), sent == '?' ? BigDecimal.ONE : new BigDecimal(5_000),
                    sent == 'u' ? "kWh" : "m3");
            MBusDevice device = new MBusDevice(1, sent == 'w' ? 7 : 3, "?wu0".indexOf(sent) < 0 ? String.valueOf(sent) : "a", null,
                    sent == '0' ? null : counter);
            List<NumberedDevice> numbered = check(sent == '.' ? List.of() : List.of(device), null,
                    Duration.ofSeconds((long) i * interval).toNanos()).numberedDevices();
            shown.add(numbered.stream().filter(NumberedDevice::isExpected).map(meter -> meter.device().reading() != null
                    ? meter.device().id() : "(" + meter.device().id() + ")").collect(Collectors.joining("+")));
        }
        assertThat(shown.stream().map(text -> text.isEmpty() ? "-" : text).collect(Collectors.joining(" "))).as(about).isEqualTo(expected);
    }

    /** After 26 hours without a new counter a service leaves at once, although the last telegram had one. */
    @Test
    void aSilentDeviceIsNotExpected() {
        check(List.of(gas("a", 100)), null, 0);
        assertThat(check(List.of(gas("a", 100)), null, Duration.ofHours(26).toNanos()).numberedDevices())
                .containsExactly(new NumberedDevice(1, gas("a", 100), true));
        assertThat(check(List.of(gas("a", 100)), null, Duration.ofHours(26).plusSeconds(1).toNanos()).numberedDevices())
                .containsExactly(new NumberedDevice(1, gas("a", 100).withoutReading(), false));
    }

    @Test
    void aDeviceWithoutACounterStaysAsItIs() {
        MBusDevice placeholder = new MBusDevice(2, 0, null, null, null);
        assertThat(check(List.of(placeholder), null, 0).devices()).containsExactly(placeholder);
    }

    /** Nothing is known any more of what it counted before: the channel has one memory. */
    @Test
    void aDeviceThatComesBackAfterAnotherWasBelievedBeginsAnew() {
        List<String> shown = new ArrayList<>();
        for (int minute = 0; minute < 12; minute++) {
            String number = minute < 4 || minute >= 8 ? "a" : "b";
            CounterReading counter = new CounterReading(null, new BigDecimal(minute < 8 ? 100 + minute : 5), "m3");
            MBusDevice gas = check(List.of(new MBusDevice(1, 3, number, null, counter)), null, Duration.ofMinutes(minute).toNanos())
                    .devices().get(0);
            shown.add(gas.id() + (gas.reading() == null ? "" : gas.reading().value()));
        }
        assertThat(shown).containsExactly("a100", "a101", "a102", "a103", "a", "a", "a", "b107", "b", "b", "b", "a5");
    }

    @Test
    void eachChannelAgesByItself() {
        MBusDevice water = new MBusDevice(2, 7, "w", null, gas("w", 100).reading());
        check(List.of(gas("a", 100), water), null, 0);
        assertThat(check(List.of(gas("a", 127), water), null, Duration.ofHours(27).toNanos()).devices())
                .containsExactly(gas("a", 127), water.withoutReading());
    }
}
