package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.NumberedDevice;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.MapMemory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNumberingTest {
    private static final Pattern DEVICE = Pattern.compile("(\\d):(\\w+):(\\w+)(?:@(\\d+)|(!|))");
    private final MapMemory memory = new MapMemory();
    private DeviceNumbering meters = restarted();
    private long nanos;

    private DeviceNumbering restarted() {
        return new DeviceNumbering(new DeviceNumbering.Memory(memory, "cable"));
    }

    /**
     * Accepts a telegram with devices such as {@code 1:gas:old@1000}, channel, medium, number and time; one without a time is
     * stale or silent, one with ! withheld. A duration such as PT4H lets time pass, {@code restart} begins anew.
     */
    private List<NumberedDevice> after(String telegram) {
        if (telegram.strip().equals("restart")) {
            meters = restarted();
            return List.of();
        }
        if (telegram.strip().startsWith("PT")) {
            nanos += Duration.parse(telegram.strip()).toNanos();
            return List.of();
        }
        List<MBusDevice> devices = new ArrayList<>();
        Set<Integer> withheld = new HashSet<>();
        Matcher device = DEVICE.matcher(telegram);
        while (device.find()) {
            int channel = Integer.parseInt(device.group(1));
            int type = List.of("other", "", "electricity", "gas", "heat", "", "hot", "water").indexOf(device.group(2));
            devices.add(new MBusDevice(channel, type, Optional.of(device.group(3)).filter(id -> !id.equals("none")).orElse(null),
                    null, Optional.ofNullable(device.group(4)).map(time -> new CounterReading(
                            new Stamp(Long.parseLong(time), 3600), BigDecimal.ONE, "m3")).orElse(null)));
            if ("!".equals(device.group(5))) {
                withheld.add(channel);
            }
        }
        nanos += Duration.ofSeconds(1).toNanos();
        return meters.accept(devices, withheld, nanos);
    }

    /** The meters after the last of some telegrams; one without a counter in brackets. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            at first the newest reading, whatever the channel | 1:gas:old@100 2:gas:new@200 | gas=new
            at first equal readings are of several meters    | 4:gas:four@100 2:gas:two@100 | gas=two gas_2=four
            one for each medium | 1:gas:g@1 2:water:w@1 3:hot:h@1 4:heat:k@1 | gas=g water=w hot_water=h heat=k
            exchanged on the same channel                    | 1:gas:old@1000; 1:gas:new@500 | gas=new
            exchanged, with the old one's time               | 1:gas:old@1000; 1:gas:new@1000 | gas=new
            on another channel, the old one not yet stale    | 1:gas:old@1000; 1:gas:old@1000 2:gas:new@1300 | gas=old
            the same, when the new one counts                | 1:gas:o@1; 1:gas:o@1 2:gas:n@3; 1:gas:o@1 2:gas:n@6 | gas=o
            stale, and the new one does not count yet        | 1:gas:o@1; 1:gas:o@1 2:gas:n@3; 1:gas:o 2:gas:n@3 | gas=(o)
            stale, and the new one counts       | 1:gas:o@1; 1:gas:o@1 2:gas:n@3; 1:gas:o 2:gas:n@3; 1:gas:o 2:gas:n@6 | gas=n
            tied on another channel             | 1:gas:o@3; 1:gas:o@3 2:gas:n@3; 1:gas:o@3 2:gas:n@6; 1:gas:o 2:gas:n@9 | gas=n
            exchanged, and the old one silent                | 1:gas:old@1000; 1:gas:old 2:gas:new@1600 | gas=new
            both count | 1:gas:a@1 2:gas:b@2; 1:gas:a@3 2:gas:b@2; 1:gas:a@3 2:gas:b@4; 1:gas:a@5 2:gas:b@4 | gas=b gas_2=a
            both count, also after a restart | 1:gas:a@1 2:gas:b@1; 1:gas:a@3 2:gas:b@3; restart; 1:gas:a@3 2:gas:b@9 | gas=a gas_2=b
            one of two dies | 1:gas:a@1 2:gas:b@1; 1:gas:a 2:gas:b@1; 1:gas:a 2:gas:b@3 | gas=b
            and comes back  | 1:gas:a@1 2:gas:b@1; 1:gas:a 2:gas:b@3; 1:gas:a@4 2:gas:b@5; 1:gas:a@6 2:gas:b@7 | gas=b gas_2=a
            one of two leaves                                | 1:gas:a@1 2:gas:b@1; 2:gas:b@1; 2:gas:b@3 | gas=b
            a successor stays one after a restart            | 1:gas:a@9; 1:gas:a 2:gas:b@10; restart; 1:gas:a@9 2:gas:b@11 | gas=b
            exchanged while the driver was off               | 1:gas:a@9; restart; 1:gas:a 2:gas:b@10 | gas=b
            an impossible counter is no exchange             | 1:gas:a@1 2:gas:b@1; 1:gas:a! 2:gas:b@3 | gas=(a) gas_2=b
            without numbers, on another channel              | 1:gas:none@1; 1:gas:none 2:gas:none@3 | gas=2
            silent                                           | 1:gas:g@1000; 1:gas:g | gas=(g)
            silent, and back                                 | 1:gas:g@1000; 1:gas:g; 1:gas:g@1000 | gas=g
            no longer in the telegram                        | 1:gas:g@1000; - | gas=(g)
            no longer for three hours                        | 1:gas:g@1000; PT3H; - | ''
            its channel is another medium's                  | 1:water:w@1000; 1:gas:g@1000 | gas=g
            a medium without a known meter | 1:other:x@1 2:electricity:e@1 | electricity=e other=x
            two that differ in their number alone            | 1:gas:a@1000 1:gas:b@1000; 1:gas:a@1300 1:gas:b@1300 | gas=a gas_2=b
            lists without devices between                    | 1:gas:g@1 2:gas:h@1; -; -; 1:gas:g@1 2:gas:h@1 | gas=g gas_2=h""")
    void theMeterIsTheOneThatItWasWhileItReports(String about, String telegrams, String expected) {
        List<NumberedDevice> last = List.of();
        for (String telegram : telegrams.split(";")) {
            last = after(telegram);
        }
        assertThat(last.stream().map(DeviceNumberingTest::text).collect(Collectors.joining(" "))).as(about).isEqualTo(expected);
    }

    private static String text(NumberedDevice meter) {
        MBusDevice device = meter.device();
        String id = device.id() == null ? Integer.toString(device.channel()) : device.id();
        return device.medium().name().toLowerCase(Locale.ROOT) + (meter.number() > 1 ? "_" + meter.number() : "") + "="
                + (device.reading() != null ? id : "(" + id + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/2", "x/1/3/G", "1/1/3/%G", "9/1/3/G", "1/0/3/G", "1/1/3/G 1/2/3/H"})
    void whatIsNoMemoryIsSaid(String damaged) {
        assertThat(org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class, () -> {
            memory.kept.put("cable", damaged);
            restarted();
        })).isNotNull();
    }
}
