/** Continuous traffic: people and integrations that change the portal while readers page through it. */
@NullMarked
package io.hubflow.simulator.traffic;

import org.jspecify.annotations.NullMarked;
