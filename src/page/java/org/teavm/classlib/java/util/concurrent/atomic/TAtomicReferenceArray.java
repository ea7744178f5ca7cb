package org.teavm.classlib.java.util.concurrent.atomic;

/** {@code java.util.concurrent.atomic.AtomicReferenceArray} for one thread, as far as Jackson uses it. */
public final class TAtomicReferenceArray<E> {
    private final E[] items;

    @SuppressWarnings("unchecked")
    public TAtomicReferenceArray(int length) {
        items = (E[]) new Object[length];
    }

    public E get(int index) {
        return items[index];
    }

    public void set(int index, E item) {
        items[index] = item;
    }

    public E getAndSet(int index, E item) {
        E before = items[index];
        items[index] = item;
        return before;
    }
}
