package org.dbusp1.line.source;

/** Opens a port as whoever runs it, and prints what came of it. */
final class ForbiddenPort {
    private ForbiddenPort() {
    }

    public static void main(String[] arguments) {
        try (SerialSource source = new SerialSource(arguments[0], LineSettings.parse("115200-8N1"), true, true)) {
            source.open();
            System.out.println("open");
        } catch (SourceException e) {
            System.out.println(e.condition() + " " + e.getMessage());
        }
    }
}
