package org.dbusp1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Counts steps of our classes, which are calls of methods and turns of loops: the same number on each machine, whatever else it does. Those
 * of the JDK, such as of a regular expression, are not counted.
 */
public final class CountedSteps {
    private static final String OURS = "org.dbusp1.";
    private static final Loader COUNTING = new Loader();

    private static long steps;

    private CountedSteps() {
    }

    /** Called by the classes that are counted. */
    public static void step() {
        steps++;
    }

    /**
     * Returns the steps of some work with bytes, when its classes are loaded.
     *
     * @param work a class with a constructor without parameters; a copy of it and of each class of ours that it uses does the work
     */
    public static synchronized long of(Class<? extends Consumer<byte[]>> work, byte[] bytes) throws ReflectiveOperationException {
        var constructor = Class.forName(work.getName(), true, COUNTING).getDeclaredConstructor();
        constructor.setAccessible(true);
        @SuppressWarnings("unchecked") // a copy of the same class
        Consumer<byte[]> copy = (Consumer<byte[]>) constructor.newInstance();
        copy.accept(bytes);
        steps = 0;
        copy.accept(bytes);
        return steps;
    }

    /** Loads our classes once more, with calls of {@link #step} in them. */
    private static final class Loader extends ClassLoader {
        Loader() {
            super(CountedSteps.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS) || name.equals(CountedSteps.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : counted(name);
            }
        }

        private Class<?> counted(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                ClassReader read = new ClassReader(in);
                ClassWriter written = new ClassWriter(read, 0);
                read.accept(new Counting(written), 0);
                return defineClass(name, written.toByteArray(), 0, written.toByteArray().length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Counting extends ClassVisitor {
        Counting(ClassVisitor to) {
            super(Opcodes.ASM9, to);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                private final Set<Label> before = new HashSet<>();

                @Override
                public void visitCode() {
                    super.visitCode();
                    count();
                }

                @Override
                public void visitLabel(Label label) {
                    before.add(label);
                    super.visitLabel(label);
                }

                @Override
                public void visitJumpInsn(int operation, Label to) {
                    if (before.contains(to)) {
                        count();
                    }
                    super.visitJumpInsn(operation, to);
                }

                private void count() {
                    visitMethodInsn(Opcodes.INVOKESTATIC, CountedSteps.class.getName().replace('.', '/'), "step", "()V", false);
                }
            };
        }
    }
}
