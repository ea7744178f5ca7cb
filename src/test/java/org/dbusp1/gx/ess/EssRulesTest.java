package org.dbusp1.gx.ess;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.BusImage.Use;
import org.dbusp1.gx.ess.EssRules.AcInputTypes;
import org.dbusp1.gx.ess.EssRules.ActiveInput;
import org.dbusp1.gx.ess.EssRules.Inputs;
import org.dbusp1.gx.ess.EssRules.Inverter;
import org.dbusp1.gx.ess.EssRules.OtherMeter;
import org.dbusp1.gx.ess.EssRules.Regulator;
import org.dbusp1.gx.ess.EssRules.Settings;
import org.dbusp1.meter.PowerAbsence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each case of what ESS does with a meter, without a bus. */
class EssRulesTest {
    private static final String OURS = "com.victronenergy.grid.p1_ttyUSB0";
    private static final String OTHER = "com.victronenergy.grid.cgwacs_mb1";

    /** They are fine, and the remedy is for who wants something else. */
    private static final Set<Condition> CHOSEN_BY_OWNER = Set.of(Condition.ESS_OTHER_ROLE, Condition.ESS_RESERVE,
            Condition.ESS_EXTERNAL_CONTROL, Condition.ESS_CRITICAL_LOADS, Condition.ESS_KEEPS_CHARGED, Condition.ESS_NO_DISCHARGE,
                    Condition.ESS_INDIVIDUAL_PHASE);
    private static final Set<Condition> NOT_OF_A_LIVING_METER = Set.of(Condition.ESS_UNKNOWN, Condition.ESS_METER_GONE,
            Condition.ESS_GRID_LOST);

    /**
     * Returns the verdict about a meter with the instance 40 that systemcalc has chosen, with an inverter, in a situation that
     * differs from that by some words: chosen=no, inverter=no, other=30 (another meter with this instance), ...
     */
    private static Finding verdict(String situation) {
        Finding verdict = EssRules.status(inputs(situation), rule -> situation.contains("soon") ? 0 : Long.MAX_VALUE);
        assertThat(Texts.in("en").text(verdict)).isNotBlank().doesNotEndWith(".");
        assertThat(!Texts.in("en").remedy(verdict).isEmpty() || !verdict.isWrong()).as("what is wrong has a remedy").isTrue();
        return verdict;
    }

