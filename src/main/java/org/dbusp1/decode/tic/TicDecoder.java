package org.dbusp1.decode.tic;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.decode.Decoder;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.frame.TicGroups;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.dialect.France;

/**
 * Decodes TIC frames. The TIC has no active power: readings have none, unless the owner lets apparent power replace it,
 * and then only if {@link TicPower} finds a direction; never in the mode historique, which has no direction.
 */
public final class TicDecoder implements Decoder {
    /** The registers of each tariff of the mode historique; the mode standard has a total. */
    private static final List<Set<String>> TARIFFS = List.of(Set.of("HCHC", "HCHP"), Set.of("EJPHN", "EJPHPM"),
            Set.of("BBRHCJB", "BBRHPJB", "BBRHCJW", "BBRHPJW", "BBRHCJR", "BBRHPJR"));
    private static final Map<String, Integer> COLOURS = Map.of("BLEU", 1, "BLAN", 2, "ROUG", 3);
    /** The last letter of a period in Tempo. */
    private static final String COLOUR_LETTERS = "BWR";

    private final boolean apparentAsPower;
    private final TicClock clock;
    private final TicGroups groups = new TicGroups();
    private final Values.Builder values = new Values.Builder();
    private final Set<String> labels = new HashSet<>();
    private Optional<String> address = Optional.empty();
    private Optional<String> version = Optional.empty();
    private Optional<Stamp> time = Optional.empty();
    private Optional<TicStatus> status = Optional.empty();

    /**
     * @param apparentAsPower whether the apparent power in VA is published as if it were active power in W; the TIC has
     *                        no watts
     * @param zone            zone of the meter's clock; absent: the zone of European France
     */
    public TicDecoder(boolean apparentAsPower, Optional<ZoneId> zone) {
        this.apparentAsPower = apparentAsPower;
        this.clock = new TicClock(France.TIC_STANDARD.zone(zone));
    }

    @Override
    public Reading decode(Frame frame) throws DecodeException {
        if (frame.verdict() == Verdict.REJECTED) {
            throw new DecodeException(frame.cause().orElse(RejectCause.GARBAGE));
        }
        if (!read(frame.bytes())) {
            throw new DecodeException(RejectCause.TRUNCATED);
        }
        boolean standard = frame.format() == Format.TIC_STANDARD;
        if (standard && apparentAsPower) {
            TicPower.net(values, status).ifPresent(net -> {
                values.set(Quantity.POWER_NET, net);
                if (TicPower.onePhase(values)) {
                    values.set(Quantity.POWER_L1, net);
                }
            });
        }
        if (incomplete()) {
            values.unreadable(Quantity.ENERGY_IMPORT);
        }
        Derivation.complete(values);
        Values complete = values.build();
        if (complete.equals(Values.NONE)) {
            throw new DecodeException(RejectCause.GARBAGE);
        }
        MeterIdentity meter =
                new MeterIdentity(standard ? France.TIC_STANDARD : France.TIC_HISTORIQUE, "", address, version);
        return new Reading(meter, time, complete, List.of(), new TicMessage(frame.bytes()));
    }

    /** Returns whether the frame has some registers of the owner's tariff, but not all: their sum would be no total. */
    private boolean incomplete() {
        return TARIFFS.stream().anyMatch(all -> all.stream().anyMatch(labels::contains) && !labels.containsAll(all));
    }

    /** Reads the groups of a frame; returns false if the frame has a label twice: then lost bytes joined two frames. */
    private boolean read(byte[] bytes) {
        values.clear();
        labels.clear();
        address = Optional.empty();
        version = Optional.empty();
        time = Optional.empty();
        status = Optional.empty();
        groups.start(bytes);
        while (groups.next()) {
            String label = groups.label();
            if (!labels.add(label)) {
                return false;
            }
            group(label, groups.data());
        }
        return true;
    }

    private void group(String label, String data) {
        switch (label) {
            case "ADSC", "ADCO" -> address = Optional.of(data.strip()).filter(text -> !text.isEmpty());
            case "VTIC" -> version = Optional.of(data.strip()).filter(text -> !text.isEmpty());
            case "DATE" -> time = clock.read(groups.time());
            case "NTARF" -> tariff(TicMessage.isDigits(data) && data.length() == 2 ? Integer.parseInt(data) : 0);
            case "PTEC" -> period(data);
            case "DEMAIN" -> colour(Quantity.TEMPO_TOMORROW, COLOURS.getOrDefault(data, 0));
            case "STGE" -> {
                status = TicStatus.read(data);
                status.ifPresent(word -> {
                    colour(Quantity.TEMPO_TODAY, word.today());
                    colour(Quantity.TEMPO_TOMORROW, word.tomorrow());
                });
            }
            default -> number(TicLabel.of(label), data);
        }
    }

    private void number(TicLabel label, String data) {
        label.quantity().ifPresent(quantity -> {
            if (TicMessage.isDigits(data) && data.length() == label.digits()) {
                int shift = quantity.decimals() + label.power();
                values.set(quantity, Long.parseLong(data) * Math.round(Math.pow(10, shift)));
            } else {
                values.unreadable(quantity);
            }
        });
    }

    private void period(String period) {
        tariff(tariffOf(period));
        int colour = period.length() == 4 && period.charAt(2) == 'J' ? COLOUR_LETTERS.indexOf(period.charAt(3)) + 1 : 0;
        colour(Quantity.TEMPO_TODAY, colour);
    }

    /**
     * Returns the tariff of a period of the mode historique: off-peak first, in Tempo blue, white, red; 0 for an
     * unknown one.
     */
    private static int tariffOf(String period) {
        return switch (period) {
            case "TH..", "HC..", "HN..", "HCJB" -> 1;
            case "HP..", "PM..", "HPJB" -> 2;
            case "HCJW" -> 3;
            case "HPJW" -> 4;
            case "HCJR" -> 5;
            case "HPJR" -> 6;
            default -> 0;
        };
    }

    private void tariff(int tariff) {
        if (tariff > 0) {
            values.set(Quantity.TARIFF, tariff);
        }
    }

    private void colour(Quantity day, int colour) {
        if (colour > 0) {
            values.set(day, colour);
        }
    }
}
