import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * Removes from the classes of jars what only a debugger reads: tables of local variables and of lines, and the names of the sources.
 * A Java that runs a class keeps these tables, and a symbol for every name in them, in memory. Each argument is a jar; prints a line
 * for each, the number of its classes.
 */
final class StripDebugInfo {
    private StripDebugInfo() {
    }

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            System.out.println(strip(Path.of(jar)));
        }
    }

    private static int strip(Path jar) throws IOException {
        Path stripped = Path.of(jar + ".stripped");
        int classes = 0;
        try (ZipFile from = new ZipFile(jar.toFile()); OutputStream file = Files.newOutputStream(stripped);
                ZipOutputStream to = new ZipOutputStream(file)) {
            for (Enumeration<? extends ZipEntry> all = from.entries(); all.hasMoreElements();) {
                ZipEntry entry = all.nextElement();
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTimeLocal(entry.getTimeLocal());
                to.putNextEntry(same);
                if (entry.getName().endsWith(".class")) {
                    ClassWriter writer = new ClassWriter(0);
                    new ClassReader(bytes).accept(writer, ClassReader.SKIP_DEBUG);
                    bytes = writer.toByteArray();
                    classes++;
                }
                to.write(bytes);
            }
        }
        Files.move(stripped, jar, StandardCopyOption.REPLACE_EXISTING);
        return classes;
    }
}
