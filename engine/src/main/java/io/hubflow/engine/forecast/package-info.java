/**
 * What a run will take: a run's reading, told in counts, is gone through in a time of its own, with the sizes of the real
 * lanes, the real rolling limits and measured latencies. So the share of lists and searches, the number of calls and the time
 * come out of one calculation, which no call is spent on.
 */
@NullMarked
package io.hubflow.engine.forecast;

import org.jspecify.annotations.NullMarked;
