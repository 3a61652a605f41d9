/** Changes made to the simulated account, one sealed type for each kind. */
@NullMarked
package io.hubflow.simulator.mutation;

import org.jspecify.annotations.NullMarked;
