package org.dbusp1.base.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dbusp1.output.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what is remembered of cables. */
class FileStateStoreTest {
    @TempDir
    private Path directory;

    private FileStateStore memory() {
        return new FileStateStore(directory.resolve("state/lines.properties"), "which settings a cable's line needs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FT1234", "usb-1:1.2 port=0", "#1", "!a\\b", "kabel-\u00e9", "a\tb"})
    void everyNameOfACableComesBack(String cable) {
        memory().remember("other", "9600-7E1");
        memory().remember(cable, "115200-8N1");

        assertThat(memory().recall(cable, String::toString)).contains("115200-8N1");
        assertThat(memory().recall("other", String::toString)).contains("9600-7E1");
    }

    /** The drivers of two cables, at midnight. */
    @Test
    void whatTwoDriversRememberAtTheSameTimeIsKept() throws Exception {
        Path messages = directory.resolve("messages");
        String state = directory.resolve("state").toString();
        try (ChildJvm one = new ChildJvm(Remembering.class, messages, state, "one");
                ChildJvm other = new ChildJvm(Remembering.class, messages, state, "other")) {
            assertThat(one.next()).isEqualTo(Remembering.FACTS);
            assertThat(other.next()).isEqualTo(Remembering.FACTS);
        }
        for (int fact = 0; fact < Remembering.FACTS; fact++) {
            assertThat(memory().recall("one" + fact, String::toString)).as("one" + fact).isPresent();
            assertThat(memory().recall("other" + fact, String::toString)).as("other" + fact).isPresent();
        }
        assertThat(messages).isEmptyFile();
    }

    /** Remembers facts of a cable, one after the other. */
    static final class Remembering {
        private static final int FACTS = 15;

        public static void main(String[] words) throws InterruptedException {
            FileStateStore memory = new FileStateStore(Path.of(words[0], "lines.properties"), "which settings a cable's line needs");
            for (int fact = 0; fact < FACTS; fact++) {
                memory.remember(words[1] + fact, "115200-8N1");
                // The other one has its turn: nobody waits for the lock for longer than a second.
                Thread.sleep(20);
            }
            System.out.println(FACTS);
        }
    }

    /** Keeps the lock of the state files until it is killed. */
    static final class Keeping {
        public static void main(String[] words) throws Exception {
            Path lock = Files.createDirectories(Path.of(words[0])).resolve(".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock kept = channel.lock()) {
                System.out.println(kept.isValid() ? 1 : 0);
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }

    /** The files of all drivers have one lock, and one that hangs may keep it. */
    @Test
    @Timeout(60)
    void aLockThatAnotherDriverKeepsDelaysAFactOnly() throws Exception {
        try (ChildJvm other = new ChildJvm(Keeping.class, directory.resolve("messages"), directory.resolve("state").toString())) {
            assertThat(other.next()).isEqualTo(1);
            memory().remember("FT1234", "115200-8N1");
            assertThat(memory().recall("FT1234", String::toString)).contains("115200-8N1");
        }
    }

    /** Otherwise a key that was looked up for a cable is lost under one that was made while the disk was slow. */
    @Test
    void whatAChangeDecidesHoldsAgainstWhatIsRememberedMeanwhile() throws Exception {
        List<Runnable> waiting = new ArrayList<>();
        Path file = directory.resolve("meters.properties");
        FileStateStore store = new FileStateStore(file, "facts", waiting::add);
        store.update(facts -> {
            store.remember("cable", "made meanwhile");
            store.remember("other", "made meanwhile");
            return Map.of("cable", "looked up");
        });
        waiting.forEach(Runnable::run);
        for (FileStateStore known : List.of(store, new FileStateStore(file, "facts"))) {
            assertThat(known.recall("cable", fact -> fact)).hasValue("looked up");
            assertThat(known.recall("other", fact -> fact)).hasValue("made meanwhile");
        }
    }

    @Test
    void theFileNamesWhatItIs() throws Exception {
        memory().remember("FT1234", "115200-8N1");

        assertThat(directory.resolve("state/lines.properties")).hasContent("# which settings a cable's line needs\nFT1234=115200-8N1\n");
    }

    @Test
    void whatIsKnownIsNotWrittenAgain() throws Exception {
        memory().remember("FT1234", "115200-8N1");
        Path file = directory.resolve("state/lines.properties");
        Object written = Files.getAttribute(file, "unix:ino");

        memory().remember("FT1234", "115200-8N1");
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(written);
    }

    /** The kernel's answer to reading this link is EIO, as that of a worn card is. */
    @Test
    void aFileThatCannotBeReadIsLeftAsItIs() throws Exception {
        Path file = Files.createSymbolicLink(directory.resolve("meters.properties"), Path.of("/proc/self/mem"));
        new FileStateStore(file, "facts").remember("cable", "a new key");

        assertThat(file).isSymbolicLink();
        Files.delete(file);
        Files.writeString(file, "damaged=\\u00zz\n");
        new FileStateStore(file, "facts").remember("cable", "a new key");
        assertThat(file).content().contains("a\\ new\\ key");
    }
}
