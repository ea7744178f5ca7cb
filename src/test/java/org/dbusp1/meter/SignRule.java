package org.dbusp1.meter;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the sign rule promises of the powers of one message, in watts, written from the chapter <i>Faults</i> for comparison with
 * {@code NetPower}: a total of one register and phases with opposite directions, both beyond 60 W. The negative side is right, but for a
 * total above 0 of a meter that signs it:
 * <pre>
 * total  phases                                           total             phases
 * +      -, as large within 60 W or a tenth of all        sum of the phases stay
 * +      the same, but the total is an import             withheld          stay
 * +      -, not as large                                  withheld          stay
 * -      +, and none is negative                          stays             withheld
 * -      +, but some are negative                         stays             stay
 * </pre>
 * A phase of the meter without a known power leaves all as it is: their sum is not known.
 */
public final class SignRule {
    private static final BigDecimal LEAST = BigDecimal.valueOf(60);
    private static final BigDecimal TENTH = new BigDecimal("0.1");

    private SignRule() {
    }

    /**
     * Returns the powers after the rule; those that are withheld are empty.
     *
     * @param sent powers, voltages and currents that the message has, empty where a number cannot be read
     */
    public static Map<Quantity, Optional<BigDecimal>> applied(Map<Quantity, Optional<BigDecimal>> sent) {
        Map<Quantity, Optional<BigDecimal>> after = new EnumMap<>(Quantity.class);
        after.putAll(sent);
        Quantity register = sent.containsKey(Quantity.POWER_NET) ? Quantity.POWER_NET : Quantity.POWER_IMPORT;
        Optional<BigDecimal> total = sent.getOrDefault(register, Optional.empty());
        List<BigDecimal> phases = new ArrayList<>();
        for (Phase phase : Phase.ALL) {
            Optional<BigDecimal> power = power(sent, phase);
            power.ifPresent(phases::add);
            if (power.isEmpty() && List.of(phase.power(), phase.powerImport(), phase.powerExport(), phase.voltage(), phase.current())
                    .stream().anyMatch(sent::containsKey)) {
                return after;
            }
        }
        if (total.isEmpty() || sent.containsKey(Quantity.POWER_EXPORT)) {
            return after;
        }
        BigDecimal sum = phases.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal tenth = phases.stream().map(BigDecimal::abs).reduce(BigDecimal.ZERO, BigDecimal::add).multiply(TENTH)
                .setScale(register.decimals(), RoundingMode.DOWN);
        boolean signsTotal = Stream.of(Quantity.POWER_NET, Quantity.POWER_IMPORT)
                .anyMatch(power -> sent.getOrDefault(power, Optional.empty()).filter(watts -> watts.signum() < 0).isPresent());
        boolean exportsByPhases = !signsTotal && total.get().compareTo(LEAST) > 0 && sum.compareTo(LEAST.negate()) < 0;
        boolean exportsByTotal = total.get().compareTo(LEAST.negate()) < 0 && sum.compareTo(LEAST) > 0;
        if (exportsByPhases && total.get().add(sum).abs().compareTo(LEAST.max(tenth)) <= 0) {
            after.put(register, Optional.of(sum).filter(watts -> register == Quantity.POWER_NET));
        } else if (exportsByPhases) {
            after.put(register, Optional.empty());
        } else if (exportsByTotal && phases.stream().allMatch(power -> power.signum() >= 0)) {
            for (Phase phase : Phase.ALL) {
                after.computeIfPresent(phase.power(), (power, watts) -> Optional.empty());
                after.computeIfPresent(phase.powerImport(), (power, watts) -> Optional.empty());
            }
        }
        return after;
    }

    /** The power of a phase: its own register, else import less export. */
    private static Optional<BigDecimal> power(Map<Quantity, Optional<BigDecimal>> sent, Phase phase) {
        if (sent.containsKey(phase.power())) {
            return sent.get(phase.power());
        }
        Optional<BigDecimal> exported = sent.getOrDefault(phase.powerExport(), Optional.of(BigDecimal.ZERO));
        return sent.getOrDefault(phase.powerImport(), Optional.empty()).flatMap(watts -> exported.map(watts::subtract));
    }
}
