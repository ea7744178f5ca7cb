package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.source.LineDiagnosis;
import org.dbusp1.source.LineSettings;
import org.junit.jupiter.api.Test;

class LineStatisticsTest {
    private static final String MODELS = LineDiagnosis.class.getName() + "$Models";
    private static final Optional<LineSettings> FAST = Optional.of(LineSettings.parse("115200-8N1"));
    private static final Optional<LineSettings> SLOW = Optional.of(LineSettings.parse("9600-8N1"));

    /** Loads the classes of this project anew, and notes them: the models are made when their class is loaded. */
    private static final class Noting extends ClassLoader {
        private final Set<String> loaded = new TreeSet<>();

        Noting() {
            super(LineStatisticsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.dbusp1.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                loaded.add(name);
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
    }

    @Test
    void twoMetersThatAreSilentAreNoLongerTwo() {
        AtomicLong nanos = new AtomicLong(1);
        LineStatistics watch = new LineStatistics(nanos::get);
        watch.severalMeters(true);
        assertThat(watch.state().several()).isTrue();

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
        assertThat(watch.state().several()).isFalse();

        watch.severalMeters(true);
        assertThat(watch.state().several()).isTrue();
    }

    private static byte[] binary(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void readingAndTheSettingsOfTheLineMakeNoModelsOfBadLines() throws Exception {
        Noting loader = new Noting();
        Class<?> type = loader.loadClass(LineStatistics.class.getName());
        Class<?> settings = loader.loadClass(LineSettings.class.getName());
        Object watch = type.getConstructor().newInstance();
        Method heard = type.getMethod("received", byte[].class, int.class, int.class, Optional.class);
        Method parse = settings.getMethod("parse", String.class);
        Object fast = Optional.of(parse.invoke(null, "115200-8N1"));
        Object slow = Optional.of(parse.invoke(null, "9600-8N1"));
        for (int i = 0; i < 5; i++) {
            heard.invoke(watch, binary(3_000), 0, 3_000, i % 2 == 0 ? fast : slow);
        }
        assertThat(type.getMethod("settings").invoke(watch)).hasToString(fast.toString());
        assertThat(loader.loaded).doesNotContain(MODELS);

        type.getMethod("state").invoke(watch);
        assertThat(loader.loaded).contains(MODELS);
    }

    @Test
    void whatWasHeardBeforeTheLastChangeOfSettingsCounts() {
        LineStatistics watch = new LineStatistics();
        byte[] text = "this is text, and nothing that a meter says\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        watch.received(text, 0, text.length, FAST);
        watch.received(new byte[0], 0, 0, SLOW);
        assertThat(watch.settings()).isEqualTo(SLOW);
        assertThat(watch.state().look()).isEqualTo(LineDiagnosis.TEXT);
        for (int i = 0; i < 100; i++) {
            watch.received(binary(3_000), 0, 3_000, SLOW);
        }
        assertThat(watch.state().look()).isEqualTo(LineDiagnosis.TEXT);
        assertThat(new LineStatistics().state().look()).isEqualTo(LineDiagnosis.TOO_FEW);
    }
}
