package org.dbusp1.output.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.EventJson;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.NumberMask;
import org.dbusp1.output.feedback.Board;
import org.dbusp1.output.feedback.Event;
import org.jspecify.annotations.Nullable;

/**
 * The texts that may contain a number of the house's meters, as clients of the web server see them: without it, by the type of what they
 * are made of. Thread safe.
 */
final class PublicTexts {
    /** How long an event without an end is shown. */
    private static final Duration SHOWN = Duration.ofDays(1);
    private static final int MOST_KEPT = 64;
    private final Supplier<@Nullable MeterKey> key;
    /** The JSON that was written of findings and events in each language; the oldest is forgotten. */
    private final Map<Object, String> written = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, String> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /** @param key returns the key of the meter; null while it is not known. Called without a lock */
    PublicTexts(Supplier<@Nullable MeterKey> key) {
        this.key = key;
    }

    /** Returns the first line of a telegram, which for many meters contains the meter's number. */
    static String identification(MeterIdentity meter) {
        return NumberMask.NUMBERS.shorten(meter.identification());
    }

    /** Returns a text about a fault, which may name a topic or a file of the meter. */
    String fault(String text) {
        return NumberMask.withoutKey(text, key.get());
    }

    /** Returns events as a JSON array, each with its text in the languages of the page. */
    String events(List<Event> shown) {
        return shown.stream().map(event -> once(event, () -> json(masked(event)))).collect(Collectors.joining(",", "[", "]"));
    }

    /**
     * Returns what the page shows above all values, ready to be shown in each language: {@code ess}: what ESS does with the meter;
     * {@code line}: why the source of a silent meter cannot be opened; {@code troubles}: what else is not over.
     *
     * @param online whether the meter sends
     */
    String notices(Board board, boolean online, Instant now) {
        Finding ess = board.ess();
        // That ESS has no values of a silent meter is said already, and no cable is to be checked where there is no grid.
        boolean saysEss = online ? !ess.is(Condition.ESS_UNKNOWN) : ess.is(Condition.ESS_GRID_LOST);
        List<Event> running = board.told().stream().filter(Event::begins)
                .filter(event -> event.type().isLasting() || event.time().isAfter(now.minus(SHOWN))).toList();
        String line = board.of(Subject.LINE).filter(found -> !online).map(this::sentences).orElse("null");
        String troubles = running.stream().filter(event -> event.condition().subject() != Subject.ESS
                && event.condition().subject() != Subject.LINE).map(this::said).collect(Collectors.joining(",", "[", "]"));
        return "{\"ess\":" + (saysEss ? verdict(ess) : "null") + ",\"line\":" + line + ",\"troubles\":" + troubles + "}";
    }

    private String said(Event event) {
        return sentences(event.found());
    }

    private String sentences(Finding found) {
        return once(List.of(found), () -> inEachLanguage(masked(found), Texts::sentences, (texts, shown) -> ""));
    }

    private String verdict(Finding found) {
        return once(found, () -> inEachLanguage(masked(found), (texts, shown) -> Texts.stopped(texts.text(shown)),
                (texts, shown) -> Texts.stopped(texts.remedy(shown))));
    }

    private static String inEachLanguage(Finding found, BiFunction<Texts, Finding, String> text,
            BiFunction<Texts, Finding, String> remedy) {
        return new String(JsonWriter.of(json -> {
            json.writeStringField("id", found.condition().id());
            json.writeStringField("gravity", found.gravity().key());
            for (String language : Texts.LANGUAGES) {
                json.object(language, words -> {
                    words.writeStringField("text", text.apply(Texts.in(language), found));
                    words.writeStringField("remedy", remedy.apply(Texts.in(language), found));
                });
            }
        }), StandardCharsets.UTF_8);
    }

    /** Returns what was written of a thing, or writes it. No lock is held while it is written. */
    private String once(Object thing, Supplier<String> json) {
        synchronized (written) {
            String known = written.get(thing);
            if (known != null) {
                return known;
            }
        }
        String made = json.get();
        synchronized (written) {
            written.put(thing, made);
        }
        return made;
    }

    private Event masked(Event event) {
        return new Event(masked(event.found()), event.begins(), event.time());
    }

    private Finding masked(Finding found) {
        Map<String, Object> facts = new HashMap<>(found.facts());
        facts.replaceAll((name, fact) -> fact instanceof String text ? fault(text) : fact);
        return new Finding(found.condition(), found.gravity(), facts);
    }

    private static String json(Event event) {
        return new String(JsonWriter.of(json -> write(event, json)), StandardCharsets.UTF_8);
    }

    private static void write(Event event, JsonWriter json) throws IOException {
        EventJson.write(event, json);
        json.object("texts", texts -> {
            for (String language : Texts.LANGUAGES) {
                texts.writeStringField(language, event.text(language));
            }
        });
    }
}
