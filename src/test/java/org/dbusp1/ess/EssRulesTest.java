package org.dbusp1.ess;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.ess.EssRules.AcInputTypes;
import org.dbusp1.ess.EssRules.OtherMeter;
import org.dbusp1.feedback.EssVerdict;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.problem.Problem.About;
import org.dbusp1.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each case of what ESS does with a meter, without a bus. */
class EssRulesTest {
    private static final String OURS = "com.victronenergy.grid.p1_ttyUSB0";
    private static final String OTHER = "com.victronenergy.grid.cgwacs_mb1";

    /**
     * Returns the verdict about a meter with the instance 40 that systemcalc has chosen, with an inverter, in a situation that
     * differs from that by some words: chosen=no, inverter=no, other=30 (another meter with this instance), ...
     */
    private static EssVerdict verdict(String situation) {
        Map<String, String> words = Stream.of(situation.split(" ")).filter(word -> word.contains("="))
                .collect(Collectors.toMap(word -> word.split("=")[0], word -> word.split("=")[1]));
        Map<String, String> services = Map.of("ours", OURS, "other", OTHER, "inverter", "com.victronenergy.vebus.ttyS4");
        Optional<String> chosen = Optional.ofNullable(services.get(words.getOrDefault("chosen", "ours")));
        List<OtherMeter> others = Optional.ofNullable(words.get("other")).map(Integer::valueOf)
                .map(instance -> new OtherMeter(OTHER, instance, "EM24")).stream().toList();
        EssVerdict verdict = EssRules.verdict(new EssRules.Inputs(words.getOrDefault("role", "grid"),
                words.containsKey("powerless"), words.containsKey("order"), OURS, 40,
                Optional.of(words.getOrDefault("interval", "1")).filter(known -> !known.equals("unknown")).map(Long::valueOf)
                        .map(Duration::ofSeconds).orElse(null),
                new AcInputTypes(type(words.getOrDefault("input1", "1")), type(words.getOrDefault("input2", "0")),
                        words.containsKey("multi")),
                words.containsKey("without"), others, !words.containsKey("inverter"), chosen.stream().toList(),
                words.containsKey("unseen"), !words.containsKey("early"),
                Optional.ofNullable(words.get("follow")).map(Problem::valueOf).orElse(null),
                Optional.ofNullable(words.get("doubt")).map(PhaseOrder::parse).orElse(null)));
        assertThat(verdict.text()).isNotBlank().doesNotEndWith(".");
        assertThat(verdict.remedy().isEmpty()).as("what is wrong has a remedy").isEqualTo(!verdict.state().isWrong()
                && verdict.state() != Problem.ESS_OTHER_ROLE && verdict.state() != Problem.ESS_RESERVE);
        return verdict;
    }

