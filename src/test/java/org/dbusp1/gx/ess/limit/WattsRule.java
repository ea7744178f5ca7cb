package org.dbusp1.gx.ess.limit;

import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.ess.LimiterFacts;
import org.dbusp1.gx.ess.limit.LimiterRule.InverterReport;
import org.dbusp1.gx.ess.limit.LimiterRule.LimitRequest;
import org.dbusp1.gx.ess.limit.LimiterRule.Need;
import org.dbusp1.metering.ImportLimit;
import org.jspecify.annotations.Nullable;

/** The rule of the peak limiter, for a house whose time is simulated: ESS is optimised, with a minimum charge. */
public final class WattsRule {
    private final LimiterRule rule;
    private final double minimumPercent;
    private @Nullable Need need;
    private @Nullable Double last;
    private Condition state = Condition.LIMITER_OFF;
    private int writes;

    public WattsRule(double minimumPercent, Reserve reserve) {
        this.rule = new LimiterRule(reserve);
        this.minimumPercent = minimumPercent;
    }

    /** Accepts a telegram. @return whether it may change what the inverters may give */
    public boolean accept(ImportLimit window, double gridWatts, long nanos) {
        need = new Need(window.allowedWatts(), window.keepsReserve(), window.missingWatts() != null, gridWatts, nanos);
        return rule.mayChange(need);
    }

    boolean hasTelegram() {
        return need != null;
    }

    /**
     * Returns the most that the inverters may give from now on, in watts; null where nothing limits them, or before a telegram.
     *
     * @param given   what they give now, below 0 while they charge
     * @param rating  the most that they can give
     * @param charge  of the battery, in percent
     * @param charges whether a schedule charges the battery
     */
    public @Nullable Double decide(double given, double rating, double charge, boolean charges, long nanos) {
        if (need != null) {
            LimiterFacts facts = new LimiterFacts(Map.of("/Settings/CGwacs/BatteryLife/MinimumSocLimit", minimumPercent,
                    "/Dc/Battery/Soc", charge, "/Control/ScheduledCharge", charges ? 1.0 : 0.0));
            LimitRequest request = rule.decide(need, facts, new InverterReport(given, rating), false, nanos);
            writes += request.watts() != null || last != null ? 1 : 0;
            last = request.watts();
            state = request.finding().condition();
        }
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
