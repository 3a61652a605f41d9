/** The tour that {@code hubflow demo} gives, against a HubSpot stand-in in the same process. */
@NullMarked
package io.hubflow.app.demo;

import org.jspecify.annotations.NullMarked;
