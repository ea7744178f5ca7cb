package org.dbusp1.page;

import java.util.Collection;
import org.teavm.extension.spi.resources.ResourcesPolicy;

/** Names for the compiler the files that the program reads from its class path. */
public final class Resources implements ResourcesPolicy {
    @Override
    public String[] supplyResources(Collection<? extends String> known) {
        return new String[] {"org/dbusp1/base/problem/texts_en.properties"};
    }
}
