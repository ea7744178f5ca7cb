package org.dbusp1.gx.service;

import java.io.IOException;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.base.problem.Condition.Subject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The peak limiter limits what the inverters give by an override of ESS on a bus in memory, and always releases it. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class PeakLimiterTest {
    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(PeakLimiterTest.class);
    }

    static Stream<Scenario> slowScenarios() throws IOException {
        return Scenario.slow(PeakLimiterTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void limitsThePeak(Scenario scenario) throws IOException {
        GxWorld.play(scenario, Subject.LIMITER);
    }

    /** Hours of the same. */
    @Tag("slow")
    @ParameterizedTest(name = "{0}")
    @MethodSource("slowScenarios")
    void limitsThePeakForHours(Scenario scenario) throws IOException {
        GxWorld.play(scenario, Subject.LIMITER);
    }
}
