/**
 * A stateful stand-in for the HubSpot API. {@link io.hubflow.simulator.Simulator} is the way in.
 *
 * <p>It shares no code with the connector it tests, so that the two cannot share a bug.
 */
@NullMarked
package io.hubflow.simulator;

import org.jspecify.annotations.NullMarked;
