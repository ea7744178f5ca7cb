package org.dbusp1.output.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** HomeWizard's own client for Python, python-homewizard-energy, where this machine has it. */
public record HomeWizardPython(Path python) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The message where it is absent. */
    public static final String ABSENT = "no Python here has python-homewizard-energy: name one that has it with -Dhomewizard.python=";

    /** Empty where no Python has it. */
    public static Optional<HomeWizardPython> find() throws IOException, InterruptedException {
        for (String python : List.of(System.getProperty("homewizard.python", ""), "/usr/bin/python3")) {
            if (!python.isEmpty() && Files.isExecutable(Path.of(python))
                    && run(List.of(python, "-c", "import homewizard_energy")).isPresent()) {
                return Optional.of(new HomeWizardPython(Path.of(python)));
            }
        }
        return Optional.empty();
    }

    /** Returns what the client makes of a device. */
    public JsonNode read(String host) throws IOException, InterruptedException {
        return JSON.readTree(run(List.of(python.toString(), "src/test/python/homewizard_client.py", host))
                .orElseThrow(() -> new AssertionError("the client failed")));
    }

    /** Returns what a program prints; empty where it fails. */
    private static Optional<String> run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0) {
            System.out.println(String.join(" ", command) + ": " + out);
            return Optional.empty();
        }
        return Optional.of(out);
    }
}
