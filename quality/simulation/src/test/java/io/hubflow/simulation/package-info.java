/** Tests of the simulation, and a slice of it. */
@NullMarked
package io.hubflow.simulation;

import org.jspecify.annotations.NullMarked;
