package org.dbusp1.guard;

/** One reason for which a message, or a value in it, is not published. What a rule has to remember is in the history. */
interface Rule {
    /**
     * Judges a message.
     *
     * @param now  the message, with the values that rules before this one have withheld
     * @param past what came before
     */
    Verdict judge(Candidate now, History past);
}
