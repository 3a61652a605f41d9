/** The clock the simulated HubSpot lives by. */
@NullMarked
package io.hubflow.simulator.time;

import org.jspecify.annotations.NullMarked;
