/**
 * The contract of outputs, the queue that keeps a slow output from delaying others, and what several outputs share.
 * Each output has its package.
 */
package org.dbusp1.output;
