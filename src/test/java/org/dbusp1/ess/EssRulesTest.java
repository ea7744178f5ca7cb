package org.dbusp1.ess;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.ess.EssRules.AcInputTypes;
import org.dbusp1.ess.EssRules.Inputs;
import org.dbusp1.ess.EssRules.OtherMeter;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.problem.Condition;
import org.dbusp1.problem.Condition.Subject;
import org.dbusp1.venus.BusItemClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each case of what ESS does with a meter, without a bus. */
class EssRulesTest {
    private static final String OURS = "com.victronenergy.grid.p1_ttyUSB0";
    private static final String OTHER = "com.victronenergy.grid.cgwacs_mb1";

    /** They are fine, and the remedy is for who wants something else. */
    private static final Set<Condition> CHOSEN_BY_OWNER = Set.of(Condition.ESS_OTHER_ROLE, Condition.ESS_RESERVE,
            Condition.ESS_EXTERNAL_CONTROL);

    /**
     * Returns the verdict about a meter with the instance 40 that systemcalc has chosen, with an inverter, in a situation that
     * differs from that by some words: chosen=no, inverter=no, other=30 (another meter with this instance), ...
     */
    private static EssStatus verdict(String situation) {
        EssStatus verdict = EssRules.status(inputs(situation));
        assertThat(verdict.text()).isNotBlank().doesNotEndWith(".");
        assertThat(verdict.remedy().isEmpty()).as("what is wrong has a remedy").isEqualTo(!verdict.state().isWrong()
                && !CHOSEN_BY_OWNER.contains(verdict.state()));
        return verdict;
    }

    private static Inputs inputs(String situation) {
        Map<String, String> words = Stream.of(situation.split(" ")).filter(word -> word.contains("="))
                .collect(Collectors.toMap(word -> word.split("=")[0], word -> word.split("=")[1]));
        Map<String, String> services = Map.of("ours", OURS, "other", OTHER, "inverter", "com.victronenergy.vebus.ttyS4");
        Optional<String> chosen = Optional.ofNullable(services.get(words.getOrDefault("chosen", "ours")));
        List<OtherMeter> others = Optional.ofNullable(words.get("other")).map(Integer::valueOf)
                .map(instance -> new OtherMeter(OTHER, instance, "EM24")).stream().toList();
        return new Inputs(words.getOrDefault("role", "grid"),
                words.containsKey("powerless") ? PowerAbsence.valueOf(words.get("powerless")) : null,
                words.containsKey("order"), words.containsKey("total"), OURS, 40,
                Optional.of(words.getOrDefault("interval", "1")).filter(known -> !known.equals("unknown")).map(Long::valueOf)
                        .map(Duration::ofSeconds).orElse(null),
                new AcInputTypes(type(words.getOrDefault("input1", "1")), type(words.getOrDefault("input2", "0")),
                        words.containsKey("multi")),
                words.containsKey("without"), Integer.parseInt(words.getOrDefault("mode", "1")), others,
                !words.containsKey("inverter"), words.containsKey("phases"), chosen.stream().toList(),
                words.containsKey("unseen"), !words.containsKey("early"),
                Optional.ofNullable(words.get("follow")).map(Condition::valueOf).orElse(null),
                Optional.ofNullable(words.get("doubt")).map(PhaseOrder::parse).orElse(null));
    }

