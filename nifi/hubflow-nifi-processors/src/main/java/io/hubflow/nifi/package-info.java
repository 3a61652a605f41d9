/** What hubflow's processors have in common: attribute names, relationships, failures. */
@NullMarked
package io.hubflow.nifi;

import org.jspecify.annotations.NullMarked;
