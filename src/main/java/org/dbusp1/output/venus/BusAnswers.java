package org.dbusp1.output.venus;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.dbusp1.meter.SafeText;

/**
 * What other services answered to one round of questions. No thread waits for an answer: who asks is called when all
 * are there, and never when one does not come. A service that still owes answers of an earlier round is not asked; its
 * paths are absent. Guarded by the output's lock.
 */
final class BusAnswers {
    private final LocalSettings link;
    private final OpenCalls calls;
    private final Set<String> owing;
    private final Set<String> leftOut = new HashSet<>();
    private final Consumer<BusAnswers> complete;
    private final Map<String, Object> values = new HashMap<>();
    private List<String> names = List.of();
    private int awaited;

    /** @param complete is called with the lock held */
    BusAnswers(LocalSettings link, OpenCalls calls, Consumer<BusAnswers> complete) {
        this.link = link;
        this.calls = calls;
        this.owing = calls.services();
        this.complete = complete;
    }

    /** One more round: what is not asked again is as it was answered before. */
    BusAnswers(LocalSettings link, OpenCalls calls, BusAnswers before, Consumer<BusAnswers> complete) {
        this(link, calls, complete);
        names = before.names;
        values.putAll(before.values);
    }

    /** Asks again for those of the paths that had a value. */
    void again(Map<String, List<String>> pathsByService) {
        awaited = 1;
        pathsByService.forEach((service, paths) -> paths.stream().filter(path -> values.containsKey(service + path))
                .forEach(path -> read(service, path)));
        arrived();
    }

    void names(Consumer<List<String>> then) {
        calls.names(link, found -> {
            names = found;
            awaited = 1;
            then.accept(found);
            arrived();
        });
    }

    void read(String service, String path) {
        if (owing.contains(service)) {
            leftOut.add(service);
            values.remove(service + path);
            return;
        }
        awaited++;
        calls.read(link, service, path, value -> {
            value.ifPresentOrElse(there -> values.put(service + path, there), () -> values.remove(service + path));
            arrived();
        });
    }

    private void arrived() {
        if (--awaited == 0) {
            complete.accept(this);
        }
    }

    /** The services that were not asked because they still owed answers. */
    Set<String> leftOut() {
        return leftOut;
    }

    /** How many values there are. */
    int size() {
        return values.size();
    }

    List<String> names() {
        return names;
    }

    OptionalInt integer(String service, String path) {
        return values.get(service + path) instanceof Number number ? OptionalInt.of(number.intValue())
                : OptionalInt.empty();
    }

    Optional<Double> number(String service, String path) {
        return values.get(service + path) instanceof Number number ? Optional.of(number.doubleValue())
                : Optional.empty();
    }

    Optional<String> text(String service, String path) {
        return values.get(service + path) instanceof String text && !text.isBlank()
                ? Optional.of(SafeText.identifier(text)) : Optional.empty();
    }
}
