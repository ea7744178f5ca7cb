package org.dbusp1.output.csv;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.state.FileIdentity;
import org.dbusp1.base.state.OwnerOnly;
import org.jspecify.annotations.Nullable;

/**
 * A file that begins with its header and grows by whole lines. Half a line at the end of the file, of a killed process or a full disk,
 * is cut off, and so are lines with NUL, which a power cut leaves in some file systems. A line is written whole or not at all.
 */
final class CsvFile implements Closeable {
    private static final Set<StandardOpenOption> OPTIONS = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
            StandardOpenOption.CREATE);
    private static final int BLOCK_BYTES = 8_192;
    /** A cell with decimals. */
    private static final Pattern DECIMALS = Pattern.compile("\"-?\\d++([.,])\\d++\"");

    private final Path path;
    private final String identity;
    private final FileChannel channel;
    private final byte[] header;
    private long length;

    private CsvFile(Path path, FileChannel channel, byte[] header, long length) {
        this.path = path;
        this.identity = FileIdentity.of(path);
        this.channel = channel;
        this.header = header;
        this.length = length;
    }

    /**
     * Opens a file to append lines, and cuts off what follows its last whole line; null when the file has another header, or its first
     * number with decimals another decimal mark. The caller calls {@link #repair} before: NULs in place of the header would count as
     * another header.
     */
    static @Nullable CsvFile open(Path file, byte[] header, char decimal) throws IOException {
        FileChannel channel = OwnerOnly.open(file, OPTIONS);
        try {
            byte[] start = read(channel, 0, header.length);
            Matcher number = DECIMALS.matcher(new String(read(channel, header.length, BLOCK_BYTES), StandardCharsets.ISO_8859_1));
            if (!Arrays.equals(start, Arrays.copyOf(header, start.length)) || number.find() && number.group(1).charAt(0) != decimal) {
                channel.close();
                return null;
            }
            long whole = start.length < header.length ? 0 : endOfLastLine(channel);
            channel.truncate(whole);
            return new CsvFile(file, channel, header, whole);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Cuts off the NULs that a power cut left at the end of a file; deletes a file that then has no line. */
    static void repair(Path file) throws IOException {
        boolean isEmpty = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size > 0 && read(channel, size - 1, 1)[0] == 0) {
                channel.truncate(endOfLastLine(channel));
                isEmpty = channel.size() == 0;
            }
        }
        if (isEmpty) {
            Files.delete(file);
        }
    }

    /** The end of the last line without NUL. */
    private static long endOfLastLine(FileChannel channel) throws IOException {
        long whole = 0;
        long end = channel.size();
        while (end > 0) {
            long from = Math.max(0, end - BLOCK_BYTES);
            byte[] bytes = read(channel, from, (int) (end - from));
            for (int i = bytes.length - 1; i >= 0; i--) {
                if (bytes[i] == 0) {
                    whole = 0;
                } else if (bytes[i] == '\n') {
                    if (whole > 0) {
                        return whole;
                    }
                    whole = from + i + 1;
                }
            }
            end = from;
        }
        return whole;
    }

    private static byte[] read(FileChannel channel, long from, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        int count = 0;
        while (count >= 0 && buffer.hasRemaining()) {
            count = channel.read(buffer, from + buffer.position());
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** True if another program has deleted, moved or replaced the file since it was opened. */
    boolean isGone() {
        return !identity.equals(FileIdentity.of(path));
    }

    /** Returns the number of bytes that a line adds, in an empty file together with the header. */
    long addedBytes(byte[] line) {
        return (long) line.length + (length == 0 ? header.length : 0);
    }

    void append(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) addedBytes(line));
        if (length == 0) {
            bytes.put(header);
        }
        bytes.put(line).flip();
        try {
            long at = length;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            length = at;
        } catch (IOException e) {
            channel.truncate(length);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
