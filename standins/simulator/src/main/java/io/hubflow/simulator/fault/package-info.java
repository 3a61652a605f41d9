/** Faults injected into answers, by probability or by schedule, replayable from a seed. */
@NullMarked
package io.hubflow.simulator.fault;

import org.jspecify.annotations.NullMarked;
