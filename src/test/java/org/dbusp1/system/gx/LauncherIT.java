package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dbusp1.Ended;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.output.OutputDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher in venus/, as a person or a supervisor starts it. */
class LauncherIT {
    private static final Path LAUNCHER = Path.of("venus/dbus-p1").toAbsolutePath();

    @TempDir
    private Path directory;

    @Test
    void worksThroughALinkFromAnyDirectory() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("p1"), LAUNCHER);

        Ended ended = start(Map.of(), link, "--version");
        Files.delete(link);

        assertThat(ended.well()).startsWith("dbus-p1 ");
    }

    @Test
    void readsRelativePathsFromWhereItWasStarted() throws Exception {
        Files.writeString(directory.resolve("mine.properties"), "source=nowhere\n");

        Ended ended = start(Map.of(), LAUNCHER, "--config", "mine.properties");

        assertThat(ended.status()).isEqualTo(ExitStatus.CONFIG.code());
        assertThat(ended.output()).startsWith("dbus-p1: mine.properties line 1: source=nowhere is not allowed");
    }

    @Test
    void reportsWhichJavaIsTooOld() throws Exception {
        Path home = java("1.8.0_402");

        Ended ended = start(Map.of("JAVA_HOME", home.toString()), LAUNCHER, "--version");

        assertThat(ended.status()).isEqualTo(ExitStatus.UNAVAILABLE.code());
        assertThat(ended.output()).isEqualTo("dbus-p1: " + home + "/bin/java is Java 8; "
                + "install Java 17 or newer: apt-get install default-jre-headless\n");
    }

    @Test
    void reportsWhatToInstallWhereThereIsNoJava() throws Exception {
        Ended ended = start(Map.of("JAVA_HOME", directory.toString()), LAUNCHER, "--version");

        assertThat(ended.status()).isEqualTo(ExitStatus.UNAVAILABLE.code());
        assertThat(ended.output()).isEqualTo("dbus-p1: there is no Java; install Java 17 or newer: apt-get install default-jre-headless\n");
    }

    @Test
    void becomesTheDriverSoThatItsProcessIdIsTheDrivers() throws Exception {
        Path home = java("17.0.1");
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho $$\n");

        Process process = process(Map.of("JAVA_HOME", home.toString()), LAUNCHER, "run");

        assertThat(Ended.of(process).output().strip()).isEqualTo(Long.toString(process.pid()));
    }

    /**
     * No text names a page that the screen does not have: before v3.70, on models with only the classic screen before v3.80, and where the
     * pages are switched off.
     */
    @ParameterizedTest
    @CsvSource({"v2.94, true, true, true", "v3.60~17, true, true, true", "v3.67, true, true, true", "v3.70~1, true, true, false",
        "v3.70, true, true, false", "v3.79, true, true, false", "v3.80, true, true, false", "v3.100, true, true, false",
        "v4.00, true, true, false", "v3.67, false, true, true", "v3.70, false, true, true", "v4.00, false, true, true",
        "v3.70~1, true, false, true", "v3.70, true, false, true", "v3.79~4, true, false, true", "v3.80~33, true, false, false",
        "v3.80, true, false, false", "'', false, false, false"})
    void knowsScreensWithoutOurPages(String version, boolean linked, boolean startGui, boolean without) throws Exception {
        if (startGui) {
            Files.createDirectory(directory.resolve("start-gui"));
        }
        if (linked) {
            Files.createSymbolicLink(directory.resolve("dbus-p1"), Path.of("../available/dbus-p1"));
        }
        Files.writeString(directory.resolve("version"), version + "\nVictron Energy\n");
        Path launcher = launcherOfAPackage();
        Files.writeString(launcher, Files.readString(launcher).replace("/opt/victronenergy/version", directory + "/version")
                .replace("/data/apps/enabled", directory.toString()).replace("/service/", directory + "/"));

        assertThat(start(javaThatSaysItsArguments(), launcher).output().contains("-Ddbus-p1.without-pages=true")).isEqualTo(without);
    }

    @Test
    void usesTheArchiveOfClassesWhereThereIsOne() throws Exception {
        Map<String, String> environment = javaThatSaysItsArguments();
        Path launcher = launcherOfAPackage();

        assertThat(start(environment, launcher).output()).doesNotContain("SharedArchiveFile");
        Path archive = Files.createFile(directory.resolve("package/app.jsa"));
        assertThat(start(environment, launcher).output()).contains("-XX:SharedArchiveFile=" + archive);
    }

    private Path launcherOfAPackage() throws IOException {
        Path package_ = directory.resolve("package");
        for (String folder : List.of("lib", "native", "venus")) {
            Files.createDirectories(package_.resolve(folder));
        }
        Files.createFile(package_.resolve("lib/dbus-p1.jar"));
        return Files.copy(LAUNCHER, package_.resolve("venus/dbus-p1"));
    }

    @Test
    void leavesLibrariesAwayThatTheDBusAloneDoesNotNeed() throws Exception {
        Map<String, String> environment = javaThatSaysItsArguments();

        assertThat(start(environment, LAUNCHER, "run", "--serial=/dev/ttyUSB0").output())
                .contains("/dbus-java-core-", "/picocli-").doesNotContain("/hivemq-", "/jackson-", "/sqlite-");
        assertThat(start(environment, LAUNCHER, "decode", "p1.log").output()).contains("/jackson-");
        Path config = Files.writeString(directory.resolve("p1.properties"), "# mqtt.enabled=true\nlog.level=debug # see http://a\n");
        assertThat(start(environment, LAUNCHER, "--config", config.toString()).output()).doesNotContain("/jackson-");
    }

    @Test
    void bringsAllLibrariesForEachOutputThatNeedsThem() throws Exception {
        Map<String, String> environment = javaThatSaysItsArguments();
        Set<String> outputs = OutputRegistry.outputs().stream().filter(OutputDefinition::needsLibraries).flatMap(output -> output.table().keys().stream())
                .map(key -> key.name().split("\\.")[0]).collect(Collectors.toSet());

        assertThat(outputs).contains("mqtt", "history");
        for (String output : outputs) {
            assertThat(start(environment, LAUNCHER, "run", "--" + output + ".enabled=true").output()).as(output).contains("/jackson-");
        }
    }

    @Test
    void bringsAllLibrariesWhereAnOutputWithLibrariesIsSpokenOf() throws Exception {
        String line = "mqtt.enabled=true";
        Map<String, String> environment = new HashMap<>(javaThatSaysItsArguments());
        Path config = Files.writeString(directory.resolve("my own.properties"), "log.level=debug\n" + line + "\n");

        assertThat(start(environment, LAUNCHER, "--config", config.toString()).output()).contains("/hivemq-", "/jackson-");
        assertThat(start(environment, LAUNCHER, "--config=" + config).output()).contains("/hivemq-", "/jackson-");
        Path other = Files.writeString(directory.resolve("other.properties"), "log.level=debug\n");
        Path single = Files.writeString(directory.resolve("dbus-p1.ttyUSB1.properties"), line + "\n");
        assertThat(start(environment, LAUNCHER, "--config", other.toString()).output()).contains("/hivemq-", "/jackson-");
        assertThat(start(environment, LAUNCHER, "--config", "other.properties").output()).contains("/hivemq-", "/jackson-");
        Files.delete(single);
        assertThat(start(environment, LAUNCHER, "--config", other.toString()).output()).doesNotContain("/jackson-");
        assertThat(start(environment, LAUNCHER, "run", "--" + line).output()).contains("/hivemq-", "/jackson-");
        environment.put("DBUS_P1_MQTT_ENABLED", "true");
        assertThat(start(environment, LAUNCHER).output()).contains("/hivemq-", "/jackson-");
    }

    private Map<String, String> javaThatSaysItsArguments() throws IOException {
        Path home = java("17.0.1");
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho \"$@\"\n");
        return Map.of("JAVA_HOME", home.toString());
    }

    private Path java(String version) throws IOException {
        Path home = directory.resolve("java");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        assertThat(Files.createFile(home.resolve("bin/java")).toFile().setExecutable(true)).isTrue();
        return home;
    }

    private Ended start(Map<String, String> environment, Path launcher, String... arguments) throws Exception {
        return Ended.of(process(environment, launcher, arguments));
    }

    private Process process(Map<String, String> environment, Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
