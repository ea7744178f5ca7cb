package org.dbusp1.gx.ess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the loop by which the simulated houses of these tests are regulated. */
class VictronLoop2016Test {
    /**
     * Plays what happens in each second: "power" and "ac" are what the loop sees of each phase, "-" is nothing new.
     *
     * @return what the inverters obey in each second
     */
    private static String play(VictronLoop2016 loop, int inverters, String events) {
        StringBuilder asked = new StringBuilder();
        int second = 0;
        for (String seconds : events.split("; ")) {
            String[] event = seconds.split(" x ");
            for (int times = event.length > 1 ? Integer.parseInt(event[1]) : 1; times > 0; times--) {
                for (String sent : event[0].split(", ")) {
                    double[] watts = Arrays.stream(sent.split(" ")).skip(1).mapToDouble(Double::parseDouble).toArray();
                    if (sent.startsWith("power")) {
                        loop.accept(watts[0], inverters == 1 ? watts : Arrays.copyOfRange(watts, 1, watts.length));
                    } else if (sent.startsWith("ac")) {
                        loop.acceptAcIn(watts);
                    }
                }
                loop.run(second);
                int now = second++;
                asked.append(asked.isEmpty() ? "" : " | ").append(IntStream.range(0, inverters)
                        .mapToObj(inverter -> String.valueOf(loop.asked(inverter, now))).collect(Collectors.joining(" ")));
            }
        }
        return asked.toString();
    }

    /** The owner's set point is 50 W. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '\u0001', textBlock = """
            AC-in + set point - power, all of it at once ; power 800, ac -300 ; -1050
            an inverter that charges ; power -900, ac 200 ; 1150
            only a new power: no step before the timer ; power 800, ac -300 # power 900 # - x 4 ; -1050 | -1050 | -1050 | -1050 | -1050 | -1150
            only a new AC-in: the timer repeats the step ; power 800, ac -300 # ac -1050 # - x 4 ; -1050 | -1050 | -1050 | -1050 | -1050 | -1800
            both are new ; power 800, ac -300 # ac -1050 # power 40 ; -1050 | -1050 | -1040
            the same power is not new ; power 800, ac -300 # power 800, ac -600 # power 801, ac -600 ; -1050 | -1050 | -1351
            the timer begins with each step ; power 800, ac -300 # - x 3 # power 700, ac -200 # - x 4 # - ; -1050 | -1050 | -1050 | -1050 | -850 | -850 | -850 | -850 | -850 | -851
            what stays is written less 1 W, and then again ; power 0, ac -950 # - x 4 # - x 5 # - ; -900 | -900 | -900 | -900 | -900 | -901 | -901 | -901 | -901 | -901 | -900
            NaN writes nothing, and the inverter resets after 10 s ; power 800, ac -300 # power NaN # - x 9 # - # power 700 # - x 4 ; -1050 | -1050 | -1050 | -1050 | -1050 | -1050 | -1050 | -1050 | -1050 | -1050 | -1050 | 0 | 0 | 0 | 0 | -950 | -950
            """)
    void oneInverter(String rule, String events, String asked) {
        String shown = play(new VictronLoop2016(1, VictronLoop2016.timerSeconds(1), 50), 1, events.replace(" # ", "; "));
        assertThat(shown).as(rule).isEqualTo(asked);
    }

    /** Power: the total, then L1 to L3. The owner's set point is 0 W. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '\u0001', textBlock = """
            each covers its own phase ; power 2000 100 1500 400, ac -10 -20 -30 ; -110 -1520 -430
            L1 first, until the total is covered ; power 1000 900 800 -700, ac -1 -1 -1 ; -901 -102 0
            none charges while another discharges ; power 1000 -500 800 700, ac -1 -1 -1 ; 0 -801 -202
            all charge ; power -1500 -1000 -900 400, ac 1 1 1 ; 1001 502 0
            a total on L1: only its inverter works ; power 4700 4700 NaN NaN, ac -1 -1 -1 ; -4701 0 0
            thirds: all work ; power 4701 1567 1567 1567, ac -1 -1 -1 ; -1568 -1568 -1568
            a total of NaN: none ; power NaN 100 100 100, ac -1 -1 -1 ; 0 0 0
            a phase of AC-in that stands still waits for the timer ; power 300 100 100 100, ac -1 -1 -1 # power 600 200 200 200, ac -2 -2 -1 # - x 4 # - ; -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -202 -202 -201
            a total AC-in that stands still waits for more, and its inverters reset ; power 300 100 100 100, ac -1 -1 -1 # ac -2 0 -1 # - x 9 # - # ac -3 0 -1 ; -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | -101 -101 -101 | 0 0 0 | -103 -100 -102
            """)
    void threeInverters(String rule, String events, String asked) {
        String shown = play(new VictronLoop2016(3, VictronLoop2016.timerSeconds(3), 0), 3, events.replace(" # ", "; "));
        assertThat(shown).as(rule).isEqualTo(asked);
    }
}
