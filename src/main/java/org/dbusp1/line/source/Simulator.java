package org.dbusp1.line.source;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Makes simulated meters. Implementations are in a separate jar, which packages for GX devices do not have. */
public interface Simulator {
    /** The reason why no meter can be simulated, if {@link #find} finds no simulator. */
    String ABSENT = "this package has no simulated meters, so that a GX device cannot publish power that was made up;"
            + " packages for Linux have them";

    /** Returns the simulator; absent if its jar is not installed. */
    static Optional<Simulator> find() {
        return ServiceLoader.load(Simulator.class, Simulator.class.getClassLoader()).findFirst();
    }

    List<String> names();

    /** @param name one of {@link #names} */
    Source source(String name, Pacer.Speed speed);
}
