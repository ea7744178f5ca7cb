package org.dbusp1.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What is done under each lock, read from compiled classes: the locks that are taken under it, and the callbacks of other objects that run.
 * A lock is named by its outermost class; those of a lambda that is passed to a collection or stream are done where it is passed, those
 * of a {@link Runnable} are done later. A call of an interface or of a method that subclasses have may be of each of them.
 */
final class LockOrder {
    private static final String PACKAGE = "org/dbusp1/";
    private static final String LOCK = "java/util/concurrent/locks/";
    /** Their methods call others back; clocks (LongSupplier, InstantSource) compute. */
    private static final Set<String> CALLBACKS = Set.of("java/lang/Runnable", "java/util/function/Supplier", "java/util/function/Consumer",
            "java/util/function/BiConsumer", "java/util/function/Function", "java/util/function/BiFunction",
            "java/util/function/UnaryOperator", "java/util/function/Predicate", "java/util/concurrent/Callable");

    /**
     * @param locked whether it is called under a lock that the same method has taken
     * @param ofField whether it may be called of a field: of an argument, the caller made it, and its body is followed there
     */
    private record Call(String owner, String name, String descriptor, boolean isVirtual, boolean locked, boolean ofField) {
        String method() {
            return name + descriptor;
        }
    }

    private record Method(String owner, String name, boolean isSynchronized, boolean takesLock, List<Call> calls) {
        boolean locks() {
            return isSynchronized || takesLock;
        }

        @Override
        public String toString() {
            return simple(owner) + "." + name;
        }
    }

    private final Map<String, Map<String, Method>> classes = new HashMap<>();
    private final Map<String, Set<String>> subclasses = new HashMap<>();
    private final Map<String, String> superclasses = new HashMap<>();

    private LockOrder() {
    }

    static LockOrder of(Path... folders) throws IOException {
        LockOrder order = new LockOrder();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".class")).forEach(order::read);
            }
        }
        return order;
    }

    private void read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            new ClassReader(in).accept(new Reader(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Returns what is done under the lock of each class that has one, as "lock of X" or "callback X", each with where. */
    SortedMap<String, SortedMap<String, String>> underEach() {
        SortedMap<String, SortedMap<String, String>> all = new TreeMap<>();
        classes.values().forEach(methods -> methods.values().stream().filter(Method::locks).forEach(method -> {
            SortedMap<String, String> under = all.computeIfAbsent(lock(method.owner()), owner -> new TreeMap<>());
            follow(method, under);
        }));
        return all;
    }

    private void follow(Method root, SortedMap<String, String> under) {
        String held = lock(root.owner());
        Deque<Method> open = new ArrayDeque<>();
        Map<Method, String> ways = new HashMap<>();
        root.calls().stream().filter(call -> root.isSynchronized() || call.locked())
                .forEach(call -> visit(call, root.toString(), held, open, ways, under));
        while (!open.isEmpty()) {
            Method method = open.remove();
            method.calls().forEach(call -> visit(call, ways.get(method), held, open, ways, under));
        }
    }

    private void visit(Call call, String way, String held, Deque<Method> open, Map<Method, String> ways, SortedMap<String, String> under) {
        if (CALLBACKS.contains(call.owner()) && call.isVirtual()) {
            if (!call.ofField()) {
                return;
            }
            under.putIfAbsent("callback " + simple(call.owner()) + "." + call.name(), way);
            return;
        }
        for (Method target : targets(call)) {
            if (ways.containsKey(target)) {
                continue;
            }
            String there = way + " > " + target;
            ways.put(target, there);
            open.add(target);
            if (target.locks() && !lock(target.owner()).equals(held)) {
                under.putIfAbsent("lock of " + simple(lock(target.owner())), there);
            }
        }
    }

    private Set<Method> targets(Call call) {
        Set<Method> found = new HashSet<>();
        for (String owner = call.owner(); owner != null && owner.startsWith(PACKAGE); owner = superclasses.get(owner)) {
            Method method = classes.getOrDefault(owner, Map.of()).get(call.method());
            if (method != null) {
                found.add(method);
                break;
            }
        }
        if (call.isVirtual()) {
            Deque<String> below = new ArrayDeque<>(subclasses.getOrDefault(call.owner(), Set.of()));
            while (!below.isEmpty()) {
                String owner = below.remove();
                Method method = classes.getOrDefault(owner, Map.of()).get(call.method());
                if (method != null) {
                    found.add(method);
                }
                below.addAll(subclasses.getOrDefault(owner, Set.of()));
            }
        }
        return found;
    }

    /** The outermost class. */
    private static String lock(String owner) {
        return owner.replaceFirst("\\$.*", "");
    }

    static String simple(String owner) {
        return owner.substring(owner.lastIndexOf('/') + 1);
    }

    private final class Reader extends ClassVisitor {
        private String name = "";

        Reader() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String read, String signature, String superclass, String[] interfaces) {
            name = read;
            classes.put(read, new HashMap<>());
            superclasses.put(read, superclass);
            subclasses.computeIfAbsent(superclass, above -> new TreeSet<>()).add(read);
            for (String above : interfaces) {
                subclasses.computeIfAbsent(above, key -> new TreeSet<>()).add(read);
            }
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
            List<Call> calls = new ArrayList<>();
            return new MethodVisitor(Opcodes.ASM9) {
                private final Set<String> fields = new HashSet<>(Set.of("java/lang/Runnable", "java/util/concurrent/Callable"));
                private int depth;
                private boolean takesLock;

                @Override
                public void visitInsn(int opcode) {
                    // In the order of the code the exit of a fault follows, and does not count again.
                    if (opcode == Opcodes.MONITORENTER) {
                        depth++;
                        takesLock = true;
                    } else if (opcode == Opcodes.MONITOREXIT && depth > 0) {
                        depth--;
                    }
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String of) {
                    fields.add(of.replaceAll("^L|;$", ""));
                }

                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String of, boolean isInterface) {
                    if (owner.startsWith(LOCK) && called.matches("lock|tryLock|lockInterruptibly")) {
                        depth++;
                        takesLock = true;
                    } else if (owner.startsWith(LOCK) && called.equals("unlock") && depth > 0) {
                        depth--;
                    }
                    calls.add(new Call(owner, called, of, opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE,
                            depth > 0, fields.contains(owner)));
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String of, Handle bootstrap, Object... arguments) {
                    boolean isLater = of.matches(".*\\)L(java/lang/Runnable|java/util/concurrent/Callable|org/dbusp1/[^;]*);");
                    if (!isLater && arguments.length > 1 && arguments[1] instanceof Handle body) {
                        calls.add(new Call(body.getOwner(), body.getName(), body.getDesc(), body.getTag() == Opcodes.H_INVOKEVIRTUAL
                                || body.getTag() == Opcodes.H_INVOKEINTERFACE, depth > 0, false));
                    }
                }

                @Override
                public void visitEnd() {
                    classes.get(name).put(method + descriptor, new Method(name, method, (access & Opcodes.ACC_SYNCHRONIZED) != 0,
                            takesLock, calls));
                }
            };
        }
    }
}
