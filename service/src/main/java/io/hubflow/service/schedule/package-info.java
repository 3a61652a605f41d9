/** Decides when something is due. Pure: it is given the time, and starts nothing itself. */
@NullMarked
package io.hubflow.service.schedule;

import org.jspecify.annotations.NullMarked;
