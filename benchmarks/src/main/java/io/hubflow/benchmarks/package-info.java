/** Measures the shipped command from outside, against the simulator in its own process. */
@NullMarked
package io.hubflow.benchmarks;

import org.jspecify.annotations.NullMarked;