    private static Inputs inputs(String situation) {
        Map<String, String> words = Stream.of(situation.split(" ")).filter(word -> word.contains("="))
                .collect(Collectors.toMap(word -> word.split("=")[0], word -> word.split("=")[1]));
        Map<String, String> services = Map.of("ours", OURS, "other", OTHER, "inverter", "com.victronenergy.vebus.ttyS4");
        Optional<String> chosen = Optional.ofNullable(services.get(words.getOrDefault("chosen", "ours")));
        List<OtherMeter> others = Optional.ofNullable(words.get("other")).map(Integer::valueOf)
                .map(instance -> new OtherMeter(OTHER, instance, "EM24")).stream().toList();
        PublishedMeter meter = new PublishedMeter(OURS, words.getOrDefault("role", "grid"), words.containsKey("configured"), 40,
                words.containsKey("order") ? PhaseOrder.parse(words.get("order")) : PhaseOrder.STRAIGHT, 3,
                !words.containsKey("total") && !words.containsKey("thirds"), words.containsKey("thirds"),
                words.containsKey("powerless") ? PowerAbsence.valueOf(words.get("powerless")) : null,
                Optional.of(words.getOrDefault("interval", "1")).filter(known -> !known.equals("unknown")).map(Long::valueOf)
                        .map(Duration::ofSeconds).orElse(null), PhaseWatts.UNKNOWN);
        return new Inputs(meter,
                new AcInputTypes(type(words.getOrDefault("input1", "1")), type(words.getOrDefault("input2", "0")),
                        words.containsKey("multi")),
                new Settings(words.containsKey("without"), Integer.parseInt(words.getOrDefault("mode", "1")), words.containsKey("charged"),
                        words.containsKey("critical"), words.containsKey("discharge"), words.containsKey("limit")), others,
                words.containsKey("inverter") ? null : new Inverter(ActiveInput.valueOf(words.getOrDefault("active", "GRID")),
                        words.containsKey("waits"), words.containsKey("assistant"), words.containsKey("phases")),
                words.containsKey("off") ? Regulator.OFF : words.containsKey("inverter") ? Regulator.DISCONNECTED
                        : Regulator.valueOf(words.getOrDefault("proof", "PROVED")),
                words.containsKey("before"), chosen.stream().toList(), words.containsKey("dead"),
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
            chosen=no|ESS_EXPECTED|ESS can use|''|''
            chosen=inverter early=yes|ESS_EXPECTED|ESS can use|''|''
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
            role=pvinverter chosen=inverter|ESS_OTHER_ROLE|because of its role: PV inverter|choose Grid: P1 meter, Setup, Role|pvinverter
            role=genset|ESS_OTHER_ROLE|because of its role: generator|choose Grid|genset
            role=genset configured=yes|ESS_OTHER_ROLE|because of its role in the configuration|set venus.role=grid|configured
            powerless=PIN chosen=inverter|ESS_NO_POWER|because it sends no power|PIN|''
            powerless=PIN chosen=no|ESS_NO_POWER|because it sends no power|PIN|''
            powerless=HEAT_METER chosen=no|ESS_NO_POWER|it counts heat|the electricity meter|heat
            powerless=HEAT_METER chosen=inverter|ESS_NO_POWER|it counts heat|the electricity meter|heat
            powerless=HEAT_METER other=45 chosen=other|ESS_HEAT_METER|ESS uses EM24; this meter counts heat|''|EM24
            powerless=HEAT_METER other=45 chosen=no|ESS_HEAT_METER|ESS uses EM24; this meter counts heat|''|EM24
            powerless=HEAT_METER other=45 chosen=inverter|ESS_NO_POWER|it counts heat|the electricity meter|heat
            powerless=PIN other=45 chosen=other|ESS_NO_POWER|because it sends no power|PIN|''
            powerless=COUNTERS_ONLY chosen=no|ESS_NO_POWER|because it sends no power|only counters|counters
            powerless=NO_DIRECTION chosen=no|ESS_NO_POWER|sends its power without a direction|install an energy meter|direction
            powerless=PORT_NOT_OPEN chosen=no|ESS_NO_POWER|because it sends no power|customer port|port
            powerless=PIN role=pvinverter|ESS_OTHER_ROLE|PV inverter|''|''
            mode=3|ESS_EXTERNAL_CONTROL|External control|choose Optimized|''
            mode=3 interval=10|ESS_EXTERNAL_CONTROL|''|''|''
            mode=3 unseen=yes total=yes phases=3|ESS_EXTERNAL_CONTROL|''|''|''
            mode=3 chosen=no|ESS_EXTERNAL_CONTROL|''|''|''
            mode=3 other=30 chosen=other|ESS_EXTERNAL_CONTROL|''|''|''
            mode=3 inverter=no|ESS_NO_INVERTER|''|''|''
            mode=2|ESS_INDIVIDUAL_PHASE|''|''|''
            mode=2 phases=3|ESS_USED|''|''|''
            mode=2 total=yes|ESS_USED|''|''|''
            mode=1 total=yes phases=3|ESS_USED|''|''|''
            mode=0 total=yes phases=3|ESS_USED|''|''|''
            mode=2 total=yes phases=3|ESS_INDIVIDUAL_PHASE|only the total, on L1|Multiphase regulation to Total of all phases|''
            mode=2 total=yes phases=3 interval=10 follow=FOLLOW_FOLLOWED|ESS_INDIVIDUAL_PHASE|''|''|''
            order=L2 interval=10|ESS_ONE_PHASE_ONLY|only one of the three phases|L1,L2,L3|L1,L2,L3
            order=L2 inverter=no|ESS_NO_INVERTER|''|''|''
            interval=unknown|ESS_USED|ESS uses this meter|''|''
            interval=10|ESS_SLOW|too seldom|slow charging|''
            interval=10 follow=FOLLOW_OFF|ESS_SLOW|too seldom|Switch on Follow the inverter|off
            interval=10 follow=FOLLOW_WATCHING|ESS_SLOW|too seldom|begins by itself|watching
            interval=10 follow=FOLLOW_NOT_FOLLOWED|ESS_SLOW|too seldom|why the driver does not follow the inverter now|paused
            interval=10 follow=FOLLOW_FOLLOWED|ESS_FOLLOWED|between its telegrams, which come seldom|''|''
            interval=5 follow=FOLLOW_FOLLOWED|ESS_USED|ESS uses this meter|''|''
            interval=10 without=yes|ESS_SLOW_NOT_USED|that is right. If ESS is to use it, set Grid metering to External meter|''|''
            interval=5|ESS_USED|''|''|''
            inverter=no|ESS_NO_INVERTER|No inverter/charger is connected|''|''
            doubt=L2,L1,L3|ESS_PHASE_ORDER|another order than the inverter's|set the order L2,L1,L3|L2,L1,L3
            doubt=L2,L1,L3 interval=10 follow=FOLLOW_NOT_FOLLOWED|ESS_PHASE_ORDER|''|set the order L2,L1,L3|L2,L1,L3
            doubt=L2,L1,L3 discharge=no critical=yes|ESS_PHASE_ORDER|''|''|''
            doubt=L2,L1,L3 chosen=no|ESS_EXPECTED|''|''|''
            other=30 chosen=other dead=yes|ESS_OTHER_METER_DEAD|uses EM24, which sends none|Remove that meter|EM24
            other=45 chosen=other dead=yes|ESS_OTHER_METER_DEAD|''|a higher instance|EM24
            other=40 chosen=other dead=yes|ESS_OTHER_METER_DEAD|''|''|EM24
            dead=yes|ESS_USED|''|''|''
            dead=yes chosen=inverter early=yes|ESS_EXPECTED|''|''|''
            other=30 chosen=other dead=yes without=yes|ESS_METERING_BY_INVERTER|''|''|''
            assistant=no|ESS_NO_ASSISTANT|no ESS assistant|or leave it, if you want no ESS|''
            assistant=no mode=3|ESS_NO_ASSISTANT|''|''|''
            assistant=no interval=10|ESS_NO_ASSISTANT|''|''|''
            assistant=no other=30 chosen=other|ESS_NO_ASSISTANT|''|''|''
            off=yes|ESS_INVERTER_OFF|switched off|''|''
            off=yes unseen=yes active=NONE|ESS_INVERTER_OFF|''|''|''
            off=yes mode=3|ESS_EXTERNAL_CONTROL|''|''|''
            active=GENERATOR|ESS_ON_GENERATOR|runs on the generator|''|''
            active=NONE|ESS_NOT_CONNECTED|not connected to the grid|''|''
            active=NONE unseen=yes|ESS_NOT_CONNECTED|''|''|''
            active=NONE mode=2 total=yes phases=3|ESS_NOT_CONNECTED|''|''|''
            active=UNKNOWN|ESS_USED|''|''|''
            phases=3 total=yes limit=yes|ESS_IMPORT_LIMIT|although no phase has too much|Limit system AC import current|''
            total=yes limit=yes|ESS_USED|''|''|''
            phases=3 thirds=yes limit=yes|ESS_IMPORT_LIMIT|does not limit although|Switch off Thirds of the total|thirds
            thirds=yes limit=yes|ESS_USED|''|''|''
            mode=2 phases=3 thirds=yes|ESS_USED|''|''|''
            phases=3 limit=yes|ESS_USED|''|''|''
            mode=2 phases=3 total=yes limit=yes|ESS_INDIVIDUAL_PHASE|''|''|''
            charged=yes|ESS_KEEPS_CHARGED|keeps the batteries charged|choose Optimized|''
            charged=yes interval=10|ESS_KEEPS_CHARGED|''|''|''
            charged=yes discharge=no critical=yes|ESS_KEEPS_CHARGED|''|''|''
            discharge=no critical=yes|ESS_NO_DISCHARGE|Maximum inverter power is 0 W|higher|''
            critical=yes|ESS_CRITICAL_LOADS|Only critical loads|All system loads|''
            critical=yes active=NONE|ESS_NOT_CONNECTED|''|''|''
            proof=UNREAD|ESS_NOT_NOW|cannot be told|''|unread
            proof=UNREAD soon=yes|ESS_EXPECTED|''|''|''
            inverter=no soon=yes|ESS_EXPECTED|''|''|''
            inverter=no soon=yes other=30 chosen=other|ESS_EXPECTED|''|''|''
            inverter=no soon=yes other=45 chosen=other|ESS_EXPECTED|''|''|''
            inverter=no soon=yes other=40 chosen=other|ESS_SAME_INSTANCE|may use|''|''
            inverter=no soon=yes other=30 chosen=other dead=yes|ESS_EXPECTED|''|''|''
            inverter=no soon=yes chosen=inverter|ESS_EXPECTED|''|''|''
            inverter=no soon=yes charged=yes|ESS_EXPECTED|''|''|''
            inverter=no soon=yes without=yes interval=10|ESS_EXPECTED|''|''|''
            inverter=no soon=yes without=yes|ESS_METERING_BY_INVERTER|''|''|''
            inverter=no soon=yes chosen=no input1=2|ESS_INPUT_NOT_GRID|''|''|''
            inverter=no soon=yes mode=3|ESS_EXTERNAL_CONTROL|''|''|''
            proof=UNREAD soon=yes powerless=HEAT_METER other=45 chosen=other|ESS_NO_POWER|''|''|heat
            proof=UNREAD charged=yes|ESS_NOT_NOW|''|''|unread
            off=yes charged=yes|ESS_INVERTER_OFF|''|''|''
            proof=UNREAD other=30 chosen=other|ESS_NOT_NOW|''|''|''
            proof=DISCONNECTED|ESS_NOT_NOW|no connection to the inverter|''|disconnected
            proof=DISCONNECTED other=30 chosen=other|ESS_NOT_NOW|''|''|''
            proof=CHARGER_ONLY|ESS_NOT_NOW|Charger only|switch the inverter/charger to On|charger_only
            proof=INVERTER_ONLY|ESS_NOT_NOW|Inverter only|switch the inverter/charger to On|inverter_only
            proof=PASSTHROUGH|ESS_NOT_NOW|Passthrough|switch the inverter/charger to On|passthrough
            proof=FAULT|ESS_NOT_NOW|does not run|''|fault
            proof=USES_NO_METER|ESS_NOT_IN_USE|uses no meter|Energy meter support|''
            charged=yes other=30 chosen=other|ESS_KEEPS_CHARGED|''|''|''
            active=NONE other=30 chosen=other|ESS_NOT_CONNECTED|''|''|''
            off=yes other=30 chosen=other|ESS_INVERTER_OFF|''|''|''
            chosen=inverter input1=2 active=GENERATOR before=yes|ESS_ON_GENERATOR|''|''|''
            chosen=inverter input1=2 active=GENERATOR|ESS_INPUT_NOT_GRID|''|''|''""")
    void eachSituationHasItsVerdict(String situation, Condition state, String text, String remedy, String detail) {
        Finding verdict = verdict(situation);
        assertThat(verdict.condition()).isEqualTo(state);
        assertThat(Texts.in("en").text(verdict)).contains(text);
        assertThat(Texts.in("en").remedy(verdict)).contains(remedy);
        assertThat(verdict.detail()).contains(detail);
    }

    /** A word of a situation for each value that is read: with the other value of this word the verdict is another one. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry(BusItemClient.AC_INPUT_1, "chosen=no input1=2"), Map.entry(BusItemClient.AC_INPUT_2, "chosen=no input1=2 input2=1"),
            Map.entry("/Ac/In/1/Type", "chosen=no multi=yes input1=2"),
            Map.entry("/Ac/In/2/Type", "chosen=no multi=yes input1=2 input2=1"),
            Map.entry(BusItemClient.WITHOUT_GRID_METER, "without=yes"), Map.entry(BusItemClient.ESS_MODE, "mode=3"),
            Map.entry("/Settings/Ess/Mode", "charged=yes"), Map.entry("/Settings/CGwacs/BatteryLife/State", "charged=yes"),
            Map.entry("/Settings/CGwacs/BatteryUse", "critical=yes"), Map.entry("/Settings/CGwacs/MaxDischargePower", "discharge=no"),
            Map.entry("/Settings/CGwacs/AcInputLimit", "phases=3 total=yes limit=yes"),
            Map.entry("/Ac/In/0/ServiceName", "chosen=no"), Map.entry("/Ac/In/1/ServiceName", "chosen=no"),
            Map.entry("/VebusService", "inverter=no"), Map.entry("/Alarms/NoGridMeter", "unseen=yes"),
            Map.entry("/Ac/Grid/L1/Power", "chosen=other other=30 dead=yes"),
            Map.entry("/Ac/Grid/L2/Power", "chosen=other other=30 dead=yes"),
            Map.entry("/Ac/Grid/L3/Power", "chosen=other other=30 dead=yes"), Map.entry("/DeviceInstance", "other=40"),
            Map.entry("/CustomName", "other=40"), Map.entry("/ProductName", "other=40"), Map.entry("/Mgmt/Connection", "other=40"),
            Map.entry("/Ac/ActiveIn/L1/P", "doubt=L2,L1,L3"), Map.entry("/Ac/ActiveIn/L2/P", "mode=2 total=yes phases=3"),
            Map.entry("/Ac/ActiveIn/L3/P", "mode=2 total=yes phases=3"), Map.entry("/Ac/ActiveIn/ActiveInput", "active=NONE"),
            Map.entry("/Mode", "off=yes"), Map.entry("/Ess/EnergyMeterInUse", "proof=USES_NO_METER"),
            Map.entry("/Ac/NumberOfAcInputs", "chosen=no input1=2 input2=1"), Map.entry("/State", "assistant=no"),
                    Map.entry("/Hub4/AssistantId", "assistant=no"));
    /** Values that are no input of the rules of a meter that sends: of its verdict itself, and of the verdict on a silent meter. */
    private static final Set<String> OTHERS = Set.of(EssMonitor.SHAVES, BusItemClient.OWNERS_SETPOINT,
            "/Ac/State/IgnoreAcIn1", "/Ac/State/IgnoreAcIn2");

    @Test
    void everyValueThatIsReadHasARule() {
        List<String> read = BusImage.queries(Use.VERDICT).flatMap(query -> query.paths().stream())
                .distinct().toList();
        assertThat(read).as("values without a rule").containsExactlyInAnyOrderElementsOf(
                Stream.concat(WORDS.keySet().stream(), OTHERS.stream()).toList());
        WORDS.forEach((path, situation) -> assertThat(verdict(situation)).as(path)
                .isNotEqualTo(verdict(situation.substring(0, Math.max(0, situation.lastIndexOf(' '))))));
    }

    /** Each state of a meter that sends has a rule, in the order of the questions. */
    @Test
    void eachStateHasARule() {
        assertThat(EssRules.TABLE.stream().map(EssRules.Rule::state).distinct())
                .containsExactlyInAnyOrderElementsOf(Condition.all(Subject.ESS).stream()
                .filter(state -> !NOT_OF_A_LIVING_METER.contains(state)).toList());
    }

    /** What is absent for a moment is no proof against it: who acts goes on when it is back. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inverter=no                     | ESS_NOT_NOW      | ESS_NO_INVERTER      | ESS_EXPECTED
            assistant=no                    | ESS_NOT_NOW      | ESS_NO_ASSISTANT     | ESS_USED
            proof=UNREAD                    | ESS_NOT_NOW      | ESS_NOT_NOW          | ESS_EXPECTED
            proof=FAULT                     | ESS_NOT_NOW      | ESS_NOT_NOW          | ESS_EXPECTED
            proof=CHARGER_ONLY              | ESS_NOT_NOW      | ESS_NOT_NOW          | ESS_NOT_NOW
            off=yes                         | ESS_INVERTER_OFF | ESS_INVERTER_OFF     | ESS_INVERTER_OFF
            other=30 chosen=other dead=yes  | ESS_NOT_NOW      | ESS_OTHER_METER_DEAD | ESS_RESERVE
            other=30 chosen=other           | ESS_RESERVE      | ESS_RESERVE          | ESS_RESERVE""")
    void aRowWithinItsTimeIsUnproved(String situation, Condition verdict, Condition later, Condition told) {
        assertThat(EssRules.verdict(inputs(situation), rule -> 0).condition()).isEqualTo(verdict);
        assertThat(EssRules.verdict(inputs(situation), rule -> Long.MAX_VALUE).condition()).isEqualTo(later);
        assertThat(EssRules.status(inputs(situation), rule -> 0).condition()).isEqualTo(told);
    }

    /** A meter that sends nothing: whether the inverter is without a grid, and why. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inverter=no|ESS_METER_GONE|''|false
            inverter=no before=yes|ESS_GRID_LOST|unproved|true
            active=UNKNOWN before=yes|ESS_GRID_LOST|unproved|true
            active=UNKNOWN|ESS_METER_GONE|''|false
            active=GRID|ESS_METER_GONE|''|false
            active=NONE waits=yes|ESS_GRID_LOST|''|true
            active=NONE|ESS_METER_GONE|off_grid|true
            active=NONE off=yes|ESS_METER_GONE|off_grid|true
            active=GENERATOR|ESS_GRID_LOST|generator|true""")
    void aSilentMeterIsPerhapsAPowerCut(String situation, Condition state, String detail, boolean offGrid) {
        Finding status = EssRules.silentStatus(inputs(situation).inverter(), inputs(situation).regulator(), inputs(situation)
                .regulatedBefore());
        assertThat(status.condition()).isEqualTo(state);
        assertThat(status.detail()).isEqualTo(detail);
        assertThat(status.ess() == EssUse.OFF_GRID).isEqualTo(offGrid);
        assertThat(status.ess() == EssUse.REGULATES).isFalse();
    }

    @Test
    void statesKeepTheirNumbers() {
        assertThat(Condition.all(Subject.ESS)).as("/Error/0/Id").extracting(Condition::key).containsExactly(
                "unknown", "used", "expected", "no_inverter", "other_role", "slow", "phase_order", "input_not_grid",
                "metering_by_inverter", "reserve", "same_instance", "not_chosen", "meter_gone", "no_power", "one_phase_only",
                "not_seen", "followed", "slow_not_used", "external_control", "individual_phase", "heat_meter",
                "other_meter_dead", "no_assistant", "critical_loads", "keeps_charged", "no_discharge", "import_limit", "not_connected",
                "on_generator", "inverter_off", "grid_lost", "not_now", "not_in_use");
    }
}
