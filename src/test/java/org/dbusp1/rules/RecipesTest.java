package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.junit.jupiter.api.Test;

/** A recipe names each class with its package the first time, so that a reader who knows no class finds the file. */
class RecipesTest {
    private static final Path OFTEN = Path.of("CONTRIBUTING.md");
    private static final Path RARE = Path.of("src/site/markdown/developers/recipes.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    /** A class, with the package before it and a member after it; a word without a small letter is a constant. */
    private static final Pattern CLASS = Pattern.compile("`((?:[a-z0-9]+\\.)*)([A-Z]\\w*[a-z]\\w*)\\b[^`\n]*`");

    /** The packages of a class, below the root: where two have a class of this name, a recipe cannot mean both. */
    private static Map<String, Set<String>> packages() throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        for (String sources : List.of("main", "simulator", "fleet", "test")) {
            Path root = Path.of("src", sources, "java/org/dbusp1");
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java") && !file.getParent().equals(root)).forEach(file -> found
                        .computeIfAbsent(file.getFileName().toString().replace(".java", ""), name -> new TreeSet<>())
                        .add(root.relativize(file.getParent()).toString().replace('/', '.')));
            }
        }
        return found;
    }

    @Test
    void eachClassIsNamedWithItsPackageFirst() throws IOException {
        Map<String, Set<String>> packages = packages();
        List<String> wrong = new ArrayList<>();
        int[] named = {0};
        for (Path file : List.of(OFTEN, RARE)) {
            String text = BLOCK.matcher(Files.readString(file)).replaceAll("");
            for (String recipe : text.substring(file.equals(OFTEN) ? text.indexOf("## Recipes") : 0).split("(?m)^##+ ")) {
                Set<String> seen = new TreeSet<>();
                CLASS.matcher(recipe).results().filter(found -> packages.containsKey(found.group(2))).forEach(found -> {
                    String of = found.group(1).replaceFirst("\\.$", "");
                    Set<String> right = packages.get(found.group(2));
                    if (!of.isEmpty() ? !right.contains(of) : seen.add(found.group(2)) && right.size() == 1) {
                        wrong.add(file + ": " + recipe.lines().findFirst().orElse("") + ": write `" + String.join(" or ", right) + "."
                                + found.group(2) + "`, not " + found.group());
                    }
                    named[0] += of.isEmpty() ? 0 : 1;
                    seen.add(found.group(2));
                });
            }
        }
        Complaints.none(wrong);
        assertThat(named[0]).as("classes with their package").isGreaterThan(60);
    }
}
