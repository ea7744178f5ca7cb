package org.dbusp1.base.process;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Standard output for data: throws {@link Unwritable} when a write failed, for example on a full disk, a fault that
 * {@code System.out} hides.
 */
public final class StandardOutput extends OutputStream {
    private static final String READER_ENDED = "Broken pipe";

    private static volatile @Nullable IOException fault;

    public static final class Unwritable extends IOException {
        Unwritable() {
            super("standard output cannot be written");
        }
    }

    private static final class Watched extends FilterOutputStream {
        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                fault = e;
                throw e;
            }
        }
    }

    public static void watch() {
        OutputStream out = new BufferedOutputStream(new Watched(new FileOutputStream(FileDescriptor.out)), 8 * 1024);
        System.setOut(new PrintStream(out, true, Charset.defaultCharset()));
    }

    /** It is no fault if a reader such as head ends early. @throws UserException when data is lost */
    public static void check() throws UserException {
        System.out.flush();
        IOException lost = fault;
        if (lost != null && !READER_ENDED.equals(lost.getMessage())) {
            throw new UserException(ExitStatus.UNWRITABLE, "standard output: " + FileProblem.writing(lost).words()
                    + "; what follows is lost", lost);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        System.out.write(bytes, from, length);
        flush();
    }

    @Override
    public void flush() throws IOException {
        if (System.out.checkError()) {
            throw new Unwritable();
        }
    }
}
