package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.Ended;
import org.dbusp1.OwnPlace;
import org.dbusp1.base.process.ExitStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in venus/, as a person or a supervisor starts it. */
@Execution(ExecutionMode.CONCURRENT)
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
        Files.writeString(directory.resolve("mine.properties"), "source=mqtt://nowhere\n");

        Ended ended = start(Map.of(), LAUNCHER, "--config", "mine.properties");

        assertThat(ended.status()).isEqualTo(ExitStatus.CONFIG.code());
        assertThat(ended.output()).startsWith("dbus-p1: mine.properties line 1: source=mqtt://nowhere is not allowed");
    }

    @Test
    void becomesTheDriverSoThatItsProcessIdIsTheDrivers() throws Exception {
        Path home = java();
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho $$\n");

        Process process = process(Map.of("JAVA_HOME", home.toString()), LAUNCHER, "run");

        assertThat(Ended.of(process).output().strip()).isEqualTo(Long.toString(process.pid()));
    }

    @Test
    void usesTheArchiveOfClassesWhereThereIsOne() throws Exception {
        Map<String, String> environment = javaThatSaysItsArguments();
        Path launcher = launcherOfAPackage();

        assertThat(start(environment, launcher).output()).doesNotContain("SharedArchiveFile");
        Files.createFile(directory.resolve("package/app.jsa"));
        assertThat(start(environment, launcher).output()).contains("-XX:SharedArchiveFile=/proc/self/fd/9/app.jsa");
    }

    private Path launcherOfAPackage() throws IOException {
        Path package_ = directory.resolve("package");
        for (String folder : List.of("lib", "native", "venus")) {
            Files.createDirectories(package_.resolve(folder));
        }
        Files.createFile(package_.resolve("lib/dbus-p1.jar"));
        return Files.copy(LAUNCHER, package_.resolve("venus/dbus-p1"));
    }

    /** An output is switched on by a file or an option with a dot. */
    @Test
    void bringsAllLibrariesWhereAnOutputMayBeSwitchedOn() throws Exception {
        Map<String, String> environment = javaThatSaysItsArguments();

        assertThat(start(environment, LAUNCHER, "run", "/dev/serial/by-path/pci-0000:00:14.0", "--wait", "--venus.enabled=true").output())
                .contains("/bus.jvm", "/dbus-java-core-", "/picocli-").doesNotContain("/outputs.jvm", "/hivemq-", "/jackson-", "/sqlite-");
        for (String words : List.of("--mqtt.url=tcp://nas.local", "--config mine", "--config=mine", "--wait --http.enabled true",
                "run --tcp.port=1")) {
            assertThat(start(environment, LAUNCHER, words.split(" ")).output()).as(words).contains("/outputs.jvm", "/hivemq-", "/jackson-");
        }
        for (String command : List.of("check", "history", "--version")) {
            assertThat(start(environment, LAUNCHER, command).output()).as(command).contains("/outputs.jvm", "/jackson-");
        }
        assertThat(start(environment, LAUNCHER, "decode", "p1.log").output()).contains("/batch.jvm", "/jackson-")
                .doesNotContain("/driver.jvm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dbus-p1.properties", "dbus-p1.ttyUSB1.properties"})
    void bringsAllLibrariesWhereThereIsAConfiguration(String name) throws Exception {
        Map<String, String> environment = javaThatSaysItsArguments();
        Path launcher = launcherOfAPackage();
        Files.writeString(launcher, Files.readString(launcher).replace("/data/conf", directory.toString()));

        // Read by a shell: a process that another test starts meanwhile may hold what was written, and Linux does not run such a file.
        Path shell = Path.of("/bin/sh");
        assertThat(start(environment, shell, launcher.toString()).output()).contains("/bus.jvm");
        Files.createFile(directory.resolve(name));
        assertThat(start(environment, shell, launcher.toString()).output()).contains("/outputs.jvm");
    }

    @Test
    void runsOnlyTheJavaOfAPackageUnderAnEmulator() throws Exception {
        Map<String, String> environment = new HashMap<>(javaThatSaysItsArguments());
        environment.put("DBUS_P1_EMULATOR", "echo emulated");

        assertThat(start(environment, LAUNCHER).well()).contains("org.dbusp1.Main").doesNotContain("emulated");
        Path launcher = launcherOfAPackage();
        Path java = directory.resolve("package/rt/bin/java");
        Files.createDirectories(java.getParent());
        Files.copy(directory.resolve("java/bin/java"), java, StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(start(environment, launcher).well()).startsWith("emulated " + java);
    }

    /** Folders in the words of printf, because Java cannot name each of them; a Java that is not in the folder starts from all. */
    @ParameterizedTest
    @CsvSource({"a:b, a:b, a colon", "a\\377b, a?b, bytes that are not UTF-8", "\\303, ?, bytes that are not UTF-8",
            "\\300\\200, ??, bytes that are not UTF-8",
            "a b, ,", "P\\303\\244ckchen, ,", "\\346\\227\\245\\360\\237\\230\\200, ,"})
    void saysWhyTheJavaOfAPackageCannotStartFromItsFolder(String name, @Nullable String shown, @Nullable String why) throws Exception {
        Map<String, String> environment = javaThatSaysItsArguments();
        launcherOfAPackage();
        String start = "folder=$(printf '" + name + "') && mkdir \"$folder\" && cp -r package \"$folder\" && cd \"$folder/package\" && ";
        Path shell = Path.of("/bin/sh");

        assertThat(start(environment, shell, "-c", start + "venus/dbus-p1 decode").well()).contains("org.dbusp1.Main");
        Ended ended = start(Map.of(), shell, "-c", "rm -r \"$(printf '" + name + "')\" && mkdir -p package/rt/bin && cp java/bin/java"
                + " package/rt/bin && " + start + "venus/dbus-p1 decode");
        if (why == null) {
            assertThat(ended.well()).contains("org.dbusp1.Main");
        } else {
            assertThat(ended.output()).isEqualTo("dbus-p1: Java cannot start in " + directory.toRealPath().resolve(shown)
                    + "/package, because the path has " + why + ": move or rename the folder\n");
            assertThat(ended.status()).isEqualTo(ExitStatus.CONFIG.code());
        }
    }

    /** The libraries of each kind of source are there without an output. A bridge of Tibber needs a file of the configuration. */
    @ParameterizedTest
    @CsvSource({"/dev/ttyNone, 60, 66, is not there", "tcp://127.0.0.1:9, 60, 66, cannot connect", "homewizard, 1, 1, no good telegram in 1 s",
            "homewizard://127.0.0.1:9, 60, 66, no answer from the dongle", "http://127.0.0.1:9/telegram, 60, 66, no answer from the device",
            "/etc/hostname, 60, 65, no good telegram in the replay", "simulate:dsmr50, 60, 69, no D-Bus at"})
    void readsEachKindOfSourceWithoutAConfiguration(String source, int seconds, int status, String said) throws Exception {
        Map<String, String> environment = Map.of("STATE_DIRECTORY", directory.toString(), "RUNTIME_DIRECTORY", directory.toString(),
                "DBUS_SESSION_BUS_ADDRESS", "unix:path=" + directory.resolve("none"));

        Ended ended = start(environment, LAUNCHER, "run", "--venus.enabled=true", "--source=" + source, "--probe=" + seconds);

        assertThat(ended.output()).contains(said);
        assertThat(ended.status()).as(ended.output()).isEqualTo(status);
    }

    private Map<String, String> javaThatSaysItsArguments() throws IOException {
        Path home = java();
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho \"$@\"\n");
        return Map.of("JAVA_HOME", home.toString());
    }

    private Path java() throws IOException {
        Path home = directory.resolve("java");
        Files.createDirectories(home.resolve("bin"));
        assertThat(Files.createFile(home.resolve("bin/java")).toFile().setExecutable(true)).isTrue();
        return home;
    }

    private Ended start(Map<String, String> environment, Path launcher, String... arguments) throws Exception {
        return Ended.of(process(environment, launcher, arguments));
    }

    private Process process(Map<String, String> environment, Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = OwnPlace.program(directory, command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
