package org.dbusp1.output.venus;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The paths of one service, and the nodes between them. Guarded by the output's lock. */
final class ItemTree {
    private final NavigableMap<String, Item> items = new TreeMap<>();

    void add(Item item) {
        items.put(item.path(), item);
    }

    Iterable<Item> all() {
        return items.values();
    }

    Optional<Item> leaf(String path) {
        return Optional.ofNullable(items.get(path));
    }

    /** Whether paths lie below it. */
    boolean isNode(String path) {
        return !below(path).isEmpty();
    }

    /** Calls back with each leaf below a node and its path as seen from there, without a leading slash. */
    void forEachBelow(String node, java.util.function.BiConsumer<String, Item> action) {
        int prefix = prefix(node).length();
        below(node).forEach((path, item) -> action.accept(path.substring(prefix), item));
    }

    /** The names of the next elements below a node, each once, in order. */
    List<String> children(String node) {
        int prefix = prefix(node).length();
        return below(node).keySet().stream()
                .map(path -> path.substring(prefix).split("/", 2)[0])
                .distinct().collect(Collectors.toList());
    }

    private NavigableMap<String, Item> below(String node) {
        String prefix = prefix(node);
        // '0' follows '/' in the order of characters, so this is everything that begins with the prefix.
        return items.subMap(prefix, true, prefix.substring(0, prefix.length() - 1) + '0', false);
    }

    private static String prefix(String node) {
        return node.equals("/") ? node : node + "/";
    }
}
