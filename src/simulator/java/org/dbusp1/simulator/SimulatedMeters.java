package org.dbusp1.simulator;

import java.time.Instant;
import java.util.List;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.Simulator;
import org.dbusp1.line.source.Source;

/** Makes meters of every dialect, each in the house that is usual for the dialect, with the machine's time. */
public final class SimulatedMeters implements Simulator {
    @Override
    public List<String> names() {
        return Dialects.all().stream().map(SimulatedDialect::name).toList();
    }

    @Override
    public Source source(String name, Speed speed) {
        SimulatedDialect dialect = Dialects.named(name).orElseThrow();
        return new SimulatedSource(name, () -> new SimulatedMeter(dialect, House.usual(dialect, Instant.now())), speed);
    }
}
