/** Seeded histories of the engine against the simulator, in virtual time. */
@NullMarked
package io.hubflow.simulation;

import org.jspecify.annotations.NullMarked;
