package org.dbusp1.page;

import org.teavm.extension.spi.substitution.SubstitutionPolicy;
import org.teavm.extension.spi.substitution.SubstitutionSink;

/** Names for the compiler the packages and classes that take the place of those that it does not have. */
public final class Substitutions implements SubstitutionPolicy {
    @Override
    public void contribute(SubstitutionSink sink) {
        sink.substitutePackage("javax.crypto", "org.dbusp1.page.crypto");
        sink.substitutePackage("javax.security.auth", "org.dbusp1.page.auth");
        sink.substitutePackage("com.fasterxml.jackson.core.io.schubfach", "org.dbusp1.page.numbers");
        sink.selectClasses("org.slf4j.LoggerFactory"::equals).replacePackage("org.slf4j", "org.dbusp1.page.logging");
    }
}
