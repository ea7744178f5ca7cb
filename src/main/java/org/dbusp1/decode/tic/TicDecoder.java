package org.dbusp1.decode.tic;

import static org.dbusp1.meter.Quantity.*;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.decode.Decoder;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.frame.TicGroups;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;

/**
 * Decodes TIC frames. The TIC has no active power: readings have none, unless the owner lets apparent power replace it,
 * and then only if a frame shows its direction; never in the mode historique, which has no direction.
 */
public final class TicDecoder implements Decoder {
    /** The registers of each tariff of the mode historique; the mode standard has a total. */
    private static final List<Set<String>> TARIFFS = List.of(Set.of("HCHC", "HCHP"), Set.of("EJPHN", "EJPHPM"),
            Set.of("BBRHCJB", "BBRHPJB", "BBRHCJW", "BBRHPJW", "BBRHCJR", "BBRHPJR"));
    private static final Map<String, Integer> COLOURS = Map.of("BLEU", 1, "BLAN", 2, "ROUG", 3);
    /** The last letter of a period in Tempo. */
    private static final String COLOUR_LETTERS = "BWR";

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int SUMMER = 3_600;
    private static final Pattern STATUS_WORD = Pattern.compile("[0-9A-Fa-f]{8}");
    /** The bit of the status word that is set while active energy flows to the grid. */
    private static final int STATUS_EXPORTS = 9;
    /** The colours of two days in the tariff Tempo, two bits each: 1 blue, 2 white, 3 red; 0 if there is none yet. */
    private static final int STATUS_TODAY = 24;
    private static final int STATUS_TOMORROW = 26;

    private final boolean apparentAsPower;
    private final ZoneId zone;
    private final TicGroups groups = new TicGroups();
    private final Values.Builder values = new Values.Builder();
    /** The groups of the frame, in their order, and their labels. */
    private final List<TicMessage.Group> sent = new ArrayList<>();
    private final Set<String> labels = new HashSet<>();
    private Optional<String> address = Optional.empty();
    private Optional<String> version = Optional.empty();
    private Optional<Stamp> time = Optional.empty();
    /** The status word of the mode standard, 32 bits (Enedis-NOI-CPT_54E, 6.2.3.14); absent if the frame has none. */
    private OptionalInt status = OptionalInt.empty();

