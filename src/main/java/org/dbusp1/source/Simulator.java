package org.dbusp1.source;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Simulated meters, which lie in a jar of their own: packages for GX devices do not have it. */
public interface Simulator {
    /** The reason why no meter can be simulated where {@link #find} finds none. */
    String ABSENT = "this package has no simulated meters, so that a GX device cannot publish power that was made up;"
            + " packages for Linux have them";

    /** Returns the simulator whose jar is there; absent where none is. */
    static Optional<Simulator> find() {
        return ServiceLoader.load(Simulator.class, Simulator.class.getClassLoader()).findFirst();
    }

    /** Returns the names of its meters. */
    List<String> names();

    /**
     * Makes a meter that sends.
     *
     * @param name one of {@link #names}
     */
    Source source(String name, Speed speed);
}
