package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares each simulated dialect with a real meter's telegram: the same lines, order, digits and units. */
@Tag(Beside.TAG)
class LikeRealMetersTest {
    private static final Pattern LINE = Pattern.compile("(\\d-\\d:[0-9.*]+)?((?:\\(.*\\))+)");
    private static final Pattern GROUP = Pattern.compile("\\(([^()]*)\\)");
    private static final Pattern NUMBER = Pattern.compile("-?([0-9.]+)\\*?([A-Za-z][A-Za-z0-9]{0,4})?");

    @ParameterizedTest
    @CsvSource({
        "dsmr22, ONE_PHASE, GAS, nl-dsmr22-iskra-me382-gas",
        "dsmr30, ONE_PHASE, GAS, nl-dsmr30-spec-example",
        "dsmr40, ONE_PHASE, GAS, nl-dsmr42-kaifa-1ph",
        "dsmr42, THREE_PHASES, GAS, nl-dsmr42-kaifa-3ph-fourfailures",
        "dsmr50, THREE_PHASES, GAS, nl-dsmr50-sagemcom-t210d",
        "dsmr50, ONE_PHASE, GAS, nl-dsmr50-sagemcom-xs210-1",
        "warmtelink, THREE_PHASES, HEAT, nl-warmtelink-unpadded-crc",
        "emucs13, ONE_PHASE, GAS, be-emucs13-1ph",
        "emucs15, THREE_PHASES, GAS, be-emucs15-openhab-nostar-3ph",
        "emucs16, THREE_PHASES, GAS WATER, be-emucs16-3ph-water",
        "emucs17, THREE_PHASES, '', be-emucs17-13-months",
        "emucs17, ONE_PHASE, GAS, be-emucs17-1ph-empty-history",
        "emucs17, THREE_BY_230, WATER GAS, be-water-ch1-gas-ch2",
        "emucs171, THREE_PHASES, GAS WATER, be-emucs171-3ph-gas-water",
        "emucs221, THREE_PHASES, GAS, be-emucs221-lg-dheijl-gas",
        "wallonia, THREE_PHASES, '', be-wallonia-iskra-mie5t-5tariffs",
        "luxembourg, THREE_PHASES, GAS, lu-smarty-yotta",
        "austria, THREE_PHASES, '', at-steiermark-est5",
        "switzerland, THREE_PHASES, '', ch-groupe-e-xt211",
        "d0, THREE_PHASES, '', de-easymeter-q3d-d0",
        "sweden, THREE_PHASES, '', se-ellevio-ell5-1",
        "finland, THREE_PHASES, '', fi-lgf5e360-s",
        "denmark, THREE_PHASES, '', dk-lgf5e360",
        "norway, THREE_PHASES, '', se-aidon-adn9-6534",
        "hungary, THREE_PHASES, '', hu-sagemcom-eon",
        "hungary-sanxing, THREE_PHASES, '', hu-sanxing-aux5-both-directions",
        "lithuania, THREE_PHASES, '', lt-eso-extended",
        "lithuania-maximal, THREE_PHASES, '', lt-eso-maximal-volts",
        "poland, THREE_PHASES, '', pl-kaifa-ma309m",
        "israel, THREE_PHASES, '', ../eu/p1/il-kaifa-three-phase"})
    void printsTheSameLines(String name, Wiring wiring, String devices, String capture) throws Exception {
        List<SimulatedMedium> media = devices.isEmpty() ? List.of()
                : Pattern.compile(" ").splitAsStream(devices).map(SimulatedMedium::valueOf).toList();
        SimulatedMeter meter = new SimulatedMeter(SimulatedMeterTest.dialect(name),
                new House(wiring, 0, media, 1, Instant.parse("2026-06-23T18:00:00Z")));
        String real = new String(Corpus.bytes("telegrams/" + capture + ".txt"), StandardCharsets.ISO_8859_1);
        assertThat(shape(Telegram.next(meter).text())).isEqualTo(shape(real));
    }

    /** Codes with the kinds of what is in the brackets; digits of numbers become 0. */
    private static List<String> shape(String telegram) {
        List<String> shape = new ArrayList<>();
        for (String line : telegram.substring(0, telegram.indexOf("\n!")).lines().skip(1).toList()) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                shape.add(line);
                continue;
            }
            String code = parts.group(1) == null ? "" : parts.group(1);
            // Logs and histories are as long as they are.
            boolean list = code.matches(".*:9[89]\\.\\d+\\.\\d");
            StringBuilder kinds = new StringBuilder(code);
            GROUP.matcher(parts.group(2)).results().map(MatchResult::group).map(group -> group.substring(1, group.length() - 1))
                    .limit(list ? 2 : 100).forEach(group -> kinds.append(list && group.length() < 3 ? "(count)" : kind(group)));
            shape.add(kinds.toString());
        }
        return shape;
    }

    private static String kind(String group) {
        Matcher number = NUMBER.matcher(group);
        if (group.matches("\\d{12}[WSws]?")) {
            return group.length() == 12 ? "(time)" : "(TST)";
        }
        if (!number.matches() || number.group(2) == null && group.length() > 8) {
            return "(text)";
        }
        String digits = number.group(1).replaceAll("\\d", "0");
        return "(" + digits + (number.group(2) == null ? "" : " " + number.group(2)) + ")";
    }
}
