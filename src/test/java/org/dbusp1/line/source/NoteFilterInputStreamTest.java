package org.dbusp1.line.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoteFilterInputStreamTest {
    private final List<String> notes = new ArrayList<>();

    /** Pieces of any size, as a pipe gives them. */
    private InputStream pieces(byte[] log, Random random) {
        return new NoteFilterInputStream(new FilterInputStream(new ByteArrayInputStream(log)) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return super.read(into, from, 1 + random.nextInt(Math.min(length, 20)));
            }
        }, (offset, note) -> notes.add(offset + new String(note, ISO_8859_1)));
    }

    @Test
    void theBytesBetweenNotesComeOutAsTheyAreWhateverTheyAre() throws IOException {
        Random random = new Random(3);
        for (int run = 0; run < 500; run++) {
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            List<String> expected = new ArrayList<>();
            notes.clear();
            for (int part = 0; part < 6; part++) {
                // Bytes that may be a part of the mark, and noise.
                byte[] piece = new byte[random.nextInt(30)];
                for (int i = 0; i < piece.length; i++) {
                    piece[i] = random.nextBoolean()
                            ? (byte) NoteFilterInputStream.MARK.charAt(random.nextInt(NoteFilterInputStream.MARK.length() - 1))
                            : (byte) random.nextInt();
                }
                log.writeBytes(piece);
                bytes.writeBytes(piece);
                String note = NoteFilterInputStream.MARK + "note " + part + "\n";
                expected.add(bytes.size() + note);
                log.writeBytes(note.getBytes(ISO_8859_1));
            }
            assertThat(pieces(log.toByteArray(), random).readAllBytes()).isEqualTo(bytes.toByteArray());
            assertThat(notes).isEqualTo(expected);
        }
    }

    @Test
    void skippedBytesAreThoseOfTheMeter() throws IOException {
        byte[] log = ("ab" + NoteFilterInputStream.MARK + "note\n" + "cdef").getBytes(ISO_8859_1);
        InputStream in = pieces(log, new Random(3));
        in.skipNBytes(4);
        assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo("ef");
        assertThat(notes).hasSize(1);
        assertThat(in.skip(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n# dbus-p", "\n#\n# dbus-p1", "# dbus-p1 x\n", "/abc\n\n# dbus"})
    void aPartOfTheMarkIsNoNote(String log) throws IOException {
        assertThat(new String(pieces(log.getBytes(ISO_8859_1), new Random(1)).readAllBytes(), ISO_8859_1)).isEqualTo(log);
        assertThat(notes).isEmpty();
    }

    @Test
    void theLineFeedBehindATelegramDoesNotWaitForTheNextOne() throws IOException {
        PipedOutputStream pipe = new PipedOutputStream();
        InputStream log = new NoteFilterInputStream(new PipedInputStream(pipe), (offset, note) -> notes.add(new String(note, ISO_8859_1)));
        pipe.write("!ABCD\r\n".getBytes(ISO_8859_1));
        byte[] into = new byte[100];
        assertThat(log.read(into)).isEqualTo(7);
        pipe.write("# dbus-p1 late\n/X".getBytes(ISO_8859_1));
        assertThat(new String(into, 0, log.read(into), ISO_8859_1)).isEqualTo("/X");
        assertThat(notes).containsExactly("\n# dbus-p1 late\n");
    }

    @Test
    void aNoteThatWasCutIsNoPartOfTheLog() throws IOException {
        assertThat(new String(pieces("ab\n# dbus-p1 cut".getBytes(ISO_8859_1), new Random(1)).readAllBytes(), ISO_8859_1)).isEqualTo("ab");
    }

    /** A note that a power cut ended: what follows is the log. */
    @Test
    void aNoteWithoutAnEndIsNotKeptInMemory() throws IOException {
        byte[] log = (NoteFilterInputStream.MARK + "x".repeat(100_000)).getBytes(ISO_8859_1);
        assertThat(pieces(log, new Random(1)).readAllBytes()).isEqualTo(log);
        assertThat(notes).isEmpty();
    }
}
