package org.dbusp1.gx.service;

import java.io.IOException;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.base.problem.Condition.Subject;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ESS does with the meter, read from localsettings, systemcalc's paths, an inverter and other meters on a bus in memory. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class EssMonitorTest {
    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(EssMonitorTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void judgesWhatEssDoes(Scenario scenario) throws IOException {
        GxWorld.play(scenario, Subject.ESS);
    }
}
