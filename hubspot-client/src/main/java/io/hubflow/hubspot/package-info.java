/** The wire to HubSpot: one client, typed requests and answers, no knowledge of any warehouse. */
@NullMarked
package io.hubflow.hubspot;

import org.jspecify.annotations.NullMarked;
