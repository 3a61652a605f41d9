/** The admin API: the truth, mutations, faults, statistics and the clock. */
@NullMarked
package io.hubflow.simulator.admin;

import org.jspecify.annotations.NullMarked;