    private static Integer type(String input) {
        return input.equals("none") ? null : Integer.valueOf(input);
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
            without=yes|ESS_METERING_BY_INVERTER|Grid metering is Inverter/Charger|System Setup, ESS|''
            chosen=inverter input1=2|ESS_INPUT_NOT_GRID|no AC input is Grid|Set AC input 1 to Grid: Settings, System Setup, AC System|''
            chosen=inverter input1=2 input2=none|ESS_INPUT_NOT_GRID|no AC input is Grid|AC System|''
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
            powerless=PIN chosen=inverter|ESS_NO_POWER|because it sends no power|PIN|''
            powerless=PIN chosen=no|ESS_NO_POWER|because it sends no power|PIN|''
            powerless=HEAT_METER chosen=no|ESS_NO_POWER|it counts heat|the electricity meter|heat
            powerless=HEAT_METER chosen=inverter|ESS_NO_POWER|it counts heat|the electricity meter|heat
            powerless=HEAT_METER other=45 chosen=other|ESS_HEAT_METER|ESS uses EM24; this meter counts heat|''|EM24
            powerless=HEAT_METER other=45 chosen=no|ESS_HEAT_METER|ESS uses EM24; this meter counts heat|''|EM24
            powerless=HEAT_METER other=45 chosen=inverter|ESS_NO_POWER|it counts heat|the electricity meter|heat
            powerless=PIN other=45 chosen=other|ESS_NO_POWER|because it sends no power|PIN|''
            powerless=PORT_NOT_OPEN chosen=no|ESS_NO_POWER|because it sends no power|customer port|port
            powerless=PIN role=pvinverter|ESS_OTHER_ROLE|pvinverter|''|''
            mode=3|ESS_EXTERNAL_CONTROL|External control|choose Optimized|''
            mode=3 interval=10|ESS_EXTERNAL_CONTROL|''|''|''
            mode=3 unseen=yes total=yes phases=3|ESS_EXTERNAL_CONTROL|''|''|''
            mode=3 chosen=no|ESS_EXTERNAL_CONTROL|''|''|''
            mode=3 other=30 chosen=other|ESS_RESERVE|''|''|''
            mode=3 inverter=no|ESS_NO_INVERTER|''|''|''
            mode=2|ESS_USED|''|''|''
            mode=2 phases=3|ESS_USED|''|''|''
            mode=2 total=yes|ESS_USED|''|''|''
            mode=1 total=yes phases=3|ESS_USED|''|''|''
            mode=0 total=yes phases=3|ESS_USED|''|''|''
            mode=2 total=yes phases=3|ESS_INDIVIDUAL_PHASE|only the total, on L1|Multiphase regulation to Total of all phases|''
            mode=2 total=yes phases=3 interval=10 follow=FOLLOW_ACTING|ESS_INDIVIDUAL_PHASE|''|''|''
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
            doubt=L2,L1,L3 interval=10 follow=FOLLOW_NOT_FOLLOWED|ESS_PHASE_ORDER|''|set the order L2,L1,L3|L2,L1,L3
            doubt=L2,L1,L3 chosen=no|ESS_EXPECTED|''|''|''""")
    void eachSituationHasItsVerdict(String situation, Condition state, String text, String remedy, String detail) {
        EssStatus verdict = verdict(situation);
        assertThat(verdict.state()).isEqualTo(state);
        assertThat(verdict.text()).contains(text);
        assertThat(verdict.remedy()).contains(remedy);
        assertThat(verdict.detail()).contains(detail);
    }

    /**
     * For each input a situation in which another value of it gives another verdict. An input without an entry, or whose entry changes
     * nothing, has no row in the rules.
     */
    private static final Map<String, Map.Entry<String, Object>> ROWS = Map.ofEntries(
            entry("role", "usual", "genset"), entry("powerAbsence", "usual", PowerAbsence.PIN), entry("onePhaseOnly", "usual", true),
            entry("totalOnly", "mode=2 phases=3", true), entry("service", "usual", OTHER), entry("instance", "other=30 chosen=no", 20),
            entry("interval", "usual", Duration.ofSeconds(10)),
            entry("acInputs", "chosen=no", new AcInputTypes(2, 0, false)),
            entry("withoutMeter", "usual", true), entry("mode", "usual", EssFacts.EXTERNAL),
            entry("others", "usual", List.of(new OtherMeter(OTHER, 40, "EM24"))), entry("inverter", "usual", false),
            entry("severalPhases", "mode=2 total=yes", true), entry("chosen", "usual", List.of()), entry("notSeen", "usual", true),
            entry("settled", "unseen=yes", false), entry("inverterFollower", "interval=10", Condition.FOLLOW_ACTING),
            entry("order", "usual", PhaseOrder.parse("L2,L1,L3")));
    /** The input to which each value on the bus goes; the last is part of the verdict itself. */
    private static final Map<String, String> INPUTS = Map.ofEntries(
            Map.entry(BusItemClient.AC_INPUT_1, "acInputs"), Map.entry(BusItemClient.AC_INPUT_2, "acInputs"),
            Map.entry("/Ac/In/1/Type", "acInputs"), Map.entry("/Ac/In/2/Type", "acInputs"),
            Map.entry(BusItemClient.WITHOUT_GRID_METER, "withoutMeter"), Map.entry(BusItemClient.ESS_MODE, "mode"),
            Map.entry("/Settings/Ess/Mode", "mode"),
            Map.entry("/Ac/In/0/ServiceName", "chosen"), Map.entry("/Ac/In/1/ServiceName", "chosen"),
            Map.entry("/Alarms/NoGridMeter", "notSeen"), Map.entry("/DeviceInstance", "others"), Map.entry("/CustomName", "others"),
            Map.entry("/ProductName", "others"), Map.entry("/Mgmt/Connection", "others"),
            Map.entry("/Ac/ActiveIn/L1/P", "order"), Map.entry("/Ac/ActiveIn/L2/P", "severalPhases"),
            Map.entry("/Ac/ActiveIn/L3/P", "severalPhases"), Map.entry(EssFacts.SHAVES, "peakShaving"));

    private static Map.Entry<String, Map.Entry<String, Object>> entry(String input, String situation, Object other) {
        return Map.entry(input, Map.entry(situation, other));
    }

    @Test
    void everyInputHasARow() throws ReflectiveOperationException {
        RecordComponent[] components = Inputs.class.getRecordComponents();
        for (RecordComponent component : components) {
            assertThat(ROWS).as("a row of the rules uses " + component.getName()).containsKey(component.getName());
            Map.Entry<String, Object> row = ROWS.get(component.getName());
            Inputs usual = inputs(row.getKey());
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i] == component ? row.getValue() : components[i].getAccessor().invoke(usual);
            }
            Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Inputs changed = Inputs.class.getDeclaredConstructor(types).newInstance(values);
            assertThat(EssRules.status(changed)).as(component.getName()).isNotEqualTo(EssRules.status(usual));
        }
    }

    @Test
    void everyValueThatIsReadIsAnInput() {
        List<String> read = EssMonitor.QUESTIONS.stream().flatMap(question -> question.paths().stream()).distinct().toList();
        assertThat(read).as("values without a row").containsExactlyInAnyOrderElementsOf(INPUTS.keySet());
        assertThat(ROWS.keySet()).containsAll(INPUTS.values().stream().filter(input -> !input.equals("peakShaving")).toList());
    }

    /** Of what the peak limiter reads, each value changes a fact that its rule asks for. */
    @Test
    void everyValueThatTheLimiterReadsChangesAFact() throws ReflectiveOperationException {
        for (String path : EssFacts.paths()) {
            Set<List<Object>> facts = new HashSet<>();
            for (double value : new double[] {0, 1, 3, 5, 9, 60}) {
                List<Object> known = new ArrayList<>();
                for (Method fact : EssFacts.class.getDeclaredMethods()) {
                    if (Modifier.isPublic(fact.getModifiers()) && !Modifier.isStatic(fact.getModifiers())
                            && fact.getParameterCount() == 0 && !Set.of("values", "toString", "hashCode").contains(fact.getName())) {
                        known.add(String.valueOf(fact.invoke(new EssFacts(Map.of(path, value), 0.0))));
                    }
                }
                facts.add(known);
            }
            assertThat(facts).as(path).hasSizeGreaterThan(1);
        }
    }

    @Test
    void statesKeepTheirNumbers() {
        assertThat(Condition.all(Subject.ESS)).as("/Error/0/Id").extracting(Condition::key).containsExactly(
                "unknown", "used", "expected", "no_inverter", "other_role", "slow", "phase_order", "input_not_grid",
                "metering_by_inverter", "reserve", "same_instance", "not_chosen", "meter_gone", "no_power", "one_phase_only",
                "not_seen", "followed", "slow_not_used", "external_control", "individual_phase", "heat_meter");
    }
}
