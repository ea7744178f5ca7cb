package org.dbusp1.gx.ess.limit;

import java.util.Map;
import java.util.OptionalDouble;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.ess.EssFacts;
import org.dbusp1.gx.ess.limit.LimiterRule.Inverters;
import org.dbusp1.gx.ess.limit.LimiterRule.Need;
import org.dbusp1.gx.ess.limit.LimiterRule.Request;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.ImportLimit;
import org.jspecify.annotations.Nullable;

/** The rule of the peak limiter, for a house whose time is simulated: ESS is optimised, with a minimum charge. */
public final class WattsRule {
    private final LimiterRule rule;
    private final double minimum;
    private OptionalDouble last = OptionalDouble.empty();
    private Condition state = Condition.LIMITER_OFF;
    private int writes;

    /**
     * @param minimum charge, in percent
     * @param reserve the charge up to which the battery is kept for peaks; absent: 30 above the minimum
     */
    public WattsRule(double minimum, @Nullable Integer reserve) {
        this.rule = new LimiterRule(new Reserve(reserve, 30));
        this.minimum = minimum;
    }

    /**
     * Returns the most that the inverters may give from now on, in watts; absent where nothing limits them.
     *
     * @param given   what they give now, below 0 while they charge
     * @param charge  of the battery, in percent
     * @param charges whether a schedule charges the battery
     */
    public OptionalDouble decide(long second, ImportLimit limit, Values values, double given, double charge, boolean charges) {
        Map<String, Double> facts = Map.of("/Settings/CGwacs/BatteryLife/MinimumSocLimit", minimum, "/Dc/Battery/Soc", charge,
                "/Control/ScheduledCharge", charges ? 1.0 : 0.0);
        Request request = rule.decide(new Need(limit.allowedWatts(), limit.keepsReserve(), limit.missingWatts() != null,
                values.number(Quantity.POWER_NET), second * 1_000_000_000L), new EssFacts(facts),
                new Inverters(given, Double.MAX_VALUE), false, second * 1_000_000_000L);
        writes += request.watts() != null || last.isPresent() ? 1 : 0;
        last = request.watts() == null ? OptionalDouble.empty() : OptionalDouble.of(request.watts());
        state = request.finding().condition();
        return last;
    }

    public Condition state() {
        return state;
    }

    /** Returns the writes to the bus so far; none of them changes a file. */
    public int writes() {
        return writes;
    }
}
