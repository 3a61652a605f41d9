/** Reads HubSpot completely and hands typed rows to a destination. */
@NullMarked
package io.hubflow.engine;

import org.jspecify.annotations.NullMarked;
