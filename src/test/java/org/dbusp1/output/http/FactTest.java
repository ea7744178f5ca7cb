package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.feedback.EssVerdict;
import org.dbusp1.feedback.EssVerdict.Follow;
import org.dbusp1.feedback.Feedback;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Known;
import org.dbusp1.meter.EnergyUse.Step;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.LimiterReport;
import org.dbusp1.meter.ImportLimit.LimiterState;
import org.dbusp1.meter.ImportLimit.LimiterStatus;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.Fact;
import org.dbusp1.output.http.LiveStream.LiveState;
import org.dbusp1.output.mqtt.TopicRows;
import org.dbusp1.output.venus.PathRows;
import org.dbusp1.problem.Problem;
import org.dbusp1.process.Health;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A fact is one row: no output of the driver's own layouts can forget it, and its names follow from its key. */
class FactTest {
    private static final Follow FOLLOW = new Follow(Problem.FOLLOW_ACTING, 15, OptionalLong.of(750),
            List.of(OptionalLong.of(98), OptionalLong.of(97), OptionalLong.of(96)), OptionalLong.of(40), OptionalLong.of(900));

    static List<Fact> facts() {
        return Fact.ALL;
    }

    private static Snapshot snapshot() throws Exception {
        return Bills.limited(new ImportLimit(OptionalLong.of(2_400), Optional.of(new LimiterReport(
                new LimiterStatus(LimiterState.LIMITING, OptionalLong.of(2_300), OptionalLong.of(2_200)), 7, 1))))
                .withEnergy(energy());
    }

    private static EnergyUse energy() {
        Stamp time = Stamp.of(1_700_000_000, ZoneId.of("Europe/Brussels"));
        Use use = new Use(12_345_670, OptionalLong.of(4_560), OptionalLong.of(7_890), LocalDate.EPOCH, new Known(1, 2, 3),
                new Step(time, 10));
        return new EnergyUse(Map.of(Counter.IMPORT, use, Counter.EXPORT, use, Counter.GAS, use, Counter.WATER, use), Map.of(),
                Optional.of(time), List.of(), Optional.empty());
    }

    /** An output that works no longer. */
    private static List<Health> health() {
        return Fact.OUTPUTS.stream().map(name -> new Health(name, false, Instant.EPOCH, 7, Optional.of("no program listens"))).toList();
    }

    private static final Feedback FEEDBACK = new Feedback() {
        @Override
        public Optional<Follow> follow() {
            return Optional.of(FOLLOW);
        }

        @Override
        public List<Health> outputs() {
            return health();
        }
    };

    @Test
    void noTwoHaveTheSameName() {
        assertThat(Fact.ALL).extracting(Fact::path).doesNotHaveDuplicates();
        assertThat(Fact.ALL).extracting(Fact::topic).doesNotHaveDuplicates();
        assertThat(Fact.ALL).extracting(fact -> fact.metric() + fact.labels()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void everyLayoutOfOurOwnHasIt(Fact fact) throws Exception {
        assertThat(PathRows.all()).containsKey(fact.path().replaceFirst("/L[123]/", "/Lx/").replaceFirst("^(/P1/Output/)[^/]+", "$1NAME"));
        assertThat(TopicRows.demand()).containsKey(fact.topic());
        Snapshot snapshot = snapshot();
        LiveState now = LiveState.start(Instant.EPOCH).with(snapshot);
        Optional<String> value = fact.print(Fact.Shown.of(Optional.of(snapshot), FEEDBACK));
        EssVerdict ess = EssVerdict.of(Problem.ESS_FOLLOWED, "").withFollow(Optional.of(FOLLOW));
        JsonNode field = Web.JSON.readTree(NowJson.of(now, "[]", ess, health(), Optional.empty())).path(fact.group()).path(fact.field());
        assertThat(field.isNumber() || field.isTextual()).as("in /api/now").isEqualTo(value.isPresent());
        if (value.isPresent() && fact.kind().isNumber()) {
            assertThat(field.decimalValue()).isEqualByComparingTo(value.get());
        } else if (value.isPresent()) {
            assertThat(field.asText()).isEqualTo(value.get());
        }
        String metrics = new String(Metrics.of(now, "1.2.3", FEEDBACK), StandardCharsets.UTF_8);
        String labels = fact.labels().isEmpty() ? "" : "{" + fact.labels().get(0) + "=\"" + fact.labels().get(1) + "\"}";
        String sample = "\n" + fact.metric() + labels;
        assertThat(metrics.contains(sample + " ")).isEqualTo(fact.kind().isNumber() && value.isPresent());
    }
}
