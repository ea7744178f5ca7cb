package org.dbusp1.line.source;

import java.util.Map;

/** What is remembered of a dongle, in a map of the test. */
record DongleMemory(Map<String, String> facts) implements HomeWizardSource.Memory {
    @Override
    public String recall(String key) {
        return facts.get(key);
    }

    @Override
    public void remember(String key, String fact) {
        facts.put(key, fact);
    }
}
