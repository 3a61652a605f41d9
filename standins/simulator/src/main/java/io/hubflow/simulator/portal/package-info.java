/** One simulated HubSpot account: object types, property definitions, generated records and what was changed on top of them. */
@NullMarked
package io.hubflow.simulator.portal;

import org.jspecify.annotations.NullMarked;
