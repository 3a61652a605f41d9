/** The search index: what search sees, which is not yet what reads by id see. */
@NullMarked
package io.hubflow.simulator.index;

import org.jspecify.annotations.NullMarked;
