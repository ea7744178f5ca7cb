/**
 * Frames of the customer output of French meters (TIC, Enedis-NOI-CPT_54E), historique and standard: labels, their
 * meaning, and the rule for powers. Frames come from {@code frame}, where their checks are proven.
 */
package org.dbusp1.decode.tic;