    /**
     * @param apparentAsPower whether the apparent power in VA is published as if it were active power in W; the TIC has
     *                        no watts
     * @param zone            zone of the meter's clock; absent: the zone of European France
     */
    public TicDecoder(boolean apparentAsPower, Optional<ZoneId> zone) {
        this.apparentAsPower = apparentAsPower;
        this.zone = Dialect.TIC_STANDARD.zone(zone);
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
            netPower().ifPresent(net -> {
                values.set(POWER_NET, net);
                if (onePhase()) {
                    values.set(POWER_L1, net);
                }
            });
        }
        if (incomplete()) {
            values.unreadable(ENERGY_IMPORT);
        }
        Derivation.complete(values);
        Values complete = values.build();
        if (complete.equals(Values.NONE)) {
            throw new DecodeException(RejectCause.GARBAGE);
        }
        MeterIdentity meter = new MeterIdentity(standard ? Dialect.TIC_STANDARD : Dialect.TIC_HISTORIQUE, "", address, version);
        return new Reading(meter, time, complete, List.of(), new TicMessage(frame.bytes(), List.copyOf(sent)));
    }

    /** Returns whether the frame has some registers of the owner's tariff, but not all: their sum would be no total. */
    private boolean incomplete() {
        return TARIFFS.stream().anyMatch(all -> all.stream().anyMatch(labels::contains) && !labels.containsAll(all));
    }

    /** Reads the groups of a frame; returns false if the frame has a label twice: then lost bytes joined two frames. */
    private boolean read(byte[] bytes) {
        values.clear();
        labels.clear();
        sent.clear();
        address = Optional.empty();
        version = Optional.empty();
        time = Optional.empty();
        status = OptionalInt.empty();
        groups.start(bytes);
        while (groups.next()) {
            String label = groups.label();
            if (!labels.add(label)) {
                return false;
            }
            sent.add(new TicMessage.Group(label, groups.time(), groups.data()));
            group(label, groups.data());
        }
        return true;
    }

    private void group(String label, String data) {
        switch (label) {
            case "ADSC", "ADCO" -> address = Optional.of(data.strip()).filter(text -> !text.isEmpty());
            case "VTIC" -> version = Optional.of(data.strip()).filter(text -> !text.isEmpty());
            case "DATE" -> time = moment(groups.time());
            case "NTARF" -> tariff(TicMessage.isDigits(data) && data.length() == 2 ? Integer.parseInt(data) : 0);
            case "PTEC" -> period(data);
            case "DEMAIN" -> colour(TEMPO_TOMORROW, COLOURS.getOrDefault(data, 0));
            case "STGE" -> {
                status = STATUS_WORD.matcher(data).matches() ? OptionalInt.of((int) Long.parseLong(data, 16)) : OptionalInt.empty();
                status.ifPresent(word -> {
                    colour(TEMPO_TODAY, word >>> STATUS_TODAY & 3);
                    colour(TEMPO_TOMORROW, word >>> STATUS_TOMORROW & 3);
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
        colour(TEMPO_TODAY, colour);
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
            values.set(TARIFF, tariff);
        }
    }

    private void colour(Quantity day, int colour) {
        if (colour > 0) {
            values.set(day, colour);
        }
    }

    /**
     * Returns the moment of a date of the mode standard, {@code EYYMMDDhhmmss}: the season, then local time
     * (Enedis-NOI-CPT_54E, 6.2.1.1). E is summer, H winter, a small letter means that the meter is not sure of its
     * clock.
     *
     * @return empty if the letter is a blank, which means that the meter's clock is not set, and if the text is no date
     */
    private Optional<Stamp> moment(String date) {
        return date.isEmpty() ? Optional.empty() : summer(date.charAt(0)).flatMap(ahead -> {
            try {
                long local = LocalDateTime.parse(date.substring(1), LOCAL).toEpochSecond(ZoneOffset.UTC);
                int offset = zone.getRules().getStandardOffset(Instant.ofEpochSecond(local)).getTotalSeconds() + ahead;
                return Optional.of(new Stamp(local - offset, offset));
            } catch (DateTimeException impossible) {
                return Optional.empty();
            }
        });
    }

    /** Returns the number of seconds by which the time is ahead of standard time; empty for an unknown letter. */
    private static Optional<Integer> summer(char letter) {
        return switch (letter) {
            case 'E', 'e' -> Optional.of(SUMMER);
            case 'H', 'h' -> Optional.of(0);
            default -> Optional.empty();
        };
    }

    /**
     * Returns the net power of a frame of the mode standard that is calculated from apparent powers, as a scaled power
     * in W. Apparent power has no sign: 0 VA drawn is not 0 W, because a meter also shows 0 VA while the house feeds
     * in. So the power is absent unless the meter shows the direction and the amount.
     */
    private OptionalLong netPower() {
        if (!values.has(APPARENT_IMPORT)) {
            return OptionalLong.empty();
        }
        long drawn = values.scaled(APPARENT_IMPORT);
        long net;
        if (values.has(APPARENT_EXPORT)) {
            long fedIn = values.scaled(APPARENT_EXPORT);
            if (drawn > 0 && fedIn > 0) {
                return OptionalLong.empty();
            }
            net = drawn - fedIn;
        } else if (values.named(APPARENT_EXPORT) || status.isEmpty() || (status.getAsInt() >>> STATUS_EXPORTS & 1) != 0) {
            return OptionalLong.empty();
        } else {
            net = drawn;
        }
        return net == 0 && !noCurrent() ? OptionalLong.empty() : OptionalLong.of(net);
    }

    /**
     * Returns whether the frame shows that no current flows: a phase with 1 A, as printed, carries more than 100 VA.
     */
    private boolean noCurrent() {
        List<Quantity> currents = Phase.ALL.stream().map(Phase::current).filter(values::named).toList();
        return !currents.isEmpty() && currents.stream().allMatch(current -> values.has(current) && values.scaled(current) == 0);
    }

    /** Returns whether the meter measures one phase only, so that its total is the power of L1. */
    private boolean onePhase() {
        return Stream.of(VOLTAGE_L2, VOLTAGE_L3, CURRENT_L2, CURRENT_L3, APPARENT_IMPORT_L1, APPARENT_IMPORT_L2, APPARENT_IMPORT_L3)
                .noneMatch(values::named);
    }
}