    private static OptionalInt type(String input) {
        return input.equals("none") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(input));
    }

    /** A word of a situation, its state, and parts of the text, of the remedy and of the detail. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            as usual|ESS_USED|ESS uses this meter|''|''
            other=41|ESS_USED|ESS uses this meter|''|''
            chosen=no|ESS_EXPECTED|Nothing keeps ESS|''|''
            chosen=inverter early=yes|ESS_EXPECTED|Nothing keeps ESS|''|''
            unseen=yes|ESS_NOT_SEEN|no grid meter|Restart|''
            unseen=yes early=yes|ESS_USED|uses this meter|''|''
            unseen=yes without=yes|ESS_METERING_BY_INVERTER|ignores|External meter|''
            without=yes|ESS_METERING_BY_INVERTER|Grid metering is Inverter/Charger|System setup, ESS|''
            chosen=inverter input1=2|ESS_INPUT_NOT_GRID|no AC input is Grid|Set AC input 1 to Grid: Settings, System setup, AC system|''
            chosen=inverter input1=2 input2=none|ESS_INPUT_NOT_GRID|no AC input is Grid|AC system|''
            chosen=inverter input1=2 input2=none multi=yes|ESS_INPUT_NOT_GRID|no AC input of the inverter|VictronConnect|VictronConnect
            chosen=inverter input1=3|ESS_INPUT_NOT_GRID|''|''|''
            chosen=inverter input1=3 input2=1|ESS_NOT_CHOSEN|com.victronenergy.vebus.ttyS4|Restart|''
            chosen=no input1=3 input2=none|ESS_INPUT_NOT_GRID|''|''|''
            input1=0|ESS_USED|''|''|''
            other=30 chosen=other|ESS_RESERVE|In reserve: ESS uses EM24, and this meter when|another role or a higher instance|EM24
            other=30 chosen=no|ESS_RESERVE|EM24|remove the other one|EM24
            other=45 chosen=other|ESS_NOT_CHOSEN|ESS uses EM24, not this meter|Restart|EM24
            other=45 chosen=other early=yes|ESS_EXPECTED|''|''|''
            other=30|ESS_USED|ESS uses this meter|''|''
            other=40|ESS_SAME_INSTANCE|EM24, because both have the same instance|another instance|EM24
            other=40 chosen=other|ESS_SAME_INSTANCE|both have the same instance|another instance|''
            other=40 chosen=no|ESS_SAME_INSTANCE|both have the same instance|another instance|''
            role=pvinverter chosen=inverter|ESS_OTHER_ROLE|because of its role: pvinverter|choose Grid: P1 meter, Setup, Role|pvinverter
            role=pvinverter chosen=inverter|ESS_OTHER_ROLE|pvinverter|venus.role=grid|''
            powerless=yes chosen=inverter|ESS_NO_POWER|because it sends no power|PIN|''
            powerless=yes chosen=no|ESS_NO_POWER|because it sends no power|PIN|''
            powerless=yes role=pvinverter|ESS_OTHER_ROLE|pvinverter|''|''
            order=L2 interval=10|ESS_ONE_PHASE_ONLY|only one of the three phases|L1,L2,L3|L1,L2,L3
            order=L2 inverter=no|ESS_NO_INVERTER|''|''|''
            interval=unknown|ESS_USED|ESS uses this meter|''|''
            interval=10|ESS_SLOW|too seldom|slow charging|''
            interval=10 follow=FOLLOW_OFF|ESS_SLOW|too seldom|Switch on Follow the inverter|off
            interval=10 follow=FOLLOW_WATCHING|ESS_SLOW|too seldom|is learning|watching
            interval=10 follow=FOLLOW_NOT_FOLLOWED|ESS_SLOW|too seldom|why the driver does not follow the inverter now|paused
            interval=10 follow=FOLLOW_ACTING|ESS_FOLLOWED|between its telegrams, which come seldom|''|''
            interval=5 follow=FOLLOW_ACTING|ESS_USED|ESS uses this meter|''|''
            interval=10 without=yes|ESS_SLOW_NOT_USED|that is right. If ESS is to use it, set Grid metering to External meter|''|''
            interval=5|ESS_USED|''|''|''
            inverter=no|ESS_NO_INVERTER|No inverter/charger is connected|''|''
            doubt=L2,L1,L3|ESS_PHASE_ORDER|another order than the inverter's|set the order L2,L1,L3|L2,L1,L3
            doubt=L2,L1,L3 chosen=no|ESS_EXPECTED|''|''|''""")
    void eachSituationHasItsVerdict(String situation, Problem state, String text, String remedy, String detail) {
        EssVerdict verdict = verdict(situation);
        assertThat(verdict.state()).isEqualTo(state);
        assertThat(verdict.text()).contains(text);
        assertThat(verdict.remedy()).contains(remedy);
        assertThat(verdict.detail()).contains(detail);
    }

    @Test
    void statesKeepTheirNumbers() {
        assertThat(Problem.all(About.ESS)).as("/Error/0/Id").extracting(Problem::key).containsExactly(
                "unknown", "used", "expected", "no_inverter", "other_role", "slow", "phase_order", "input_not_grid",
                "metering_by_inverter", "reserve", "same_instance", "not_chosen", "meter_gone", "no_power", "one_phase_only",
                "not_seen", "followed", "slow_not_used");
    }
}
