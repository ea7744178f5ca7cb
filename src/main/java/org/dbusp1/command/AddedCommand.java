package org.dbusp1.command;

import java.util.concurrent.Callable;

/** A command of the command line that is in another jar, as picocli's annotations describe it. */
public interface AddedCommand extends Callable<Integer> {
    /** Returns the word that names it. */
    String name();
}
