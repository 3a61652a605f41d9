/** Rate limits: the rolling ten seconds, the searches of one second, the day. */
@NullMarked
package io.hubflow.simulator.quota;

import org.jspecify.annotations.NullMarked;
